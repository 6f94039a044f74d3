// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// From a call's arguments to an initializer's options. Values without a name come first and fill
// the options in their order. What people write when they mean something else is refused, with the
// ways to write either.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "outset/registry/options.hpp"
#include "outset/text/parse.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Calls body(). If that refuses what a text led to, the error says which text.
template <class Body>
OUTSET_COLD void refuse_by_text(std::string_view text, const Body& body) {
#if OUTSET_EXCEPTIONS
  try {
    body();
  } catch (const std::invalid_argument& error) {
    constexpr std::string_view library = "outset: ";
    std::string_view reason = error.what();
    if (reason.starts_with(library)) reason.remove_prefix(library.size());
    fail({"initializer: ", Piece::quoted(text), ": ", reason});
  }
#else
  static_cast<void>(text);
  body();
#endif
}

/// What an error adds where digits follow a comma that may be a decimal one.
constexpr std::string_view comma_hint(std::string_view text) {
  return all_digits(text) ? "; a decimal comma is written as a point" : "";
}

/// The ways to write a number alone, with the number.
template <class = void>
OUTSET_COLD std::string written_with(std::string_view ways, double number) {
  std::string text;
  for (;;) {
    const std::size_t x = ways.find('x');
    const bool magnitude = x != std::string_view::npos && x > 0 && ways[x - 1] == '|';
    text += ways.substr(0, magnitude ? x - 1 : x);
    if (x == std::string_view::npos) return text;
    text += show(magnitude ? exact::magnitude(number) : number);
    ways.remove_prefix(magnitude ? x + 2 : x + 1);
  }
}

/// Fills an initializer's options from a call's arguments.
template <class Tag = void>
class ArgumentReader {
 public:
  ArgumentReader(std::string_view name, std::string_view ways, const Options& options, void* init)
      : name_(name), ways_(ways), options_(options), init_(init) {}

  OUTSET_COLD void read(const BasicCall<Tag>& call) {
    bool named = false;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const Argument& argument = call.arguments[i];
      named = named || !argument.name.empty();
      if (argument.name.empty() && named) {
        refuse({Piece::quoted(argument.text), " follows an option with a name, and must have one",
                comma_hint(argument.text)});
      }
      const std::size_t place = named ? place_of(argument.name) : i;
      if (place >= options_.size()) refuse_one_more(argument.text);
      const Option& option = options_[place];
      if (given_[place]) refuse({option.name, " is given twice"});
      refuse_by_text(call.text, [&] {
        // The initializer is not const, and the option stands in it.
        void* const value = const_cast<void*>(option.in(init_));
        given_[place] = read_value(option, argument.text, value);
      });
      if (!given_[place]) refuse_value(option, argument);
    }
    refuse_ambiguous(call);
  }

 private:
  [[noreturn]] OUTSET_COLD void refuse(std::initializer_list<Piece> pieces) const {
    fail({"initializer: ", name_, ": ", joined(pieces)});
  }

  OUTSET_COLD std::size_t place_of(std::string_view name) const {
    std::string_view names[Options::most];
    for (std::size_t i = 0; i < options_.size(); ++i) {
      names[i] = options_[i].name;
      if (same_word(names[i], name)) return i;
    }
    const Words known(names, options_.size());
    refuse({"no option ", Piece::quoted(name),
            known.empty() ? ", it has none" : suggestion(name, known)});
  }

  [[noreturn]] OUTSET_COLD void refuse_one_more(std::string_view text) const {
    const std::size_t most = options_.size();
    if (most == 0) refuse({"takes no options, ", Piece::quoted(text), " is one"});
    refuse({"takes at most ", most, most == 1 ? " option, " : " options, ", Piece::quoted(text),
            " is one more", comma_hint(text)});
  }

  /// Where another option would take a value that came without a name, the error says so.
  [[noreturn]] OUTSET_COLD void refuse_value(const Option& option, const Argument& argument) const {
    std::string allowed = allowed_text(option, argument.text);
    for (const Option& other : options_) {
      if (!argument.name.empty() || !read_value(other, argument.text, nullptr)) continue;
      append(allowed, {", or write ", name_, "(", other.name, "=", argument.text, ")"});
      break;
    }
    refuse({option.name, " is ", Piece::quoted(argument.text), ", must be ", allowed});
  }

  /// Refuses what can be read, but is written when something else is meant.
  OUTSET_COLD void refuse_ambiguous(const BasicCall<Tag>& call) const {
    const auto& arguments = call.arguments;
    if (options_.size() < 2 || arguments.empty() || !arguments[0].name.empty()) return;
    const std::string_view first = arguments[0].text;
    const std::optional<double> number = parse_number(first);
    if (!number) return;
    const std::string_view first_name = options_[0].name;
    const std::string_view second_name = options_[1].name;
    if (!ways_.empty()) {
      if (given_[1]) return;
      refuse({*number, " alone may be ", first_name, " or ", second_name, ": write ",
              written_with(ways_, *number)});
    }
    // Here one number is fine, and so 0,9 may be 0.9.
    if (arguments.size() < 2) return;
    const std::string_view second = arguments[1].text;
    const bool adjacent = first.data() + first.size() + 1 == second.data();
    if (!adjacent || !all_digits(first) || !all_digits(second)) return;
    refuse({first,      ",", second, " may be ", first,       ".",      second, ": write ",
            name_,      "(", first,  ".",        second,      "), or ", name_,  "(",
            first_name, "=", first,  ", ",       second_name, "=",      second, ")"});
  }

  std::string_view name_;
  std::string_view ways_;
  const Options& options_;
  void* init_;
  bool given_[Options::most]{};
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
