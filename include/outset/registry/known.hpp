// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A line of the registry: an initializer's names, its options, and what can be done with it once
// its type is forgotten. The registry is an array of such lines that also remembers their types.

#include <cstddef>
#include <new>
#include <string_view>
#include <type_traits>

#include "outset/distribution.hpp"
#include "outset/initializer.hpp"
#include "outset/registry/options.hpp"
#include "outset/registry/types.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

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
  void (*construct)(void* memory);     ///< with its defaults
  void (*validate)(const void* init);  ///< null: its distribution does
  Distribution (*distribution)(const void* init, const Shape& shape);  ///< null: structured
  std::string_view ways{};                                             ///< see `alone`
};

/// Refuses options that no fill accepts.
inline void validate_options(const Known& known, const void* init) {
  if (known.validate != nullptr) {
    known.validate(init);
  } else {
    static_cast<void>(known.distribution(init, shape_of_large_fans()));
  }
}

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
  Known line{
      names,  Options(options...), Init::name, !NeedsNoShape<Init>, &Functions::construct, nullptr,
      nullptr};
  if constexpr (Elementwise<Init>) {
    line.distribution = &Functions::distribution;
  } else {
    line.validate = &Functions::validate;
  }
  return {line};
}

template <class... Inits>
struct Registry : RegistryTypes<Inits...> {
  Known lines[sizeof...(Inits)];
};

/// `Tag` makes the call depend on the template that it stands in: else compilers make the table of
/// a file that does not use it.
template <class Tag, class... Inits>
constexpr Registry<Inits...> registry_of(const KnownAs<Inits>&... lines) {
  return {{}, {lines.line...}};
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
