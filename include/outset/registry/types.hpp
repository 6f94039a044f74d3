// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The types of the registry's initializers. A file that links outset::compiled reads no more of the
// registry than these: then a line (registry.hpp) is its type alone.

#include <cstddef>
#include <type_traits>
#include <utility>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The bytes that an initializer may have whose type is forgotten.
inline constexpr std::size_t largest_initializer = 48;

template <class... Inits>
struct RegistryTypes {
  static constexpr int size = static_cast<int>(sizeof...(Inits));
  static_assert((std::is_trivially_copyable_v<Inits> && ...));
  static_assert(((sizeof(Inits) <= largest_initializer && alignof(Inits) <= alignof(double)) &&
                 ...));

  /// The line of an initializer's type; `size` if it has none.
  template <class Init>
  static constexpr int line_of() {
    constexpr bool found[] = {std::is_same_v<Init, Inits>...};
    int line = 0;
    while (line < size && !found[line]) ++line;
    return line;
  }

  /// visit(the initializer), of a line.
  template <class Visitor>
  static decltype(auto) visit(int line, const void* init, Visitor& visitor) {
    using Result = std::common_type_t<decltype(visitor(std::declval<const Inits&>()))...>;
    using Thunk = Result (*)(Visitor&, const void*);
    static constexpr Thunk calls[] = {
        [](Visitor& v, const void* at) -> Result { return v(*static_cast<const Inits*>(at)); }...};
    return calls[line](visitor, init);
  }
};

#if !OUTSET_DEFINITIONS

struct Names {
  template <class... Texts>
  constexpr Names(const Texts&...) {}
};

template <auto member>
constexpr int option(const char*) {
  return 0;
}

template <class Init>
struct KnownAs {
  constexpr KnownAs alone(const char*) const { return {}; }
};

template <class Init, class... Some>
constexpr KnownAs<Init> known(const Names&, const Some&...) {
  return {};
}

template <class Tag, class... Inits>
constexpr RegistryTypes<Inits...> registry_of(const KnownAs<Inits>&...) {
  return {};
}

#endif

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
