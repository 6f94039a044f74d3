// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The sources are simd/transpose.inl and what simd/dispatch.hpp makes of it.

#include <Eigen/Core>
#include <complex>

#include "outset/simd/dispatch.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/transpose_laws.hpp"

using namespace outset;

TEMPLATE_TEST_CASE("transpose: columns become rows, nothing beside them", "[simd]", float, double,
                   Eigen::half, Eigen::bfloat16, std::complex<float>, std::complex<double>) {
  with_each_backend([](simd::Backend backend) {
    INFO(simd::name(backend));
    transpose_laws::check<TestType>([](auto... arguments) {
      simd::transpose(arguments...);
      simd::end_stream();
    });
  });
}
