// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Initializers by text, for config files and command lines: `he_normal`, `he_normal(fan=out,
// gain=leaky_relu(0.1))`, `uniform(-0.1, 0.1)`. Values without a name come first and fill the
// options in their order. Case and underscores do not matter in a name: `HeNormal` is he_normal. A
// text that people write when they mean something else is refused, and so are options that no fill
// accepts.

#include <concepts>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "outset/initializer.hpp"
#include "outset/registry.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// void, but it depends on `T`: so that files which do not use a template do not compile what it
/// uses.
template <class T>
using VoidFor = std::conditional_t<std::is_void_v<T>, T, void>;

template <class T>
using RegistryFor = std::remove_cvref_t<decltype(registry<VoidFor<T>>)>;

template <class Init>
constexpr int line_of() {
  return RegistryFor<Init>::template line_of<Init>();
}

/// Whether the table has a line for Init. (The name first: few types have one, and a table that
/// need not be asked is not compiled.)
template <class Init>
concept Registered = requires {
  Init::name;
}
&&(line_of<Init>() < RegistryFor<Init>::size);

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

/// An initializer whose type is forgotten: its line of the registry, and where it stands. A line is
/// a number, because files compiled with other flags have tables of their own. What is done with it
/// is a template, so that files that do not use it do not compile it; `Tag` is void.
struct Forgotten {
  int line;
  const void* init;
};

template <class Tag>
bool is_elementwise(const Forgotten& any);
template <class Tag>
Distribution distribution_of(const Forgotten& any, const Shape& shape);
template <class Tag>
bool equal(const Forgotten& a, const Forgotten& b);
template <class Tag>
OUTSET_COLD std::string text_of(const Forgotten& any);

/// Makes the initializer that a text names; returns its line.
template <class Tag>
OUTSET_COLD int parse_initializer(std::string_view text, void* init);

template <class Tag>
OUTSET_COLD std::vector<std::string> initializer_texts();

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {

/// Whether all options are equal (numbers by ==).
template <detail::Registered Init>
bool operator==(const Init& a, const Init& b) {
  return library::equal<void>({detail::line_of<Init>(), &a}, {detail::line_of<Init>(), &b});
}

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Any registered initializer as a value: what a text or a config file gives. Use it by the name
/// AnyInitializer; a template only so that files that do not use it do not compile it.
template <class Tag>
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

  OUTSET_LIBRARY_CALL_OPERATORS(BasicAnyInitializer);

  /// What the elements are drawn from; throws for Orthogonal and the other structured initializers.
  OUTSET_KEYED Distribution distribution(const Shape& shape) const {
    return library::distribution_of<Tag>(forgotten(), shape);
  }

  /// Whether `distribution` gives one.
  OUTSET_KEYED bool elementwise() const { return library::is_elementwise<Tag>(forgotten()); }

  /// visitor(the initializer itself), whichever it is.
  // Always inlined, so that it has no symbol that must be keyed: nvcc warns of an abi_tag here.
  template <class Visitor>
  OUTSET_ALWAYS_INLINE decltype(auto) visit(Visitor&& visitor) const {
    return detail::RegistryFor<Tag>::visit(line_, options_, visitor);
  }

  /// The same initializer with the same options.
  OUTSET_KEYED friend bool operator==(const BasicAnyInitializer& a, const BasicAnyInitializer& b) {
    return a.line_ == b.line_ && library::equal<Tag>(a.forgotten(), b.forgotten());
  }

  OUTSET_KEYED static BasicAnyInitializer parse(std::string_view text) {
    BasicAnyInitializer found;
    found.line_ = library::parse_initializer<Tag>(text, found.options_);
    return found;
  }

  /// The initializer, whose type is forgotten.
  OUTSET_KEYED library::Forgotten forgotten() const { return {line_, options_}; }

 private:
  // Not a std::variant, because one of all initializers takes long to compile.
  int line_ = 0;
  alignas(double) unsigned char options_[detail::largest_initializer]{};
};

using AnyInitializer = BasicAnyInitializer<void>;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {

template <class Tag, class Scalar>
void fill_own(const BasicAnyInitializer<Tag>& any, const Target<Scalar>& target, Rng& rng,
              const ExecutorRef& executor);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

template <class Tag>
inline constexpr bool decided_at_run_time<BasicAnyInitializer<Tag>> = true;

}  // namespace detail

/// The initializer that a text names, such as "he_normal(fan=out, gain=relu)". Throws
/// std::invalid_argument on an unknown name or option, with those that may be meant; on a number
/// alone that may be either of two options, as in `normal(0.02)`, with both ways to write it; and
/// on options that no fill accepts.
template <std::convertible_to<std::string_view> Text>
auto initializer(const Text& text) -> BasicAnyInitializer<detail::VoidFor<Text>> {
  return BasicAnyInitializer<detail::VoidFor<Text>>::parse(text);
}

/// Text that `initializer` reads back to the same initializer: the name, and the options that are
/// not at their defaults.
template <detail::Registered Init>
std::string to_string(const Init& init) {
  return library::text_of<void>({detail::line_of<Init>(), &init});
}

template <class Tag>
std::string to_string(const BasicAnyInitializer<Tag>& any) {
  return library::text_of<Tag>(any.forgotten());
}

/// Every known initializer with its options and their defaults, such as `normal(mean=0, std=0.01)`:
/// for help texts.
template <class Tag = void>
std::vector<std::string> initializer_list() {
  return library::initializer_texts<Tag>();
}

}  // namespace OUTSET_ABI
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/any_initializer.inl"
#endif
