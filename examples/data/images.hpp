// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Labelled images, and their preparation for a network: a split into training and test images,
// which depends on the images and a seed alone, and the scaling of the inputs.

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <outset/exact/float_mode.hpp>
#include <outset/exact/number.hpp>
#include <outset/nn/shuffle.hpp>
#include <outset/rng.hpp>

namespace examples {

/// One column per image: its pixels, row by row from the top left corner.
using Pixels = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic>;

/// Images as they were read.
struct Images {
  Eigen::Index height = 0;
  Eigen::Index width = 0;
  Pixels pixels;
  std::vector<int> labels;  // in [0, classes)
  int classes = 10;

  Eigen::Index count() const { return pixels.cols(); }
};

/// The images of these numbers, in this order.
inline Images select(const Images& images, const std::vector<Eigen::Index>& numbers) {
  Images chosen;
  chosen.height = images.height;
  chosen.width = images.width;
  chosen.classes = images.classes;
  chosen.pixels.resize(images.pixels.rows(), static_cast<Eigen::Index>(numbers.size()));
  chosen.labels.reserve(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    chosen.pixels.col(static_cast<Eigen::Index>(i)) = images.pixels.col(numbers[i]);
    chosen.labels.push_back(images.labels[static_cast<std::size_t>(numbers[i])]);
  }
  return chosen;
}

/// Training and test images by a stratified random split: the images are shuffled by the seed and
/// sorted by label (which keeps the random order within a label), and every fifth is a test image.
/// So a fifth of the images of each label, to within one image, are test images: 360 of the 1797
/// digits. The same people wrote both parts, so the test says nothing about the digits of others.
inline std::pair<Images, Images> split(const Images& images, std::uint64_t seed = 0) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(images.count()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  outset::nn::shuffle(std::span<Eigen::Index>(order), outset::Rng(seed).stream("split"));
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return images.labels[static_cast<std::size_t>(a)] < images.labels[static_cast<std::size_t>(b)];
  });
  std::vector<Eigen::Index> train, test;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (i % 5 == 0 ? test : train).push_back(order[i]);
  }
  return {select(images, train), select(images, test)};
}

/// Images ready for a network, one column per image, and their labels.
template <class Scalar>
struct Examples {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> x;
  std::vector<int> labels;
};

/// Training and test examples, scaled alike.
template <class Scalar>
struct Dataset {
  Examples<Scalar> train, test;
  Eigen::Index height = 0;
  Eigen::Index width = 0;
  int classes = 0;

  Eigen::Index inputs() const { return height * width; }
};

namespace detail {

/// Both sets, each scaled by scale(images).
template <class Scalar, class Scale>
Dataset<Scalar> dataset(const Images& train, const Images& test, const Scale& scale) {
  Dataset<Scalar> data;
  data.height = train.height;
  data.width = train.width;
  data.classes = (std::max)(train.classes, test.classes);
  data.train = scale(train);
  data.test = scale(test);
  return data;
}

}  // namespace detail

/// Scales both by the training images alone: subtracts each pixel's mean, then divides by one
/// standard deviation over all pixels. (With one standard deviation per pixel, a border pixel that
/// is nearly always blank would become the largest input.) Every sum runs over the pixels of an
/// image, image after image, in arithmetic that no compiler flag changes. Throws
/// std::invalid_argument where the sizes differ, there is no training image, or all training images
/// are the same.
template <class Scalar>
Dataset<Scalar> standardize(const Images& train, const Images& test) {
  if (train.height != test.height || train.width != test.width) {
    throw std::invalid_argument("standardize: training and test images must have one size");
  }
  if (train.count() == 0) {
    throw std::invalid_argument("standardize: there must be at least one training image");
  }
  using outset::exact::Double;
  const outset::detail::StandardModeScope mode;
  const auto number = [](const Images& of, Eigen::Index pixel, Eigen::Index image) {
    return Double(static_cast<double>(of.pixels(pixel, image)));
  };
  const Eigen::Index pixels = train.pixels.rows();
  std::vector<Double> mean(static_cast<std::size_t>(pixels), 0.0);
  const auto mean_of = [&](Eigen::Index pixel) -> Double& {
    return mean[static_cast<std::size_t>(pixel)];
  };
  for (Eigen::Index j = 0; j < train.count(); ++j) {
    for (Eigen::Index i = 0; i < pixels; ++i) mean_of(i) = mean_of(i) + number(train, i, j);
  }
  for (Double& of_pixel : mean) of_pixel = of_pixel / static_cast<double>(train.count());
  Double squares = 0;
  for (Eigen::Index j = 0; j < train.count(); ++j) {
    for (Eigen::Index i = 0; i < pixels; ++i) {
      const Double centred = number(train, i, j) - mean_of(i);
      squares = squares + centred * centred;
    }
  }
  const Double deviation = sqrt(squares / static_cast<double>(train.pixels.size()));
  if (!(deviation > 0.0)) {
    throw std::invalid_argument("standardize: the training images must not all be the same");
  }
  const auto scaled = [&](const Images& images) {
    Examples<Scalar> examples{.x = {}, .labels = images.labels};
    examples.x.resize(pixels, images.count());
    for (Eigen::Index j = 0; j < images.count(); ++j) {
      for (Eigen::Index i = 0; i < pixels; ++i) {
        const Double entry = (number(images, i, j) - mean_of(i)) / deviation;
        examples.x(i, j) = static_cast<Scalar>(entry.value);
      }
    }
    return examples;
  };
  return detail::dataset<Scalar>(train, test, scaled);
}

/// Every pixel divided by `largest`, the largest that a pixel can be: in [0, 1], not centred.
/// Throws std::invalid_argument where the sizes differ.
template <class Scalar>
Dataset<Scalar> divide(const Images& train, const Images& test, double largest) {
  if (train.height != test.height || train.width != test.width) {
    throw std::invalid_argument("divide: training and test images must have one size");
  }
  const auto scaled = [&](const Images& images) {
    Examples<Scalar> examples{.x = {}, .labels = images.labels};
    examples.x = images.pixels.unaryExpr([&](std::uint8_t pixel) {
      return static_cast<Scalar>(outset::exact::div(static_cast<double>(pixel), largest));
    });
    return examples;
  };
  return detail::dataset<Scalar>(train, test, scaled);
}

}  // namespace examples
