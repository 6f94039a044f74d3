// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A page of examples/report with its data.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "parts/format.hpp"

namespace examples {

// Five digits are more than a picture shows, and make the page a third as large as all digits. JSON
// has neither infinity nor NaN: both become null, which the page draws as a gap.
inline double rounded(double value) {
  if (!(std::abs(value) > 0) || !std::isfinite(value)) return value;
  return std::strtod(format("%.5g", value).c_str(), nullptr);
}

// The page with a text in the place of its mark.
inline std::string with_data(std::string page, std::string_view text) {
  const std::string_view mark = "@OUTSET_DATA@";
  return page.replace(page.find(mark), mark.size(), text);
}

// The page with JSON. No "<" in the data may end the script element that holds it. A command line
// need not be UTF-8.
inline std::string filled_page(std::string_view page, const nlohmann::ordered_json& data) {
  using Json = nlohmann::ordered_json;
  std::string escaped;
  for (const char c : data.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  return with_data(std::string(page), escaped);
}

// What a program says last of a page that it has written: `name`, and the path as the last line.
inline std::string how_to_open(std::string_view name, const std::string& path) {
  return "\nOpen the " + std::string(name) + " in a browser:\n" +
         std::filesystem::absolute(path).lexically_normal().string() + '\n';
}

}  // namespace examples
