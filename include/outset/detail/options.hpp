// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The options of an initializer as data: a name and a pointer to a member each. From that they are
// read from text, written to text, and named in errors.

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "outset/detail/text.hpp"
#include "outset/gain.hpp"
#include "outset/initializers/variance_scaling.hpp"

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

[[noreturn]] inline void fail_value(std::string_view initializer, const Argument& argument,
                                    std::string_view allowed) {
  fail({"initializer: ", initializer, ": ", argument.name, " is ", in_quotes(argument.text),
        ", must be ", allowed});
}

inline double read_gain(std::string_view initializer, const Argument& argument) {
  const Call call = parse_call(argument.text);
  std::optional<double> parameter;
  if (!call.arguments.empty()) parameter = parse_number(call.arguments[0].text);
  if (call.arguments.size() > 1 ||
      (!call.arguments.empty() && (!parameter || !call.arguments[0].name.empty()))) {
    fail_value(initializer, argument, "a gain with at most one number, such as leaky_relu(0.1)");
  }
  if (const std::optional<double> found = gain::find(call.head, parameter)) return *found;
  const auto names = gain::names();
  const std::string_view nearest = nearest_word(call.head, {names.begin(), names.end()});
  fail_value(initializer, argument,
             "a number or a gain; the nearest known is \"" + std::string(nearest) + "\"");
}

template <class Value>
void read_value(std::string_view initializer, const Argument& argument, Value& value) {
  if constexpr (std::is_same_v<Value, double>) {
    const std::optional<double> number = parse_number(argument.text);
    if (!number && argument.name != "gain") fail_value(initializer, argument, "a number");
    value = number ? *number : read_gain(initializer, argument);
  } else if constexpr (std::is_same_v<Value, Index>) {
    const char* end = argument.text.data() + argument.text.size();
    const auto [last, error] = std::from_chars(argument.text.data(), end, value);
    if (error != std::errc() || last != end) fail_value(initializer, argument, "a whole number");
  } else {
    std::string allowed;
    for (const auto& known : texts_of(Value{})) {
      if (known.text == argument.text) {
        value = known.value;
        return;
      }
      allowed += (allowed.empty() ? "" : " or ") + std::string(known.text);
    }
    fail_value(initializer, argument, allowed);
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

/// Options as text, `mean=0, std=0.01`: all of them, or those that differ from another's.
template <class Entry, class Init>
std::string show_options(const Entry& entry, const Init& init, const Init* other) {
  std::string text;
  const auto add = [&](const auto& option) {
    const std::string value = show_value(init.*option.member);
    if (other != nullptr && show_value(other->*option.member) == value) return;
    text += (text.empty() ? "" : ", ") + std::string(option.name) + "=" + value;
  };
  std::apply([&](const auto&... options) { (add(options), ...); }, entry.options);
  return text;
}

inline std::string show_call(std::string_view name, const std::string& options) {
  return std::string(name) + (options.empty() ? "" : "(" + options + ")");
}

template <class Entry>
typename Entry::Type read_entry(const Entry& entry, const Call& call) {
  typename Entry::Type init{};
  constexpr std::size_t count = std::tuple_size_v<decltype(entry.options)>;
  std::vector<std::string_view> names;
  std::apply([&](const auto&... options) { (names.push_back(options.name), ...); }, entry.options);
  std::vector<bool> given(count, false);
  const std::string head = "initializer: " + std::string(entry.names[0]) + ": ";
  std::size_t position = 0;
  for (Argument argument : call.arguments) {
    if (argument.name.empty()) {
      if (position >= count) {
        fail({head, "takes at most ", std::to_string(count), " options, ", in_quotes(argument.text),
              " is one more"});
      }
      argument.name = names[position];
    }
    bool known = false;
    std::size_t index = 0;
    const auto read = [&](const auto& option) {
      if (option.name == argument.name) {
        if (given[index]) fail({head, argument.name, " is given twice"});
        read_value(entry.names[0], argument, init.*option.member);
        given[index] = known = true;
        position = index + 1;
      }
      ++index;
    };
    std::apply([&](const auto&... options) { (read(options), ...); }, entry.options);
    if (!known) {
      fail(head + "no option " + in_quotes(argument.name) +
           (count == 0 ? ", it has none"
                       : "; the nearest known is \"" +
                             std::string(nearest_word(argument.name, names)) + "\""));
    }
  }
  return init;
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
