// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of initializer.hpp: what a fill runs.

#include "outset/fill/fill.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

template <class Init, class Scalar>
void fill_own(const Init& init, const Target<Scalar>& target, Rng& rng,
              const ExecutorRef& executor) {
  detail::fill_target(init, target, rng, executor);
}

template <class Scalar, class D>
void fill_from(const D& distribution, const char* initializer, const View<Scalar>& w,
               const Window& window, Rng& rng, const ExecutorRef& executor,
               TileWriter<Scalar> by_tiles) {
  if constexpr (OUTSET_LIBRARY) by_tiles = &detail::write_tiles<Scalar>;
  const detail::Sampler<Scalar> sampler(distribution, initializer);
  detail::fill(sampler, w, rng.take(), window, executor, by_tiles);
}

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
