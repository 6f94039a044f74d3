// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "halves.hpp"

#include <cstddef>
#include <numeric>
#include <outset/nn/shuffle.hpp>
#include <span>
#include <vector>

namespace transfer {
namespace {

using Numbers = std::vector<Eigen::Index>;  // of images

// All images, those of the training part first.
Examples all_of(const examples::Dataset<float>& digits) {
  Examples all = digits.train;
  all.x.conservativeResize(Eigen::NoChange, all.x.cols() + digits.test.x.cols());
  all.x.rightCols(digits.test.x.cols()) = digits.test.x;
  all.labels.insert(all.labels.end(), digits.test.labels.begin(), digits.test.labels.end());
  return all;
}

Examples chosen(const Examples& all, const Numbers& images, const std::vector<int>& labels) {
  Examples some{.x = {}, .labels = labels};
  some.x.resize(all.x.rows(), static_cast<Eigen::Index>(images.size()));
  for (std::size_t i = 0; i < images.size(); ++i) {
    some.x.col(static_cast<Eigen::Index>(i)) = all.x.col(images[i]);
  }
  return some;
}

template <class T>
std::vector<T> shuffled(std::size_t count, const outset::Rng& rng) {
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), T{0});
  outset::nn::shuffle(std::span<T>(values), rng);
  return values;
}

}  // namespace

Halves halves(Task task, const examples::Dataset<float>& digits, const outset::Rng& rng) {
  const Examples all = all_of(digits);
  std::vector<Numbers> of_digit(10);
  for (const Eigen::Index i : shuffled<Eigen::Index>(all.labels.size(), rng.stream("images"))) {
    of_digit[static_cast<std::size_t>(all.labels[static_cast<std::size_t>(i)])].push_back(i);
  }

  Halves parts;
  Numbers source;
  std::vector<int> source_labels;
  std::vector<Numbers> targets;  // by class
  const auto learn_first = [&](Eigen::Index image, std::size_t label) {
    source.push_back(image);
    source_labels.push_back(static_cast<int>(label));
  };
  if (task == Task::new_classes) {
    parts.source_classes = parts.classes = 5;
    for (std::size_t digit = 0; digit < 5; ++digit) {
      for (const Eigen::Index image : of_digit[digit]) learn_first(image, digit);
      targets.push_back(of_digit[digit + 5]);
    }
  } else {
    parts.source_classes = parts.classes = 10;
    targets.resize(10);
    const auto label = shuffled<std::size_t>(10, rng.stream("labels"));
    for (std::size_t digit = 0; digit < 10; ++digit) {
      for (std::size_t i = 0; i < of_digit[digit].size(); ++i) {
        const Eigen::Index image = of_digit[digit][i];
        if (i % 2 == 0) {
          learn_first(image, digit);
        } else {
          targets[label[digit]].push_back(image);
        }
      }
    }
  }
  parts.source = chosen(all, source, source_labels);

  Numbers train, test;
  std::vector<int> train_labels, test_labels;
  const auto most = static_cast<std::size_t>(sizes.back());
  for (std::size_t i = 0; i < most; ++i) {
    for (std::size_t c = 0; c < targets.size(); ++c) {
      train.push_back(targets[c][i]);
      train_labels.push_back(static_cast<int>(c));
    }
  }
  for (std::size_t c = 0; c < targets.size(); ++c) {
    test.insert(test.end(), targets[c].begin() + static_cast<std::ptrdiff_t>(most),
                targets[c].end());
    test_labels.resize(test.size(), static_cast<int>(c));
  }
  parts.train = chosen(all, train, train_labels);
  parts.test = chosen(all, test, test_labels);
  return parts;
}

}  // namespace transfer
