// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The command line of `lottery`.

#include <optional>
#include <string>

#include "plan.hpp"

namespace lottery {

struct Settings {
  Plan plan;
  std::string data = "digits";  // or the path of MNIST's IDX files
  std::string state = "lottery.json";
  std::string out, svg;  // nothing is written where empty
  unsigned threads = 1;
  std::string command;  // as typed, quoted for a shell
};

// None where help or an error has been printed: then the program ends with `exit_code`. Throws
// std::invalid_argument for values that are wrong only together.
std::optional<Settings> parse(int argc, char** argv, int& exit_code);

}  // namespace lottery
