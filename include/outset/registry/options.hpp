// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The options of an initializer as data: a name and a pointer to a member each. From that they are
// read from text (arguments.hpp), written to text, compared, and named in errors. An option does
// not know its initializer's type, so all that is done with options is compiled once.

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "outset/gain.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/text/names.hpp"
#include "outset/text/parse.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

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
template <class = void>
std::optional<double> read_gain(std::string_view text) {
  const Call call = parse_call(text);
  if (call.arguments.empty()) return gain::find(call.head);
  const std::optional<double> parameter = parse_number(call.arguments[0].text);
  if (call.arguments.size() > 1 || !parameter || !call.arguments[0].name.empty()) return {};
  return gain::find(call.head, parameter);
}

/// The value of an option that a text names, or nothing.
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

template <class = void>
std::string allowed_gain(std::string_view text) {
  const std::string_view head = parse_call(text).head;
  constexpr auto names = gain::names();
  for (const std::string_view name : names) {
    if (same_word(name, head)) return "a gain with at most one number, such as leaky_relu(0.1)";
  }
  return joined({"a number or a gain", suggestion(head, names, gain_synonyms)});
}

/// What the text of an option must be, for the error if it is something else.
template <class Value>
std::string allowed_text(std::string_view option, std::string_view text) {
  constexpr bool whole = std::is_same_v<Value, Index>;
  if constexpr (whole || std::is_same_v<Value, double>) {
    const char* const number = whole ? "a whole number" : "a number";
    if (has_leading_zero(text)) {
      return joined(
          {number, " without a leading zero; a decimal comma is written as a point, like 0.05"});
    }
    return !whole && option == "gain" ? allowed_gain(text) : number;
  } else {
    std::string allowed;
    for (const auto& known : texts_of(Value{})) {
      allowed += joined({allowed.empty() ? "" : " or ", known.text});
    }
    return allowed;
  }
}

template <class Value>
std::string show_value(const Value& value) {
  if constexpr (std::is_same_v<Value, double>) {
    return show(value);
  } else if constexpr (std::is_same_v<Value, Index>) {
    return joined({value});
  } else {
    for (const auto& known : texts_of(value)) {
      if (known.value == value) return std::string(known.text);
    }
    return "?";
  }
}

/// What can be done with a value of some type, given a pointer to it.
struct ValueType {
  bool (*read)(std::string_view option, std::string_view text, void* value);  ///< null: a check
  std::string (*allowed)(std::string_view option, std::string_view text);
  std::string (*show)(const void* value);
  bool (*equal)(const void* a, const void* b);
};

inline bool equal_values(double a, double b) { return exact::equal(a, b); }
template <class Value>
bool equal_values(const Value& a, const Value& b) {
  return a == b;
}

template <class Value>
inline constexpr ValueType value_type{
    [](std::string_view option, std::string_view text, void* value) {
      const std::optional<Value> found = read_value<Value>(option, text);
      if (found && value != nullptr) *static_cast<Value*>(value) = *found;
      return found.has_value();
    },
    &allowed_text<Value>,
    [](const void* value) { return show_value(*static_cast<const Value*>(value)); },
    [](const void* a, const void* b) {
      return equal_values(*static_cast<const Value*>(a), *static_cast<const Value*>(b));
    }};

/// An option of an initializer: what it is called, and where its value stands in one. The pointers
/// are null by default because nvcc takes the rest of Options::all_ for uninitialized otherwise.
struct Option {
  std::string_view name;
  const ValueType* type = nullptr;
  const void* (*in)(const void* init) = nullptr;
};

template <auto member>
struct OptionOf;
template <class Init, class Value, Value Init::*member>
struct OptionOf<member> {
  static const void* in(const void* init) { return &(static_cast<const Init*>(init)->*member); }
  static constexpr const ValueType* type = &value_type<Value>;
};

template <auto member>
constexpr Option option(std::string_view name) {
  return {name, OptionOf<member>::type, &OptionOf<member>::in};
}

/// All options of an initializer, whatever its type.
class Options {
 public:
  template <class... Some>
  constexpr explicit Options(const Some&... options)
      : all_{options...}, count_(sizeof...(options)) {}

  static constexpr std::size_t most = 5;

  constexpr const Option* begin() const { return all_; }
  constexpr const Option* end() const { return all_ + count_; }
  constexpr std::size_t size() const { return count_; }
  constexpr const Option& operator[](std::size_t i) const { return all_[i]; }

 private:
  Option all_[most]{};
  std::size_t count_;
};

/// Options as text, `mean=0, std=0.01`: all of them, or (unless null) those that differ from the
/// defaults.
template <class = void>
std::string show_options(const Options& options, const void* init, const void* defaults) {
  std::string text;
  for (const Option& option : options) {
    const std::string value = option.type->show(option.in(init));
    if (defaults != nullptr && option.type->show(option.in(defaults)) == value) continue;
    text += joined({text.empty() ? "" : ", ", option.name, "=", value});
  }
  return text;
}

template <class = void>
std::string show_call(std::string_view name, const std::string& options) {
  return options.empty() ? std::string(name) : joined({name, "(", options, ")"});
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
