// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "parts/options.hpp"

#include <CLI/Error.hpp>
#include <charconv>
#include <system_error>

namespace examples {

std::uint64_t whole(const std::string& option, const std::string& text, std::uint64_t low,
                    std::uint64_t high) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || value < low || value > high) {
    throw CLI::ValidationError(option, "'" + text + "' must be a whole number from " +
                                           std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

std::string command_line(const std::string& program, int argc, char** argv) {
  std::string command = program;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool plain = !word.empty() && word.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789-_=+,./:@%") == std::string::npos;
    command += ' ';
    if (plain) {
      command += word;
      continue;
    }
    command += '\'';
    for (const char c : word) command += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command += '\'';
  }
  return command;
}

}  // namespace examples
