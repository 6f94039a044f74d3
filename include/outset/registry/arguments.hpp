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
#include <vector>

#include "outset/registry/options.hpp"
#include "outset/text/parse.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// Calls body(). If that refuses what a text led to, the error says which text.
template <class Body>
void refuse_by_text(std::string_view text, const Body& body) {
#if OUTSET_EXCEPTIONS
  try {
    body();
  } catch (const std::invalid_argument& error) {
    constexpr std::string_view library = "outset: ";
    std::string_view reason = error.what();
    if (reason.starts_with(library)) reason.remove_prefix(library.size());
    fail({"initializer: ", in_quotes(text), ": ", reason});
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
inline std::string written_with(std::string_view ways, double number) {
  const std::string shown = show(number);
  const std::string magnitude = show(exact::magnitude(number));
  std::string text;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if (ways.substr(i, 3) == "|x|") {
      text += magnitude;
      i += 2;
    } else if (ways[i] == 'x') {
      text += shown;
    } else {
      text += ways[i];
    }
  }
  return text;
}

/// Fills an initializer's options from a call's arguments.
template <class = void>
class ArgumentReader {
 public:
  ArgumentReader(std::string_view name, std::string_view ways, const Options& options, void* init)
      : name_(name), ways_(ways) {
    for (const Option& option : options) {
      // The initializer is not const, and the option stands in it.
      slots_.push_back({option.name, option.type, const_cast<void*>(option.in(init))});
    }
  }

  void read(const Call& call) {
    bool named = false;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      const Argument& argument = call.arguments[i];
      named = named || !argument.name.empty();
      if (argument.name.empty() && named) {
        refuse({in_quotes(argument.text), " follows an option with a name, and must have one",
                comma_hint(argument.text)});
      }
      const std::size_t place = named ? place_of(argument.name) : i;
      if (place >= slots_.size()) refuse_one_more(argument.text);
      Slot& slot = slots_[place];
      if (slot.given) refuse({slot.name, " is given twice"});
      slot.given = true;
      refuse_by_text(call.text, [&] {
        if (!slot.type->read(slot.name, argument.text, slot.value)) slot.given = false;
      });
      if (!slot.given) refuse_value(slot, argument);
    }
    refuse_ambiguous(call.arguments);
  }

 private:
  struct Slot {
    std::string_view name;
    const ValueType* type;
    void* value;
    bool given = false;
  };

  [[noreturn]] void refuse(std::initializer_list<std::string_view> pieces) const {
    std::string text = "initializer: ";
    text += name_;
    text += ": ";
    for (const std::string_view piece : pieces) text += piece;
    fail(text);
  }

  std::size_t place_of(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const Slot& slot : slots_) {
      if (same_word(slot.name, name)) return names.size();
      names.push_back(slot.name);
    }
    refuse(
        {"no option ", in_quotes(name), names.empty() ? ", it has none" : suggestion(name, names)});
  }

  [[noreturn]] void refuse_one_more(std::string_view text) const {
    if (slots_.empty()) refuse({"takes no options, ", in_quotes(text), " is one"});
    refuse({"takes at most ", std::to_string(slots_.size()),
            slots_.size() == 1 ? " option, " : " options, ", in_quotes(text), " is one more",
            comma_hint(text)});
  }

  /// Where another option would take a value that came without a name, the error says so.
  [[noreturn]] void refuse_value(const Slot& slot, const Argument& argument) const {
    std::string allowed = slot.type->allowed(slot.name, argument.text);
    for (const Slot& other : slots_) {
      if (!argument.name.empty() || !other.type->read(other.name, argument.text, nullptr)) continue;
      std::string option(other.name);
      option += '=';
      option += argument.text;
      allowed += ", or write ";
      allowed += show_call(name_, option);
      break;
    }
    refuse({slot.name, " is ", in_quotes(argument.text), ", must be ", allowed});
  }

  /// Refuses what can be read, but is written when something else is meant.
  void refuse_ambiguous(const std::vector<Argument>& arguments) const {
    if (slots_.size() < 2 || arguments.empty() || !arguments[0].name.empty()) return;
    const std::string_view first = arguments[0].text;
    const std::optional<double> number = parse_number(first);
    if (!number) return;
    if (!ways_.empty()) {
      if (slots_[1].given) return;
      refuse({show(*number), " alone may be ", slots_[0].name, " or ", slots_[1].name, ": write ",
              written_with(ways_, *number)});
    }
    // Here one number is fine, and so 0,9 may be 0.9.
    if (arguments.size() < 2) return;
    const std::string_view second = arguments[1].text;
    const bool adjacent = first.data() + first.size() + 1 == second.data();
    if (!adjacent || !all_digits(first) || !all_digits(second)) return;
    refuse({first,          ",", second, " may be ", first,          ".",      second, ": write ",
            name_,          "(", first,  ".",        second,         "), or ", name_,  "(",
            slots_[0].name, "=", first,  ", ",       slots_[1].name, "=",      second, ")"});
  }

  std::string_view name_;
  std::string_view ways_;
  std::vector<Slot> slots_{};
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
