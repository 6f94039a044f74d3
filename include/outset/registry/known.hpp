// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A line of the registry: an initializer's names, its options, and what can be done with it once
// its type is forgotten. The registry is an array of such lines that also remembers their types.

#include <cstddef>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "outset/distribution.hpp"
#include "outset/initializer.hpp"
#include "outset/registry/options.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The bytes that an initializer may have whose type is forgotten.
inline constexpr std::size_t largest_initializer = 48;

/// What an initializer is called, and an alias or nothing.
struct Names {
  std::string_view all[2];

  constexpr Names(const char* name, const char* alias = "") : all{name, alias} {}
  constexpr auto begin() const { return all; }
  constexpr auto end() const { return all[1].empty() ? all + 1 : all + 2; }
  constexpr std::string_view operator[](std::size_t i) const { return all[i]; }
};

/// An initializer of some type stands behind each `init`.
struct Known {
  Names names;
  Options options;
  const char* type_name;  ///< such as "HeNormal"
  bool needs_shape;
  void (*construct)(void* memory);  ///< with its defaults
  void (*validate)(const void* init);
  Distribution (*distribution)(const void* init, const Shape& shape);  ///< null: structured
  std::string_view ways{};                                             ///< see `alone`
};

template <class Init>
struct KnownAs {
  Known line;

  /// For an initializer whose users differ in what a single number without a name is: the ways to
  /// write what may be meant, where x is the number and |x| its magnitude.
  constexpr KnownAs alone(std::string_view ways) const {
    KnownAs copy = *this;
    copy.line.ways = ways;
    return copy;
  }
};

/// How every initializer of a line does what Known says.
template <class Init>
struct Forgotten {
  static const Init& at(const void* init) { return *static_cast<const Init*>(init); }
  static void construct(void* memory) { ::new (memory) Init{}; }
  static void validate(const void* init) { validate_options(at(init)); }
  static Distribution distribution(const void* init, const Shape& shape) {
    return at(init).distribution(shape);
  }
};

template <class Init, class... Some>
constexpr KnownAs<Init> known(const Names& names, const Some&... options) {
  using Functions = Forgotten<Init>;
  Known line{names,
             Options(options...),
             Init::name,
             !NeedsNoShape<Init>,
             &Functions::construct,
             &Functions::validate,
             nullptr};
  if constexpr (Elementwise<Init>) line.distribution = &Functions::distribution;
  return {line};
}

template <class... Inits>
struct Registry {
  static constexpr int size = static_cast<int>(sizeof...(Inits));
  static_assert((std::is_trivially_copyable_v<Inits> && ...));
  static_assert(((sizeof(Inits) <= largest_initializer && alignof(Inits) <= alignof(double)) &&
                 ...));

  Known lines[sizeof...(Inits)];

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

template <class... Inits>
constexpr Registry<Inits...> registry_of(const KnownAs<Inits>&... lines) {
  return {{lines.line...}};
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
