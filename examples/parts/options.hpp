// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What command lines of the examples share beside CLI11.

#include <cstdint>
#include <string>

namespace examples {

// The whole decimal number from low to high that all of the text is; otherwise throws
// CLI::ValidationError, which names the option. (CLI11 accepts -1 and 20 digits as an unsigned
// number, and reads 010 as 8.)
std::uint64_t whole(const std::string& option, const std::string& text, std::uint64_t low,
                    std::uint64_t high);

// The program and its arguments, quoted so that a shell reads the same words.
std::string command_line(const std::string& program, int argc, char** argv);

}  // namespace examples
