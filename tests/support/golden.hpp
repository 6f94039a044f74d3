// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Reads the tables of tests/golden: lines of fields that spaces separate, with comments after `#`.
// A table that is missing or empty throws, so that no test passes because it has no lines to
// compare.

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace golden {

struct Line {
  std::string text;  // for INFO
  std::vector<std::string> fields;

  const std::string& operator[](std::size_t i) const { return fields.at(i); }
  std::uint64_t hex(std::size_t i) const { return std::stoull(fields.at(i), nullptr, 16); }
  std::uint32_t hex32(std::size_t i) const { return static_cast<std::uint32_t>(hex(i)); }
  std::uint64_t integer(std::size_t i) const { return std::stoull(fields.at(i)); }
  double real(std::size_t i) const { return std::stod(fields.at(i)); }
};

// All lines of a file in tests/golden, or those whose first field is `kind`.
inline std::vector<Line> table(const std::string& file, const std::string& kind = "") {
  const std::string path = std::string(OUTSET_SOURCE_DIR) + "/tests/golden/" + file;
  std::ifstream in(path);
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);) {
    std::istringstream words(text.substr(0, text.find('#')));
    Line line{text, {}};
    for (std::string word; words >> word;) line.fields.push_back(word);
    if (!line.fields.empty() && (kind.empty() || line.fields[0] == kind)) lines.push_back(line);
  }
  if (lines.empty()) throw std::runtime_error(path + ": no line of kind \"" + kind + "\"");
  return lines;
}

}  // namespace golden
