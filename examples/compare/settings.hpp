// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The command line of `compare`, checked before anything runs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer.hpp"

namespace compare {

struct Settings {
  std::vector<std::string> initializers;  // as given, blanks at the ends removed
  std::string activation = "relu";
  std::string data = "digits";          // or the path of MNIST's IDX files
  Optimizer optimizer = optimizers[1];  // momentum
  std::string out;                      // no report where empty
  std::string command;                  // as typed, quoted for a shell
  bool list = false;                    // print the names of initializers and activations, and end
  int depth = 8;  // layers of weights: depth - 1 hidden layers and the output layer
  int width = 64;
  int epochs = 10;
  int batch = 32;
  int seeds = 1;  // the runs use seed, seed + 1, ...
  std::uint64_t seed = 1;
  double learning_rate = optimizers[1].learning_rate;
};

// Splits at the commas outside parentheses: "he_normal(fan=out, gain=1),orthogonal" is two texts.
// Throws std::invalid_argument for an empty part or a parenthesis without its partner.
std::vector<std::string> split_initializers(std::string_view text);

// Reads the command line. None where help or an error has been printed: then the program ends with
// `exit_code`. Throws std::invalid_argument for values that are wrong only together.
std::optional<Settings> parse(int argc, char** argv, int& exit_code);

}  // namespace compare
