// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The options of an initializer as data: a name and a pointer to a member each. From that they are
// read from text (arguments.hpp), written to text, compared, and named in errors. What is compiled
// for each initializer is a list of slots; all that is done with them is compiled once.

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "outset/gain.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/text/names.hpp"
#include "outset/text/parse.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class Init, class Value>
struct Option {
  using Owner = Init;
  std::string_view name;
  Value Init::*member;
};

template <class Init, class Value>
constexpr Option<Init, Value> option(std::string_view name, Value Init::*member) {
  return {name, member};
}

/// What an initializer is called, and an alias or nothing.
struct Names {
  std::array<std::string_view, 2> all;

  constexpr Names(const char* name, const char* alias = "") : all{name, alias} {}
  constexpr auto begin() const { return all.begin(); }
  constexpr auto end() const { return all.end(); }
  constexpr std::string_view operator[](std::size_t i) const { return all[i]; }
};

template <class Init, class... Options>
struct Entry {
  using Type = Init;
  Names names;
  std::tuple<Options...> options;
  std::string_view ways{};

  /// For an initializer whose users differ in what a single number without a name is: the ways to
  /// write what may be meant, where x is the number and |x| its magnitude.
  constexpr Entry alone(std::string_view ways_to_write) const {
    return {names, options, ways_to_write};
  }
};

template <class Init, class... Options>
constexpr Entry<Init, Options...> entry(const Names& names, Options... options) {
  return {names, {options...}};
}

template <class Enum>
struct EnumText {
  Enum value;
  std::string_view text;
};
inline constexpr EnumText<Fan> fan_texts[] = {
    {Fan::in, "in"}, {Fan::out, "out"}, {Fan::avg, "avg"}, {Fan::geo_avg, "geo_avg"}};
inline constexpr EnumText<Family> family_texts[] = {{Family::normal, "normal"},
                                                    {Family::truncated_normal, "truncated_normal"},
                                                    {Family::uniform, "uniform"}};
inline constexpr EnumText<bool> bool_texts[] = {{false, "false"}, {true, "true"}};

constexpr const auto& texts_of(Fan) { return fan_texts; }
constexpr const auto& texts_of(Family) { return family_texts; }
constexpr const auto& texts_of(bool) { return bool_texts; }

/// The gain that a text names, or nothing.
inline std::optional<double> read_gain(std::string_view text) {
  const Call call = parse_call(text);
  if (call.arguments.empty()) return gain::find(call.head);
  const std::optional<double> parameter = parse_number(call.arguments[0].text);
  if (call.arguments.size() > 1 || !parameter || !call.arguments[0].name.empty()) return {};
  return gain::find(call.head, parameter);
}

/// The value that a text is for an option, or nothing.
template <class Value>
std::optional<Value> read_value(std::string_view option, std::string_view text) {
  if constexpr (std::is_same_v<Value, double>) {
    const std::optional<double> number = parse_number(text);
    return number || option != "gain" ? number : read_gain(text);
  } else if constexpr (std::is_same_v<Value, Index>) {
    Index number = 0;
    const char* end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || last != end || has_leading_zero(text)) return {};
    return number;
  } else {
    for (const auto& known : texts_of(Value{})) {
      if (same_word(known.text, text)) return known.value;
    }
    return {};
  }
}

/// What an option's text must be, after it was not.
template <class Value>
std::string allowed_text(std::string_view option, std::string_view text) {
  constexpr bool whole = std::is_same_v<Value, Index>;
  if constexpr (whole || std::is_same_v<Value, double>) {
    const std::string number = whole ? "a whole number" : "a number";
    if (has_leading_zero(text)) {
      return number + " without a leading zero; a decimal comma is written as a point, like 0.05";
    }
    if (option != "gain") return number;
    const std::string_view head = parse_call(text).head;
    constexpr auto names = gain::names();
    for (const std::string_view name : names) {
      if (same_word(name, head)) return "a gain with at most one number, such as leaky_relu(0.1)";
    }
    return "a number or a gain" + suggestion(head, names, gain_synonyms);
  } else {
    std::string allowed;
    for (const auto& known : texts_of(Value{})) {
      allowed += allowed.empty() ? "" : " or ";
      allowed += known.text;
    }
    return allowed;
  }
}

template <class Value>
std::string show_value(const Value& value) {
  if constexpr (std::is_same_v<Value, double>) {
    return show(value);
  } else if constexpr (std::is_same_v<Value, Index>) {
    return std::to_string(value);
  } else {
    for (const auto& known : texts_of(value)) {
      if (known.value == value) return std::string(known.text);
    }
    return "?";
  }
}

/// What can be done with a value of some type behind a pointer.
struct ValueType {
  bool (*read)(std::string_view option, std::string_view text, void* value);  ///< null: only asks
  std::string (*allowed)(std::string_view option, std::string_view text);
  std::string (*show)(const void* value);
};
template <class Value>
inline constexpr ValueType value_type{
    [](std::string_view option, std::string_view text, void* value) {
      const std::optional<Value> found = read_value<Value>(option, text);
      if (found && value != nullptr) *static_cast<Value*>(value) = *found;
      return found.has_value();
    },
    &allowed_text<Value>,
    [](const void* value) { return show_value(*static_cast<const Value*>(value)); }};

/// An option of an initializer at hand: what it is called, and its value.
struct Slot {
  std::string_view name;
  const ValueType* type;
  void* value;
  bool given = false;
};

template <class Init, class Value>
Slot slot_of(const Option<Init, Value>& option, Init& init) {
  return {option.name, &value_type<Value>, &(init.*option.member)};
}

template <class Entry>
std::vector<Slot> slots_of(const Entry& entry, typename Entry::Type& init) {
  return std::apply(
      [&](const auto&... options) { return std::vector<Slot>{slot_of(options, init)...}; },
      entry.options);
}

/// Options as text, `mean=0, std=0.01`: all of them, or those that differ from another's.
inline std::string show_options(const std::vector<Slot>& list, const std::vector<Slot>& others) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string value = list[i].type->show(list[i].value);
    if (!others.empty() && others[i].type->show(others[i].value) == value) continue;
    if (!text.empty()) text += ", ";
    text += list[i].name;
    text += '=';
    text += value;
  }
  return text;
}

inline std::string show_call(std::string_view name, const std::string& options) {
  std::string text(name);
  if (options.empty()) return text;
  text += '(';
  text += options;
  text += ')';
  return text;
}

/// Equality of two values of an option.
inline bool equal_values(double a, double b) { return exact::equal(a, b); }
template <class Value>
bool equal_values(const Value& a, const Value& b) {
  return a == b;
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
