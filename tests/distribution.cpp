// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/distribution.hpp"

#include <limits>
#include <stdexcept>
#include <type_traits>

#include "support/catch.hpp"

using outset::Constant;
using outset::Distribution;
using outset::Normal;
using outset::TruncatedNormal;
using outset::Uniform;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("distributions are plain aggregates with the documented defaults") {
  static_assert(std::is_aggregate_v<Constant> && std::is_aggregate_v<Uniform>);
  static_assert(std::is_aggregate_v<Normal> && std::is_aggregate_v<TruncatedNormal>);
  static_assert(Constant{}.value == 0);
  static_assert(Uniform{}.low == -0.05 && Uniform{}.high == 0.05);
  static_assert(Normal{}.mean == 0 && Normal{}.std == 0.01);
  static_assert(TruncatedNormal{}.mean == 0 && TruncatedNormal{}.std == 0.01);
  static_assert(TruncatedNormal{}.lower == -2 && TruncatedNormal{}.upper == 2);
  static_assert(!TruncatedNormal{}.corrected);
  SUCCEED();
}

TEST_CASE("TruncatedNormal: corrected, what is cut is wider by the known factor") {
  // Keras', JAX' and timm's constant.
  const TruncatedNormal corrected{.std = 2, .corrected = true};
  CHECK(corrected.parent_std() == Approx(2 / 0.87962566103423978).epsilon(1e-15));
  CHECK(TruncatedNormal{.std = 2}.parent_std() == 2);
}

TEST_CASE("bounds: in the deviations of what is cut, infinite where nothing is") {
  CHECK(lower_bound(Constant{7}) == 7);
  CHECK(upper_bound(Uniform{-1, 3}) == 3);
  CHECK(lower_bound(Normal{2, 3}) == -infinity);
  const TruncatedNormal cut{.mean = 1, .std = 2, .lower = -1, .upper = 3};
  CHECK(lower_bound(cut) == -1);
  CHECK(upper_bound(cut) == 7);
  TruncatedNormal corrected = cut;
  corrected.corrected = true;
  CHECK(upper_bound(Distribution(corrected)) ==
        Approx(1 + 3 * corrected.parent_std()).epsilon(1e-15));
  CHECK(upper_bound(TruncatedNormal{.mean = 1, .std = 0}) == 1);
}

TEST_CASE("bad parameters are refused in words") {
  CHECK_THROWS_WITH((Constant{not_a_number}.distribution()),
                    ContainsSubstring("Constant: value is nan"));
  CHECK_THROWS_WITH((Uniform{1, 0}.distribution()), ContainsSubstring("Uniform: low is 1"));
  CHECK_THROWS_WITH((Uniform{-1e308, 1e308}.distribution()), ContainsSubstring("overflows"));
  CHECK_THROWS_WITH((Uniform{-infinity, 0}.distribution()), ContainsSubstring("low is -inf"));
  CHECK_THROWS_WITH((Normal{infinity, 1}.distribution()), ContainsSubstring("mean is inf"));
  CHECK_THROWS_WITH((Normal{0, -1}.distribution()), ContainsSubstring("std is -1"));
  CHECK_THROWS_WITH((Normal{0, not_a_number}.distribution()), ContainsSubstring("std is nan"));
  CHECK_THROWS_WITH((TruncatedNormal{0, infinity}.distribution()), ContainsSubstring("std is inf"));
  CHECK_THROWS_WITH((TruncatedNormal{not_a_number, 1}.distribution()),
                    ContainsSubstring("mean is nan"));
  CHECK_THROWS_WITH((TruncatedNormal{0, 1, 2, 2}.distribution()), ContainsSubstring("lower is 2"));
  CHECK_THROWS_WITH((TruncatedNormal{0, 1, not_a_number, 2}.distribution()),
                    ContainsSubstring("lower is nan"));
  CHECK_THROWS_WITH((TruncatedNormal{0, 1, -2, not_a_number}.distribution()),
                    ContainsSubstring("upper is nan"));
  CHECK_NOTHROW(Normal{0, 0}.distribution());
  CHECK_NOTHROW(Uniform{1, 1}.distribution());
  CHECK_NOTHROW(TruncatedNormal{0, 0, -infinity, infinity}.distribution());
}
