// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The settings of a race, from the text that is also the page's address after "#":
//
//   data=spiral&depth=4&width=16&f=relu&method=sgd&rate=0.1&batch=32&seed=1&init=he_normal;zeros
//
// What is left out has its default. So the page, the program beside it (native.cpp) and a link that
// somebody sends name a run in the same words.

#include <Eigen/Core>
#include <charconv>
#include <cstdint>
#include <outset/nn/nn.hpp>
#include <outset/outset.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace playground {

/// What a race is run with. `init` are the weights' initializers, one per contender.
struct Settings {
  std::string data = "spiral";
  double noise = 0.05;  ///< of the sets of points, see nn/data_2d.hpp
  int depth = 4;        ///< hidden layers
  int width = 16;       ///< units of each
  std::string f = "relu";
  std::string method = "sgd";
  double rate = 0.1;
  int batch = 32;
  std::uint64_t seed = 1;
  std::string bias = "zeros";
  double nudge = 0;  ///< standard deviation of a normal number added to each weight at the start
  std::vector<std::string> init = {"zeros", "normal(std=0.01)", "he_normal", "normal(std=2)"};
};

inline constexpr std::string_view set_names[] = {"blobs", "circles", "moons",
                                                 "xor",   "spiral",  "digits"};
inline constexpr std::string_view method_names[] = {"sgd", "momentum", "adam"};

namespace detail {

[[noreturn]] inline void fail(const std::string& text) { throw std::invalid_argument(text); }

inline double number(std::string_view key, std::string_view text, double least, double most) {
  const auto value = outset::detail::parse_number(text);
  if (!value || !(*value >= least && *value <= most)) {
    fail(std::string(key) + " is \"" + std::string(text) + "\", must be a number from " +
         outset::detail::show(least) + " to " + outset::detail::show(most));
  }
  return *value;
}

inline std::uint64_t whole(std::string_view key, std::string_view text, std::uint64_t least,
                           std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || last != end || value < least || value > most) {
    fail(std::string(key) + " is \"" + std::string(text) + "\", must be a whole number from " +
         std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

template <class Names>
std::string one_of(std::string_view key, std::string_view text, const Names& names) {
  std::string known;
  for (const std::string_view name : names) {
    if (name == text) return std::string(text);
    known += known.empty() ? "" : ", ";
    known += name;
  }
  fail(std::string(key) + " is \"" + std::string(text) + "\", must be one of " + known);
}

inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace detail

/// Errors (std::invalid_argument): a key that is unknown, a value that is not allowed, more than
/// four initializers, and what outset::initializer says of their texts.
inline Settings parse_settings(std::string_view text) {
  Settings settings;
  for (const std::string& pair : detail::split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t middle = pair.find('=');
    const std::string key = pair.substr(0, middle);
    const std::string value = middle == std::string::npos ? "" : pair.substr(middle + 1);
    if (key == "data") {
      settings.data = detail::one_of(key, value, set_names);
    } else if (key == "noise") {
      settings.noise = detail::number(key, value, 0, 1);
    } else if (key == "depth") {
      settings.depth = static_cast<int>(detail::whole(key, value, 1, 50));
    } else if (key == "width") {
      settings.width = static_cast<int>(detail::whole(key, value, 2, 256));
    } else if (key == "f") {
      settings.f = detail::one_of(key, value, outset::nn::activation_names);
    } else if (key == "method") {
      settings.method = detail::one_of(key, value, method_names);
    } else if (key == "rate") {
      settings.rate = detail::number(key, value, 0, 100);
    } else if (key == "batch") {
      settings.batch = static_cast<int>(detail::whole(key, value, 1, 2000));
    } else if (key == "seed") {
      settings.seed = detail::whole(key, value, 0, std::uint64_t{1} << 53);
    } else if (key == "bias") {
      settings.bias = value;
    } else if (key == "nudge") {
      settings.nudge = detail::number(key, value, 0, 1);
    } else if (key == "init") {
      settings.init = detail::split(value, ';');
      if (settings.init.size() > 4) detail::fail("init has more than four initializers");
    } else {
      detail::fail("\"" + key + "\" is no setting");
    }
  }
  outset::initializer(settings.bias);
  for (const std::string& init : settings.init) outset::initializer(init);
  return settings;
}

inline outset::nn::Method method_of(const Settings& settings) {
  if (settings.method == "adam") return outset::nn::Adam{.rate = settings.rate};
  return outset::nn::Sgd{.rate = settings.rate,
                         .momentum = settings.method == "momentum" ? 0.9 : 0};
}

}  // namespace playground
