// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Every backend that this processor runs writes what the portable one writes, bit for bit.

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "outset/simd/dispatch.hpp"
#include "outset/simd/product.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/kernel_laws.hpp"

using namespace outset;

namespace {

struct Active {
  template <class Element, class Parameters>
  simd::Kernel<Element, Parameters> get() const {
    return simd::kernel<Element, Parameters>();
  }
};

}  // namespace

TEST_CASE("kernels: every backend writes the portable bits", "[simd]") {
  with_each_backend([](simd::Backend backend) {
    REQUIRE(simd::active() == backend);
    INFO(simd::name(backend));
    kernel_laws::check_everything(Active{});
    kernel_laws::check_products<float>(simd::detail::product_kernels<float>(),
                                       simd::packed_product<float>());
    kernel_laws::check_products<double>(simd::detail::product_kernels<double>(),
                                        simd::packed_product<double>());
  });
}

TEMPLATE_TEST_CASE("products: the portable backend's sums are those of the definition", "[simd]",
                   float, double) {
  // Numbers whose rounding shows in another order, or in two steps: 1 + 2^-p is not representable.
  const TestType one = 1;
  const TestType tiny = std::numeric_limits<TestType>::epsilon() / 2;
  const auto& kernels = simd::scalar::product_kernels<TestType>;
  const TestType a[] = {one, tiny, one + 2 * tiny, tiny, -one, one};  // 2 x 3
  const TestType b[] = {one, one, one};                               // 3 x 1
  TestType c[] = {tiny, one};
  kernels.add_product({2, 1, 3, a, 2, b, 3, c, 2});
  CHECK(c[0] == ((tiny + one) + (one + 2 * tiny)) - one);
  CHECK(c[1] == ((one + tiny) + tiny) + one);

  const TestType third = one / 3;
  TestType rounded = -(third * third);
  kernels.add_product({1, 1, 1, &third, 1, &third, 1, &rounded, 1});
  CHECK(rounded != 0);  // the product itself is not rounded
  CHECK(rounded == std::fma(third, third, -(third * third)));

  std::vector<TestType> x(37);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = one / static_cast<TestType>(i + 1);
  TestType sums[16] = {};
  for (std::size_t i = 0; i < x.size(); ++i) sums[i % 16] = std::fma(x[i], x[i], sums[i % 16]);
  const auto four = [&](int l) { return ((sums[l] + sums[l + 8]) + (sums[l + 4] + sums[l + 12])); };
  const TestType expected = (four(0) + four(2)) + (four(1) + four(3));
  CHECK(kernels.sum_of_squares(x.data(), 37) == expected);
}
