// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/number.hpp: every operator is the function of arithmetic.hpp that its sign stands for.

#include "outset/exact/number.hpp"

#include <type_traits>

#include "support/catch.hpp"

namespace exact = outset::exact;
using exact::Number;

namespace {

// Pairs whose results by any two different operations differ, and whose sums and products round.
template <class Real, class Check>
void for_each_pair(Check check) {
  for (int i = 1; i <= 40; ++i) {
    for (int j = 1; j <= 40; ++j) {
      const Real a = static_cast<Real>(i * i + 1) / static_cast<Real>(7);
      const Real b = static_cast<Real>(j % 2 == 0 ? -j : j) / static_cast<Real>(11);
      check(a, b);
    }
  }
}

template <class Real>
void check_operators() {
  int wrong = 0;
  const auto same = [](Number<Real> x, Real y) { return exact::bits(x.value) == exact::bits(y); };
  for_each_pair<Real>([&](Real a, Real b) {
    const Number<Real> x = a, y = b;
    wrong += !same(x + y, exact::add(a, b)) + !same(x - y, exact::sub(a, b)) +
             !same(x * y, exact::mul(a, b)) + !same(x / y, exact::div(a, b)) +
             !same(-x, exact::negate(a)) + !same(sqrt(x), exact::sqrt(a)) +
             !same(fma(x, y, x), exact::fma(a, b, a)) + !same(magnitude(y), exact::magnitude(b));
    wrong += !same(x * y + x, exact::add(exact::mul(a, b), a));  // rounded twice, under every flag
    wrong += !same(x - y * y, exact::sub(a, exact::mul(b, b)));
    wrong += (x < y) != (a < b) || (x > y) != (a > b) || (x <= y) != (a <= b) ||
             (x >= y) != (a >= b) || (x == y) != exact::equal(a, b) || (x != y) == (x == y);
  });
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("exact numbers: operators are the functions, rounded one by one") {
  check_operators<float>();
  check_operators<double>();
}

TEST_CASE("exact numbers: constants mix in, nothing leaks out") {
  const Number<double> third = Number{1.0} / 3;
  CHECK((2 * third).value == exact::mul(2.0, exact::div(1.0, 3.0)));
  CHECK((0.5 - third).value == exact::sub(0.5, third.value));
  CHECK((third > 0 && third < 1.0));
  static_assert(!std::is_convertible_v<Number<double>, double>);
  static_assert(!std::is_convertible_v<Number<double>, Number<float>>);
}

TEST_CASE("exact numbers: zeros, infinities and NaN") {
  const Number<double> zero = 0.0, nan = std::bit_cast<double>(0x7ff8000000000000U);
  CHECK(exact::bits((-zero).value) == 0x8000000000000000U);
  CHECK((-zero == zero));
  CHECK(is_negative(-zero));
  CHECK(is_nan(nan));
  CHECK_FALSE(is_finite(nan));
  CHECK_FALSE(is_finite(Number{exact::infinity<double>}));
#if !defined(__FAST_MATH__)
  CHECK_FALSE((nan == nan));
  CHECK_FALSE((nan < 1.0));
#endif
}
