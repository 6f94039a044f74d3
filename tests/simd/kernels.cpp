// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every backend that this processor runs writes what the portable one writes, bit for bit.

#include <cstdint>

#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"
#include "support/kernel_laws.hpp"

using namespace outset;

TEST_CASE("kernels: every backend writes the portable bits", "[simd]") {
  const simd::Backend before = simd::active();
  for (const simd::Backend backend : simd::backends) {
    if (simd::force(backend) != backend) continue;
    INFO(simd::name(backend));
    kernel_laws::check_all<float>(simd::detail::kernels<float>());
    kernel_laws::check_all<double>(simd::detail::kernels<double>());
    kernel_laws::check_words(simd::detail::word_kernels());
    kernel_laws::check_narrow(simd::detail::word_kernels());
  }
  simd::force(before);
}

TEST_CASE("kernels: large fills, aligned or not, are the small ones in a row", "[simd]") {
  const simd::Backend before = simd::active();
  for (const simd::Backend backend : simd::backends) {
    if (backend == simd::Backend::scalar || simd::force(backend) != backend) continue;
    INFO(simd::name(backend));
    kernel_laws::check_large<float>(simd::detail::kernels<float>());
    kernel_laws::check_large<double>(simd::detail::kernels<double>());
  }
  simd::force(before);
}
