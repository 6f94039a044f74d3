// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A page of examples/report with its data.

#include <cmath>
#include <cstdlib>
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

// The page with the data at its mark. No "<" in the data may end the script element that holds it.
// A command line need not be UTF-8.
inline std::string filled_page(std::string_view page, const nlohmann::ordered_json& data) {
  using Json = nlohmann::ordered_json;
  std::string escaped;
  for (const char c : data.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  const std::string_view mark = "@OUTSET_DATA@";
  std::string filled(page);
  return filled.replace(filled.find(mark), mark.size(), escaped);
}

}  // namespace examples
