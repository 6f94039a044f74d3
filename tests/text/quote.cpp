// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/text/quote.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include "outset/nn/activation.hpp"
#include "outset/outset.hpp"
#include "support/catch.hpp"

using outset::detail::in_quotes;

namespace {

// The error of each function that quotes a text of the user's.
std::string error_of(void (*read)(std::string_view), std::string_view text) {
  try {
    read(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(none)";
}

}  // namespace

TEST_CASE("quoted: cut where it is long") {
  CHECK(in_quotes("") == "\"\"");
  CHECK(in_quotes("abc") == "\"abc\"");
  const std::string sixty(60, 'x');
  CHECK(in_quotes(sixty) == "\"" + sixty + "\"");
  CHECK(in_quotes(sixty + "x") == "\"" + sixty + "...\"");
  CHECK(in_quotes(std::string(5000, '\0')).size() < 70);
}

TEST_CASE("quoted: what cannot be seen is escaped, and nothing else") {
  CHECK(in_quotes("\xEF\xBB\xBFones") == "\"\\xEF\\xBB\\xBFones\"");  // a byte order mark
  CHECK(in_quotes("\xE2\x88\x92"
                  "1") == "\"\\xE2\\x88\\x921\"");     // a minus sign, not ASCII's
  CHECK(in_quotes("\xC2\xA0x") == "\"\\xC2\\xA0x\"");  // a blank that is none
  CHECK(in_quotes("\xFF\x80") == "\"\\xFF\\x80\"");    // no UTF-8 at all
  CHECK(in_quotes(std::string_view("a\0b", 3)) == "\"a\\x00b\"");
  CHECK(in_quotes("\x1B[31m\x7F\n\t") == "\"\\x1B[31m\\x7F\\x0A\\x09\"");
  CHECK(in_quotes("say \"x\\y\"") == "\"say \\\"x\\\\y\\\"\"");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string shown = in_quotes(std::string(1, static_cast<char>(byte)));
    CAPTURE(byte, shown);
    for (const char c : shown) CHECK((c >= ' ' && c <= '~'));
    const bool plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
    CHECK(shown.size() == (plain ? 3U : byte == '"' || byte == '\\' ? 4U : 6U));
  }
}

TEST_CASE("quoted: whatever quotes a text of the user's escapes it") {
  using namespace outset;
  struct Reader {
    const char* name;
    void (*read)(std::string_view text);
  };
  const Reader readers[] = {
      {"initializer", [](std::string_view text) { initializer(text); }},
      {"initializer's option",
       [](std::string_view text) { initializer("normal(" + std::string(text) + "=1)"); }},
      {"initializer's value",
       [](std::string_view text) { initializer("normal(std=" + std::string(text) + ")"); }},
      {"initializer's gain",
       [](std::string_view text) { initializer("he_normal(gain=" + std::string(text) + ")"); }},
      {"initializer's fan",
       [](std::string_view text) { initializer("he_normal(fan=" + std::string(text) + ")"); }},
      {"initializer's groups",
       [](std::string_view text) { initializer("dirac(groups=" + std::string(text) + ")"); }},
      {"one value too many",
       [](std::string_view text) { initializer("ones(" + std::string(text) + ")"); }},
      {"unbalanced", [](std::string_view text) { initializer("ones(" + std::string(text)); }},
      {"too long",
       [](std::string_view text) { initializer(std::string(text) + std::string(5000, 'x')); }},
      {"Rng::parse", [](std::string_view text) { Rng::parse(text); }},
      {"simd::backend", [](std::string_view text) { simd::backend(text); }},
      {"nn::activation", [](std::string_view text) { nn::activation(text); }},
  };
  for (const Reader& reader : readers) {
    CAPTURE(reader.name);
    const std::string error = error_of(reader.read, std::string_view("\xEF\xBB\xBF\x1B\x7F\0y", 7));
    CHECK_THAT(error,
               StartsWith("outset: ") && ContainsSubstring("\\xEF\\xBB\\xBF\\x1B\\x7F\\x00y"));
    for (const char c : error) CHECK((c >= ' ' && c <= '~'));
  }
}
