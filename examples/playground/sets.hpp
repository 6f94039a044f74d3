// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the nets of a race learn: points of the plane (nn/data_2d.hpp), or the handwritten digits of
// examples/data.

#include <Eigen/Core>
#include <cstdint>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../data/digits_text.hpp"
#include "settings.hpp"

namespace playground {

using Matrix = Eigen::MatrixXf;

/// One example per column, and its label.
struct Part {
  Matrix x;
  std::vector<int> labels;
};

struct Set {
  Part train, test;
  int classes = 0;
};

/// Of each of the two parts of a set of points.
inline constexpr int points_count = 256;

inline outset::nn::Points<float> points_of(const std::string& name, const outset::Rng& rng,
                                           double noise) {
  const outset::nn::PointsOptions options{.count = points_count, .noise = noise};
  if (name == "blobs") return outset::nn::blobs<float>(rng, options);
  if (name == "circles") return outset::nn::circles<float>(rng, options);
  if (name == "moons") return outset::nn::moons<float>(rng, options);
  if (name == "xor") return outset::nn::xor_quadrants<float>(rng, options);
  return outset::nn::spiral<float>(rng, options);
}

/// `digits`: the bytes of examples/data/digits.csv, which the other sets do not need.
inline Set set_of(const Settings& settings, std::span<const unsigned char> digits) {
  if (settings.data == "digits") {
    const auto [train, test] = examples::split(examples::parse_digits(digits, "digits.csv"));
    auto data = examples::standardize<float>(train, test);
    return {{std::move(data.train.x), std::move(data.train.labels)},
            {std::move(data.test.x), std::move(data.test.labels)},
            data.classes};
  }
  const outset::Rng rng(settings.seed);
  auto train = points_of(settings.data, rng.stream("train"), settings.noise);
  auto test = points_of(settings.data, rng.stream("test"), settings.noise);
  return {{std::move(train.x), std::move(train.labels)},
          {std::move(test.x), std::move(test.labels)},
          train.classes};
}

}  // namespace playground
