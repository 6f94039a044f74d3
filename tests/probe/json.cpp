// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/json.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "outset/probe/diagnosis.hpp"
#include "support/catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#define OUTSET_TEST_HAS_NLOHMANN 1
#endif

namespace {

using namespace outset::probe;
using namespace std::string_literals;
using namespace std::string_view_literals;

TEST_CASE("JSON strings escape what RFC 8259 asks for and stay valid UTF-8") {
  CHECK(detail::json_string("a \"b\" \\c\n\t\x01"sv) == R"("a \"b\" \\c\u000a\u0009\u0001")");
  CHECK(detail::json_string("w\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"sv) ==
        "\"w\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  CHECK(detail::json_string("a\0b"sv) == R"("a\u0000b")");
  // A lone continuation, an overlong slash, a surrogate, beyond U+10FFFF, a cut sequence.
  for (const std::string_view bad :
       {"\x80"sv, "\xC0\xAF"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\xE2\x82"sv}) {
    CHECK(detail::json_string(bad).find("\xEF\xBF\xBD") == 1);
  }
}

TEST_CASE("JSON numbers are the shortest that read back the same, or null") {
  CHECK(detail::json_number(0.1) == "0.1");
  CHECK(detail::json_number(-1e300) == "-1e+300");
  CHECK(detail::json_number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(detail::json_number(std::nan("")) == "null");
}

TEST_CASE("An empty diagnosis is JSON too") {
  CHECK(Diagnosis{}.json() == R"({"healthy":true,"findings":[]})");
}

#ifdef OUTSET_TEST_HAS_NLOHMANN
TEST_CASE("A diagnosis with hostile names is read back by nlohmann-json") {
  const std::string hostile = "\"},{\\ \n\r\t\b\f\x7F</script> \xC3\xA9"s;
  Diagnosis diagnosis;
  diagnosis.findings.push_back(
      {Problem::wrong_gain, hostile, 0.1, 1.0 / 3, hostile + " text", "he_normal(gain=relu)"});
  diagnosis.findings.push_back(
      {Problem::not_finite, std::string("\0\x80", 2), std::nan(""), -INFINITY, "", ""});
  const auto json = nlohmann::json::parse(diagnosis.json());
  CHECK_FALSE(json["healthy"].get<bool>());
  REQUIRE(json["findings"].size() == 2);
  const auto& first = json["findings"][0];
  CHECK(first["problem"] == "wrong_gain");
  CHECK(first["where"].get<std::string>() == hostile);
  CHECK(first["measured"].get<double>() == 0.1);
  CHECK(first["expected"].get<double>() == 1.0 / 3);
  CHECK(first["text"].get<std::string>() == hostile + " text");
  CHECK(first["cure"] == "he_normal(gain=relu)");
  const auto& second = json["findings"][1];
  CHECK(second["where"].get<std::string>() == std::string("\0\xEF\xBF\xBD", 4));
  CHECK(second["measured"].is_null());
  CHECK(second["expected"].is_null());
}
#endif

}  // namespace
