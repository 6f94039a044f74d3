// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every backend that this processor runs writes what the portable one writes, bit for bit.

#include <cstdint>

#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"
#include "support/kernel_laws.hpp"

using namespace outset;

namespace {

struct Active {
  template <class Element, class Parameters>
  simd::Kernel<Element, Parameters> get() const {
    return simd::detail::kernel<Element, Parameters>();
  }
};

}  // namespace

TEST_CASE("kernels: every backend writes the portable bits", "[simd]") {
  const simd::Backend before = simd::active();
  for (const simd::Backend backend : simd::available()) {
    REQUIRE(simd::force(backend) == backend);
    INFO(simd::name(backend));
    kernel_laws::check_everything(Active{});
  }
  simd::force(before);
}

TEST_CASE("kernels: large fills, aligned or not, are the small ones in a row", "[simd]") {
  const simd::Backend before = simd::active();
  for (const simd::Backend backend : simd::available()) {
    if (backend == simd::Backend::scalar) continue;
    simd::force(backend);
    INFO(simd::name(backend));
    kernel_laws::check_large<float>(Active{});
    kernel_laws::check_large<double>(Active{});
  }
  simd::force(before);
}
