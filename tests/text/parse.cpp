// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/text/parse.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

using namespace outset::detail;

namespace {

// A call written canonically: head, then [name|text] for each argument.
std::string shown(std::string_view text) {
  const Call call = parse_call(text);
  std::string result(call.head);
  for (const Argument& argument : call.arguments) {
    result += " [" + std::string(argument.name) + "|" + std::string(argument.text) + "]";
  }
  return result;
}

std::string error_of(const std::string& text) {
  try {
    parse_call(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(none)";
}

}  // namespace

TEST_CASE("trim: blanks at both ends") {
  CHECK(trim("") == "");
  CHECK(trim(" \t\n\v\f\r") == "");
  CHECK(trim("  a b ") == "a b");
  CHECK(trim("a") == "a");
  // A non-breaking space's bytes are not blanks, whatever the sign of char.
  CHECK(trim("\xC2\xA0x\xC2\xA0") == "\xC2\xA0x\xC2\xA0");
}

TEST_CASE("parse_number: what is a number") {
  CHECK(parse_number("0") == 0.0);
  CHECK(parse_number("1.5") == 1.5);
  CHECK(parse_number("+1.5") == 1.5);
  CHECK(parse_number("-1.5") == -1.5);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("0.5") == 0.5);
  CHECK(parse_number("-0.05") == -0.05);
  CHECK(parse_number("0e3") == 0.0);
  CHECK(parse_number("1e-09") == 1e-9);
  CHECK(parse_number("5.") == 5.0);
  CHECK(parse_number("1e3") == 1000.0);
  CHECK(parse_number("1E+3") == 1000.0);
  CHECK(parse_number("1e-3") == 0.001);
  CHECK(parse_number("inf") == std::numeric_limits<double>::infinity());
  CHECK(parse_number("-inf") == -std::numeric_limits<double>::infinity());
  CHECK(parse_number("5e-324") == 5e-324);
  CHECK(parse_number("1.7976931348623157e308") == std::numeric_limits<double>::max());
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("0.1000000000000000055511151231257827021181583404541015625") == 0.1);
  REQUIRE(parse_number("nan"));
  CHECK(*parse_number("nan") != *parse_number("nan"));
}

TEST_CASE("parse_number: what is none") {
  for (const char* text :
       {"",    " ",   "+",   "-",   ".",      "e3",   "1e",   "1 ",    " 1",    "+ 1", "- 1",
        "--1", "++1", "+-1", "-+1", "1.2.3",  "1,5",  "0x10", "0X1p3", "05",    "-01", "+00.5",
        "00",  "000", "007", "1f",  "1e5000", "inf1", "one",  "1'000", "1_000", "(1)"}) {
    CAPTURE(text);
    CHECK(!parse_number(text));
  }
  CHECK(!parse_number(std::string_view("1\0", 2)));
}

TEST_CASE("parse_call: names, options, nesting") {
  CHECK(shown("a") == "a");
  CHECK(shown("  a  ") == "a");
  CHECK(shown("a()") == "a");
  CHECK(shown("a( )") == "a");
  CHECK(shown("a(1)") == "a [|1]");
  CHECK(shown("a(1, b=2)") == "a [|1] [b|2]");
  CHECK(shown(" a ( b = 2 , 1 ) ") == "a [b|2] [|1]");
  CHECK(shown("a(b=c(1, 2), d(3))") == "a [b|c(1, 2)] [|d(3)]");
  CHECK(shown("a(c(d=1))") == "a [|c(d=1)]");
  CHECK(shown("a(b=1=2)") == "a [b|1=2]");
  CHECK(shown("a(b=)") == "a [b|]");
  CHECK(shown("") == "");
  CHECK(shown("()") == "");
}

TEST_CASE("parse_call: what is no call") {
  CHECK_THAT(error_of("a("), ContainsSubstring("parenthesis"));
  CHECK_THAT(error_of("a(1"), ContainsSubstring("parenthesis"));
  CHECK_THAT(error_of("a(1)b"), ContainsSubstring("parenthesis"));
  CHECK_THAT(error_of("a(1))"), ContainsSubstring("do not match"));
  CHECK_THAT(error_of("a((1)"), ContainsSubstring("do not match"));
  CHECK_THAT(error_of("a(1)(2)"), ContainsSubstring("do not match"));
  CHECK_THAT(error_of("a(1,)"), ContainsSubstring("empty option"));
  CHECK_THAT(error_of("a(,1)"), ContainsSubstring("empty option"));
  CHECK_THAT(error_of("a(1, ,2)"), ContainsSubstring("empty option"));
  CHECK_THAT(error_of("a(=1)"), ContainsSubstring("without a name"));
  CHECK_THAT(error_of(std::string(4097, 'a')), ContainsSubstring("4097 characters"));
  CHECK(error_of(std::string(4096, 'a')) == "(none)");
  for (const char* text : {"a(", "a(1))", "a(1,)", "a(=1)"}) {
    CHECK_THAT(error_of(text), StartsWith("outset: ") && ContainsSubstring(text));
  }
}

TEST_CASE("parse_call: a hundred thousand texts of its own signs") {
  const std::string signs = "()=, a1";
  std::uint32_t state = 1;
  const auto next = [&] {  // Numerical Recipes' generator: its high bits are random enough
    state = 1664525 * state + 1013904223;
    return static_cast<std::size_t>(state >> 16);
  };
  std::size_t read = 0;
  bool fine = true;
  for (int i = 0; i < 100000; ++i) {
    std::string text(next() % 14, ' ');
    for (char& c : text) c = signs[next() % signs.size()];
    try {
      // Canonical form: reading what was read changes nothing.
      const Call call = parse_call(text);
      std::string again = std::string(call.head) + "(";
      for (const Argument& argument : call.arguments) {
        if (&argument != &call.arguments.front()) again += ",";
        if (!argument.name.empty()) again += std::string(argument.name) + "=";
        again += argument.text;
      }
      fine = fine && shown(again + ")") == shown(text);
      ++read;
    } catch (const std::invalid_argument& error) {
      fine = fine && std::string_view(error.what()).substr(0, 8) == "outset: ";
    }
  }
  CHECK(fine);
  CHECK(read > 10000);
}
