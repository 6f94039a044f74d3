// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The images in the text of digits.csv. Each line is an image: 64 pixels of 0..16, row by row, and
// the label 0..9, separated by commas. Apart from digits.hpp for machines without files.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "fail_at.hpp"
#include "images.hpp"

namespace examples {

/// The images in the text of a digits file; `path` is for errors. Throws std::runtime_error with
/// the path, the image and the byte where the text has another form, or no line at all.
inline Images parse_digits(std::span<const unsigned char> text, const std::string& path) {
  constexpr int pixels = 64;
  refuse_gzip(text, path, "digits");
  std::vector<std::uint8_t> values;
  std::vector<int> labels;
  std::size_t at = 0;
  const auto line_ends = [&] {
    return at == text.size() || text[at] == '\n' ||
           (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
  };
  while (at < text.size()) {
    const std::string line = "digits, image " + std::to_string(labels.size());
    for (int field = 0; field <= pixels; ++field) {
      const int largest = field < pixels ? 16 : 9;
      const std::string what = field < pixels ? "pixel " + std::to_string(field) : "the label";
      const std::size_t start = at;
      int value = 0;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 2) {
        value = 10 * value + (text[at++] - '0');
      }
      if (at == start || value > largest) {
        fail_at(path, line, start,
                what + " must be a whole number from 0 to " + std::to_string(largest));
      }
      if (field < pixels) {
        if (at == text.size() || text[at] != ',') {
          fail_at(path, line, at, "a comma must follow " + what);
        }
        ++at;
        values.push_back(static_cast<std::uint8_t>(value));
      } else {
        if (!line_ends()) fail_at(path, line, at, "the line must end after the label");
        while (at < text.size() && text[at++] != '\n') {
        }
        labels.push_back(value);
      }
    }
  }
  if (labels.empty()) fail_at(path, "digits", 0, "the file must have at least one line");
  Images images;
  images.height = images.width = 8;
  images.pixels =
      Eigen::Map<const Pixels>(values.data(), pixels, static_cast<Eigen::Index>(labels.size()));
  images.labels = labels;
  return images;
}

}  // namespace examples
