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
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/initializer.hpp"
#include "outset/registry.hpp"
#include "outset/registry/arguments.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class Init>
constexpr int line_of() {
  return std::remove_cvref_t<decltype(registry<>)>::template line_of<Init>();
}
template <class Init>
constexpr const Known& known_of() {
  return registry<>.lines[line_of<Init>()];
}

/// Whether the table has a line for Init. (The name first: few types have one, and a table that
/// need not be asked is not compiled.)
template <class Init>
concept Registered = requires {
  Init::name;
}
&&(line_of<Init>() < std::remove_cvref_t<decltype(registry<>)>::size);

inline bool equal_options(const Options& options, const void* a, const void* b) {
  for (const Option& option : options) {
    if (!option.type->equal(option.in(a), option.in(b))) return false;
  }
  return true;
}

}  // namespace detail

/// Whether all options are equal (numbers by ==).
template <detail::Registered Init>
bool operator==(const Init& a, const Init& b) {
  return detail::equal_options(detail::known_of<Init>().options, &a, &b);
}

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Any registered initializer as a value: what a text or a config file gives. Use it by the name
/// AnyInitializer; a template only so that files that do not use it do not compile it.
template <class>
class BasicAnyInitializer {
 public:
  /// Zeros.
  OUTSET_KEYED BasicAnyInitializer() {}

  /// From a registered initializer.
  template <detail::Registered Init>
  OUTSET_KEYED BasicAnyInitializer(const Init& init)  // NOLINT: to be passed where any is taken
      : line_(detail::line_of<Init>()) {
    std::memcpy(options_, &init, sizeof init);
  }

  OUTSET_CALL_OPERATORS(BasicAnyInitializer);

  /// What the elements are drawn from; throws for Orthogonal and the other structured initializers.
  OUTSET_KEYED Distribution distribution(const Shape& shape) const {
    if (!elementwise()) {
      detail::fail({known().type_name, ": has no distribution of single elements"});
    }
    return known().distribution(options_, shape);
  }

  /// Whether `distribution` gives one.
  OUTSET_KEYED bool elementwise() const { return known().distribution != nullptr; }

  /// visitor(the initializer itself), whichever it is.
  // Always inlined, so that it has no symbol that must be keyed: nvcc warns of an abi_tag here.
  template <class Visitor>
  OUTSET_ALWAYS_INLINE decltype(auto) visit(Visitor&& visitor) const {
    return std::remove_cvref_t<decltype(detail::registry<>)>::visit(line_, options_, visitor);
  }

  /// The same initializer with the same options.
  OUTSET_KEYED friend bool operator==(const BasicAnyInitializer& a, const BasicAnyInitializer& b) {
    return a.line_ == b.line_ && detail::equal_options(a.known().options, a.options_, b.options_);
  }

  OUTSET_KEYED static BasicAnyInitializer parse(std::string_view text) {
    const detail::Call call = detail::parse_call(text);
    BasicAnyInitializer found(line_named(call.head));
    const detail::Known& known = found.known();
    known.construct(found.options_);
    detail::ArgumentReader(known.names[0], known.ways, known.options, found.options_).read(call);
    detail::refuse_by_text(
        call.text, [&] { detail::in_standard_mode([&] { known.validate(found.options_); }); });
    return found;
  }

  OUTSET_KEYED static std::vector<std::string> list() {
    std::vector<std::string> list;
    for (const detail::Known& known : detail::registry<>.lines) {
      BasicAnyInitializer defaults;
      known.construct(defaults.options_);
      const std::string options = detail::show_options(known.options, defaults.options_, nullptr);
      for (const std::string_view name : known.names) {
        list.push_back(detail::show_call(name, options));
      }
    }
    return list;
  }

  OUTSET_KEYED const detail::Known& known() const { return detail::registry<>.lines[line_]; }
  /// Where the initializer stands, whose type `known` has forgotten.
  OUTSET_KEYED const void* options() const { return options_; }

 private:
  OUTSET_KEYED explicit BasicAnyInitializer(int line) : line_(line) {}

  OUTSET_KEYED static int line_named(std::string_view text) {
    std::vector<std::string_view> names;
    std::vector<std::string_view> aliases;
    int line = 0;
    for (const detail::Known& known : detail::registry<>.lines) {
      for (const std::string_view name : known.names) {
        if (detail::same_word(name, text)) return line;
      }
      names.push_back(known.names[0]);
      if (!known.names[1].empty()) aliases.push_back(known.names[1]);
      ++line;
    }
    const std::size_t listed = names.size();
    names.insert(names.end(), aliases.begin(), aliases.end());
    detail::fail({"initializer: no initializer ", detail::in_quotes(text),
                  detail::suggestion(text, names, detail::initializer_synonyms, listed)});
  }

  // Not a std::variant, because one of all initializers takes long to compile. A line is a number,
  // because files compiled with other flags have tables of their own.
  int line_ = 0;
  alignas(double) unsigned char options_[detail::largest_initializer]{};
};

using AnyInitializer = BasicAnyInitializer<void>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {
namespace detail {

template <class Tag>
inline constexpr bool decided_at_run_time<BasicAnyInitializer<Tag>> = true;

/// An elementwise AnyInitializer, as an initializer whose name only the run knows.
struct AnyElementwise {
  const char* name;
  const Known& known;
  const void* options;

  Distribution distribution(const Shape& shape) const { return known.distribution(options, shape); }
};
inline bool needs_shape(const AnyElementwise& init) { return init.known.needs_shape; }

template <class Tag, class Scalar>
void fill_target(const BasicAnyInitializer<Tag>& any, const Target<Scalar>& target, Rng& rng,
                 const ExecutorRef& executor) {
  const Known& known = any.known();
  if (any.elementwise()) {
    if (known.needs_shape && target.is_vector && target.shape == nullptr) {
      fail({known.type_name,
            ": W is a vector, whose fans are not known: fill a bias with Zeros, or pass a Shape "
            "such as bias_of(layer)"});
    }
    fill_target(AnyElementwise{known.type_name, known, any.options()}, target, rng, executor);
    return;
  }
  any.visit([&](const auto& init) {
    if constexpr (!Elementwise<std::remove_cvref_t<decltype(init)>>) {
      fill_target(init, target, rng, executor);
    }
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

namespace detail {
inline std::string text_of(const Known& known, const void* init) {
  alignas(double) unsigned char defaults[largest_initializer];
  known.construct(defaults);
  return show_call(known.names[0], show_options(known.options, init, defaults));
}
}  // namespace detail

/// Text that `initializer` reads back to the same initializer: the name, and the options that are
/// not at their defaults.
template <detail::Registered Init>
std::string to_string(const Init& init) {
  return detail::text_of(detail::known_of<Init>(), &init);
}

template <class Tag>
std::string to_string(const BasicAnyInitializer<Tag>& any) {
  return detail::text_of(any.known(), any.options());
}

/// Every known initializer with its options and their defaults, such as `normal(mean=0, std=0.01)`:
/// for help texts.
template <class Any = AnyInitializer>
std::vector<std::string> initializer_list() {
  return Any::list();
}

}  // namespace OUTSET_ABI
}  // namespace outset
