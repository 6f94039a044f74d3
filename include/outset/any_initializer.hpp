// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Initializers by text, for config files and command lines: `he_normal`, `he_normal(fan=out,
// gain=leaky_relu(0.1))`, `uniform(-0.1, 0.1)`. Values without a name come first and fill the
// options in their order. Case and underscores do not matter in a name: `HeNormal` is he_normal. A
// text that people write when they mean something else is refused, and so are options that no fill
// accepts.

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "outset/initializer.hpp"
#include "outset/registry.hpp"
#include "outset/text/arguments.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// Whether all options are the same, as == of numbers says it.
template <detail::Registered Init>
bool operator==(const Init& a, const Init& b) {
  return std::apply(
      [&](const auto&... options) {
        return (detail::equal_values(a.*options.member, b.*options.member) && ...);
      },
      detail::entry_of<Init>().options);
}

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Any registered initializer as a value: what a text or a config file gives. Use it by the name
/// AnyInitializer; a template only so that files that do not use it do not compile it.
template <class Variant>
class BasicAnyInitializer {
 public:
  /// Zeros.
  OUTSET_KEYED BasicAnyInitializer() {}

  /// From a registered initializer.
  template <detail::Registered Init>
  OUTSET_KEYED BasicAnyInitializer(const Init& init)  // NOLINT: to be passed where any is taken
      : which_(std::in_place_type<Init>, init) {}

  OUTSET_CALL_OPERATORS(BasicAnyInitializer);

  /// What the elements are drawn from; throws for Orthogonal and the other structured ones.
  OUTSET_KEYED Distribution distribution(const Shape& shape) const {
    return std::visit(
        [&](const auto& init) -> Distribution {
          using Init = std::remove_cvref_t<decltype(init)>;
          if constexpr (detail::Elementwise<Init>) {
            return init.distribution(shape);
          } else {
            detail::fail({Init::name, ": has no distribution of single elements"});
          }
        },
        which_);
  }

  /// Whether `distribution` gives one.
  OUTSET_KEYED bool elementwise() const {
    return std::visit(
        [](const auto& init) { return detail::Elementwise<std::remove_cvref_t<decltype(init)>>; },
        which_);
  }

  /// The initializer itself, whichever it is.
  template <class Visitor>
  OUTSET_KEYED decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), which_);
  }

  /// The same initializer with the same options.
  OUTSET_KEYED friend bool operator==(const BasicAnyInitializer& a, const BasicAnyInitializer& b) {
    return a.visit([&](const auto& init) {
      const auto* const other = std::get_if<std::remove_cvref_t<decltype(init)>>(&b.which_);
      return other != nullptr && init == *other;
    });
  }

  OUTSET_KEYED static BasicAnyInitializer parse(std::string_view text) {
    const detail::Call call = detail::parse_call(text);
    BasicAnyInitializer found;
    bool is_known = false;
    std::vector<std::string_view> names;
    std::vector<std::string_view> aliases;
    detail::for_each_entry([&](const auto& entry) {
      names.push_back(entry.names[0]);
      if (!entry.names[1].empty()) aliases.push_back(entry.names[1]);
      for (const std::string_view name : entry.names) {
        if (!name.empty() && detail::same_word(name, call.head)) {
          found = detail::read_entry(entry, call);
          is_known = true;
        }
      }
    });
    if (!is_known) {
      const std::size_t listed = names.size();
      names.insert(names.end(), aliases.begin(), aliases.end());
      detail::fail({"initializer: no initializer ", detail::in_quotes(call.head),
                    detail::suggestion(call.head, names, detail::initializer_synonyms, listed)});
    }
    detail::refuse_by_text(call.text, [&] {
      detail::in_standard_mode(
          [&] { found.visit([](const auto& init) { detail::validate_options(init); }); });
    });
    return found;
  }

  OUTSET_KEYED static std::vector<std::string> list() {
    std::vector<std::string> list;
    detail::for_each_entry([&](const auto& entry) {
      typename std::remove_cvref_t<decltype(entry)>::Type defaults{};
      const std::string options = detail::show_options(detail::slots_of(entry, defaults), {});
      for (const std::string_view name : entry.names) {
        if (!name.empty()) list.push_back(detail::show_call(name, options));
      }
    });
    return list;
  }

 private:
  Variant which_{};
};

using AnyInitializer = BasicAnyInitializer<detail::RegisteredInitializer>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

namespace detail {

template <class Variant>
inline constexpr bool decided_at_run_time<BasicAnyInitializer<Variant>> = true;

template <class Variant, class Scalar>
void fill_target(const BasicAnyInitializer<Variant>& any, const Target<Scalar>& target, Rng& rng,
                 const ExecutorRef& executor) {
  any.visit([&](const auto& init) {
    using Init = std::remove_cvref_t<decltype(init)>;
    if constexpr (Elementwise<Init> && !NeedsNoShape<Init>) {
      if (target.is_vector && target.shape == nullptr) {
        fail({Init::name,
              ": W is a vector, whose fans are not known: fill a bias with Zeros, or pass a Shape "
              "such as dense(1, n)"});
      }
    }
    fill_target(init, target, rng, executor);
  });
}

}  // namespace detail

/// The initializer that a text names, such as "he_normal(fan=out, gain=relu)". Throws
/// std::invalid_argument on an unknown name or option, with those that may be meant; on a number
/// alone that may be either of two options, as in `normal(0.02)`, with both ways to write it; and
/// on options that no fill accepts.
template <std::convertible_to<std::string_view> Text>
AnyInitializer initializer(const Text& text) {
  return AnyInitializer::parse(text);
}

/// Text that `initializer` reads back to the same initializer: the name, and the options that are
/// not at their defaults.
template <detail::Registered Init>
std::string to_string(Init init) {
  Init defaults{};
  constexpr const auto& entry = detail::entry_of<Init>();
  return detail::show_call(entry.names[0], detail::show_options(detail::slots_of(entry, init),
                                                                detail::slots_of(entry, defaults)));
}

template <class Variant>
std::string to_string(const BasicAnyInitializer<Variant>& any) {
  return any.visit([](const auto& init) { return to_string(init); });
}

/// Every known initializer with its options and their defaults, such as `normal(mean=0, std=0.01)`:
/// for help texts.
template <class Any = AnyInitializer>
std::vector<std::string> initializer_list() {
  return Any::list();
}

}  // namespace OUTSET_ABI
}  // namespace outset
