// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The options of an initializer as data: a name and a pointer to a member each. From that they are
// read from text (arguments.hpp), written to text, compared, and named in errors. An option does
// not know its initializer's type, so all that is done with options is compiled once.

#include <charconv>
#include <cstddef>
#include <cstring>
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

/// The type of an option's value: a number, or a choice: a bool or an enumeration whose values 0,
/// 1, ... have names.
struct ValueType {
  enum class Kind : unsigned char { real, whole, choice };
  Kind kind;
  Words choices{};
  std::size_t bytes = 0;  ///< of a choice's value
};

inline constexpr std::string_view bool_names[] = {"false", "true"};
inline constexpr std::string_view fan_names[] = {"in", "out", "avg", "geo_avg"};
inline constexpr std::string_view family_names[] = {"normal", "truncated_normal", "uniform"};
static_assert(Fan::geo_avg == Fan{3} && Family::uniform == Family{2});

template <class Value>
inline constexpr int value_type = 0;  // an option has one of these types
template <>
inline constexpr ValueType value_type<double>{ValueType::Kind::real};
template <>
inline constexpr ValueType value_type<Index>{ValueType::Kind::whole};
template <>
inline constexpr ValueType value_type<bool>{ValueType::Kind::choice, bool_names, sizeof(bool)};
template <>
inline constexpr ValueType value_type<Fan>{ValueType::Kind::choice, fan_names, sizeof(Fan)};
template <>
inline constexpr ValueType value_type<Family>{ValueType::Kind::choice, family_names,
                                              sizeof(Family)};

/// An option of an initializer: what it is called, and where its value stands in one. The pointers
/// are null by default because nvcc takes the rest of Options::all_ for uninitialized otherwise.
struct Option {
  std::string_view name;
  const ValueType* type = nullptr;
  const void* (*in)(const void* init) = nullptr;
};

/// The gain that a text names, or nothing.
template <class Tag = void>
OUTSET_COLD std::optional<double> read_gain(std::string_view text) {
  const auto call = parse_call<Tag>(text);
  if (call.arguments.empty()) return gain::find<Tag>(call.head);
  const std::optional<double> parameter = parse_number(call.arguments[0].text);
  if (call.arguments.size() > 1 || !parameter || !call.arguments[0].name.empty()) return {};
  return gain::find<Tag>(call.head, parameter);
}

constexpr std::string_view name_of_choice(Words choices, std::size_t number) {
  return number < choices.size() ? choices[number] : "?";
}

/// The number of a choice's value.
inline std::size_t choice_at(const ValueType& type, const void* value) {
  if (type.bytes == sizeof(bool)) return *static_cast<const bool*>(value) ? 1 : 0;
  int number = 0;
  static_assert(sizeof number == sizeof(Fan) && sizeof number == sizeof(Family));
  std::memcpy(&number, value, sizeof number);
  return static_cast<std::size_t>(number);
}

/// Writes the value that a text names to `value`, unless that is null. Returns whether it names
/// one.
template <class = void>
OUTSET_COLD bool read_value(const Option& option, std::string_view text, void* value) {
  const ValueType& type = *option.type;
  if (type.kind == ValueType::Kind::real) {
    std::optional<double> number = parse_number(text);
    if (!number && option.name == "gain") number = read_gain(text);
    if (number && value != nullptr) *static_cast<double*>(value) = *number;
    return number.has_value();
  }
  if (type.kind == ValueType::Kind::whole) {
    Index number = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || last != end || has_leading_zero(text)) return false;
    if (value != nullptr) *static_cast<Index*>(value) = number;
    return true;
  }
  for (std::size_t i = 0; i < type.choices.size(); ++i) {
    if (!same_word(type.choices[i], text)) continue;
    const auto number = static_cast<int>(i);
    if (value == nullptr) return true;
    if (type.bytes == sizeof(bool)) {
      *static_cast<bool*>(value) = number != 0;
    } else {
      std::memcpy(value, &number, sizeof number);
    }
    return true;
  }
  return false;
}

template <class Tag = void>
OUTSET_COLD std::string allowed_gain(std::string_view text) {
  const std::string_view head = parse_call<Tag>(text).head;
  constexpr auto names = gain::names<Tag>();
  for (const std::string_view name : names) {
    if (same_word(name, head)) return "a gain with at most one number, such as leaky_relu(0.1)";
  }
  return joined({"a number or a gain", suggestion(head, names, gain_synonyms)});
}

/// What the text of an option must be, for the error if it is something else.
template <class = void>
OUTSET_COLD std::string allowed_text(const Option& option, std::string_view text) {
  const ValueType& type = *option.type;
  if (type.kind == ValueType::Kind::choice) {
    std::string allowed;
    for (const std::string_view known : type.choices) {
      append(allowed, {allowed.empty() ? "" : " or ", known});
    }
    return allowed;
  }
  const bool whole = type.kind == ValueType::Kind::whole;
  const char* const number = whole ? "a whole number" : "a number";
  if (has_leading_zero(text)) {
    return joined(
        {number, " without a leading zero; a decimal comma is written as a point, like 0.05"});
  }
  return !whole && option.name == "gain" ? allowed_gain(text) : number;
}

/// An option's value in an initializer, as text.
template <class = void>
OUTSET_COLD std::string show_value(const Option& option, const void* init) {
  const void* const value = option.in(init);
  const ValueType& type = *option.type;
  if (type.kind == ValueType::Kind::real) return show(*static_cast<const double*>(value));
  if (type.kind == ValueType::Kind::whole) return joined({*static_cast<const Index*>(value)});
  return std::string(name_of_choice(type.choices, choice_at(type, value)));
}

/// Whether an option has one value in two initializers (numbers by ==).
template <class = void>
OUTSET_COLD bool equal_values(const Option& option, const void* a, const void* b) {
  a = option.in(a);
  b = option.in(b);
  if (option.type->kind == ValueType::Kind::real) {
    return exact::equal(*static_cast<const double*>(a), *static_cast<const double*>(b));
  }
  if (option.type->kind == ValueType::Kind::whole) {
    return *static_cast<const Index*>(a) == *static_cast<const Index*>(b);
  }
  return choice_at(*option.type, a) == choice_at(*option.type, b);
}

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
OUTSET_COLD std::string show_options(const Options& options, const void* init,
                                     const void* defaults) {
  std::string text;
  for (const Option& option : options) {
    const std::string value = show_value(option, init);
    if (defaults != nullptr && show_value(option, defaults) == value) continue;
    append(text, {text.empty() ? "" : ", ", option.name, "=", value});
  }
  return text;
}

template <class = void>
OUTSET_COLD std::string show_call(std::string_view name, const std::string& options) {
  return options.empty() ? std::string(name) : joined({name, "(", options, ")"});
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
