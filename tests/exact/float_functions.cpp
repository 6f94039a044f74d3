// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/float_functions.hpp against the functions of doubles, whose errors are 2^29 times smaller.

#include "outset/exact/float_functions.hpp"

#include "outset/exact/float_mode.hpp"
#include "outset/exact/functions.hpp"
#include "outset/exact/normal_law.hpp"
#include "support/catch.hpp"
#include "support/ulp.hpp"

namespace exact = outset::exact;
using namespace ulp_test;

namespace {

constexpr const char* header = "exact/float_functions.hpp";

// The largest error in floats' last places over 20000 arguments.
template <class OfFloat, class OfDouble>
double worst_float(double low, double high, const OfFloat& of_float, const OfDouble& of_double) {
  double found = 0;
  for (int i = 0; i <= 20000; ++i) {
    const float x = static_cast<float>(low + (high - low) * i / 20000);
    const double right = of_double(exact::Double(x)).value;
    const double last_place = std::max(ulp(right) * 0x1p29, 0x1p-149);
    const double error =
        std::abs(static_cast<double>(of_float(exact::Float(x)).value) - right) / last_place;
    if (!(error <= found)) found = error;
  }
  return found;
}

}  // namespace

#define OUTSET_TEST_ERROR(name, low, high)                            \
  CHECK(worst_float(                                                  \
            low, high, [](exact::Float x) { return exact::name(x); }, \
            [](exact::Double x) { return exact::name(x); }) <=        \
        documented_ulp(header, " " #name "(Number<Real> x) {"))

TEST_CASE("exact functions of floats: within the ulp that the header states") {
  const outset::detail::StandardModeScope mode;  // with subnormal numbers
  OUTSET_TEST_ERROR(exp, -104.0, 88.7);
  OUTSET_TEST_ERROR(exp, -1.0, 1.0);
  OUTSET_TEST_ERROR(expm1, -30.0, 0.0);
  OUTSET_TEST_ERROR(expm1, -0.01, 0.01);
  OUTSET_TEST_ERROR(expm1, 0.0, 88.0);
  OUTSET_TEST_ERROR(log1p, 0.0, 1.0);
  OUTSET_TEST_ERROR(log1p, 0.0, 0.01);
  OUTSET_TEST_ERROR(normal_pdf, -13.0, 13.0);
  OUTSET_TEST_ERROR(normal_cdf, -13.0, 13.0);
  OUTSET_TEST_ERROR(normal_cdf, -0.1, 0.1);
}

TEST_CASE("exact functions of floats: ends and exceptions") {
  const outset::detail::StandardModeScope mode;
  const exact::Float far = exact::infinity<float>;
  const exact::Float nan = std::bit_cast<float>(0x7fc00000U);
  CHECK(exact::exp(exact::Float(0.0f)) == 1.0f);
  CHECK(exact::exp(-far) == 0.0f);
  CHECK_FALSE(is_finite(exact::exp(far)));
  CHECK_FALSE(is_finite(exact::exp(exact::Float(88.8f))));
  CHECK(exact::exp(exact::Float(-103.0f)) > 0.0f);  // a subnormal number
  CHECK(exact::expm1(-far) == -1.0f);
  CHECK(exact::log1p(exact::Float(0.0f)) == 0.0f);
  CHECK(exact::normal_pdf(far) == 0.0f);
  CHECK(exact::normal_cdf(-far) == 0.0f);
  CHECK(exact::normal_cdf(far) == 1.0f);
  CHECK(is_nan(exact::exp(nan)));
  CHECK(is_nan(exact::expm1(nan)));
  CHECK(is_nan(exact::normal_pdf(nan)));
  CHECK(is_nan(exact::normal_cdf(nan)));
}

TEST_CASE("exact functions of floats: one golden hash under every flag") {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto take = [&hash](exact::Float x) {
    hash = (hash ^ exact::bits(x.value)) * 0x100000001b3U;
  };
  exact::Float x = -40;
  for (int i = 0; i < 8000; ++i) {
    x = x + 0.01f;
    take(exact::exp(x));
    take(exact::expm1(x));
    take(exact::log1p(magnitude(x) * 0.02f));
    take(exact::normal_pdf(0.3f * x));
    take(exact::normal_cdf(0.3f * x));
  }
  CHECK(hash == 0xf8803e8ede28d919U);
}
