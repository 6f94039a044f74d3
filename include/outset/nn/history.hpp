// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What training was like, epoch by epoch: as a line of text each, as CSV and as JSON. In CSV and
// JSON a number has as many digits as give the same double back, so equal runs have equal files.

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/nn/finite.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/nn/train.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// One epoch of training.
struct Epoch {
  std::uint64_t epoch = 0;  ///< counted by the Trainer, from 1; 0 is the net before its first step
  double rate = 0;          ///< the learning rate
  Score train{};            ///< as Trainer::epoch gives it; of epoch 0, as `evaluate` gives it
  std::optional<Score> test = std::nullopt;      ///< after the epoch; none without test examples
  std::optional<Index> diverged = std::nullopt;  ///< as Trainer::diverged: the layer, from 0
};

/// The epochs of one training, in their order.
using History = std::vector<Epoch>;

namespace detail {

inline std::string four_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  for (char& c : text) {
    if (c == ',') c = '.';  // in some locales
  }
  return text;
}

inline std::string number_or(const char* otherwise, double value) {
  return is_finite(value) ? outset::detail::show(value) : otherwise;
}

}  // namespace detail

/// A line of text without its end, each figure with four digits: "epoch 3  rate 0.1  loss 0.2512
/// accuracy 0.925  test loss 0.31  test accuracy 0.9".
inline std::string to_string(const Epoch& e) {
  std::string text = "epoch " + std::to_string(e.epoch);
  const auto add = [&](const char* name, double value) {
    text += name;
    text += detail::is_finite(value) ? detail::four_digits(value) : "not finite";
  };
  add("  rate ", e.rate);
  add("  loss ", e.train.loss);
  add("  accuracy ", e.train.accuracy);
  if (e.test) {
    add("  test loss ", e.test->loss);
    add("  test accuracy ", e.test->accuracy);
  }
  if (e.diverged) text += "  not finite from layer " + std::to_string(*e.diverged) + " on";
  return text;
}

/// A head and a line per epoch: epoch,rate,loss,accuracy,test_loss,test_accuracy,diverged. What
/// there is not, or is not finite, is an empty field.
inline std::string csv(const History& history) {
  std::string text = "epoch,rate,loss,accuracy,test_loss,test_accuracy,diverged\n";
  for (const Epoch& e : history) {
    text += std::to_string(e.epoch);
    for (const double value : {e.rate, e.train.loss, e.train.accuracy}) {
      text += ',' + detail::number_or("", value);
    }
    text += ',' + (e.test ? detail::number_or("", e.test->loss) : "");
    text += ',' + (e.test ? detail::number_or("", e.test->accuracy) : "");
    text += ',' + (e.diverged ? std::to_string(*e.diverged) : "") + '\n';
  }
  return text;
}

/// An array with an object per epoch, whose names are csv's. What there is not, or is not finite,
/// is null.
inline std::string json(const History& history) {
  std::string text = "[";
  for (const Epoch& e : history) {
    text += text.size() > 1 ? ",\n {\"epoch\": " : "\n {\"epoch\": ";
    text += std::to_string(e.epoch);
    const auto add = [&](const char* name, const std::string& value) {
      text += ", \"";
      text += name;
      text += "\": ";
      text += value;
    };
    const auto number = [](double value) { return detail::number_or("null", value); };
    add("rate", number(e.rate));
    add("loss", number(e.train.loss));
    add("accuracy", number(e.train.accuracy));
    add("test_loss", e.test ? number(e.test->loss) : "null");
    add("test_accuracy", e.test ? number(e.test->accuracy) : "null");
    add("diverged", e.diverged ? std::to_string(*e.diverged) : "null");
    text += '}';
  }
  return text + "\n]\n";
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
