// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The fills of one scalar, OUTSET_SCALAR: every initializer of the registry, AnyInitializer, the
// distributions of a user's own initializers, and Sparse into sparse matrices.

#define OUTSET_LIBRARY 1
#include <tuple>

#include "outset/outset.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

template void fill_own(const AnyInitializer&, const Target<OUTSET_SCALAR>&, Rng&,
                       const ExecutorRef&);

template Index checked_entries<OUTSET_SCALAR>(const Sparse&, Index, Index, const Shape*, Index);

#define OUTSET_INSTANTIATE_FILL(D)                                                             \
  template void fill_from<OUTSET_SCALAR, D>(const D&, const char*, const View<OUTSET_SCALAR>&, \
                                            const Window&, Rng&, const ExecutorRef&,           \
                                            TileWriter<OUTSET_SCALAR>)
OUTSET_INSTANTIATE_FILL(Constant);
OUTSET_INSTANTIATE_FILL(Uniform);
OUTSET_INSTANTIATE_FILL(Normal);
OUTSET_INSTANTIATE_FILL(TruncatedNormal);
OUTSET_INSTANTIATE_FILL(Distribution);

#define OUTSET_INSTANTIATE_SPARSE(StorageIndex)                                                 \
  template void write_compressed(const Sparse&, Rng&, Index, Index, Index, bool, StorageIndex*, \
                                 StorageIndex*, OUTSET_SCALAR*, const ExecutorRef&)
OUTSET_INSTANTIATE_SPARSE(signed char);
OUTSET_INSTANTIATE_SPARSE(short);
OUTSET_INSTANTIATE_SPARSE(int);
OUTSET_INSTANTIATE_SPARSE(long);
OUTSET_INSTANTIATE_SPARSE(long long);

}  // namespace library
}  // namespace OUTSET_LINK

namespace {

// The initializers stand in the registry alone. Who names a fill's address instantiates it.
template <class Registry>
struct Fills;
template <class... Inits>
struct Fills<detail::Registry<Inits...>> {
  template <class Init>
  using Fill = void (*)(const Init&, const library::Target<OUTSET_SCALAR>&, Rng&,
                        const library::ExecutorRef&);
  struct All {
    std::tuple<Fill<Inits>...> each;
  };
  static constexpr All all{{&library::fill_own<Inits, OUTSET_SCALAR>...}};
};
__attribute__((used)) const auto fills =
    Fills<std::remove_cvref_t<decltype(detail::registry<>)>>::all;

}  // namespace
}  // namespace outset
