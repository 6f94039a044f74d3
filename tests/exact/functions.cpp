// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/functions.hpp against values that mpmath computed with 60 digits, rounded to double:
// hence half an ulp more in every limit. 1500 points of each function were tried, and 16 of them
// stay.

#include "outset/exact/functions.hpp"

#include "outset/exact/normal_law.hpp"
#include "support/catch.hpp"
#include "support/ulp.hpp"

namespace exact = outset::exact;
using namespace ulp_test;

namespace {

constexpr Pair exp_values[] = {{-0x1.59059566529a6p+9, 0x1.646ef4aed337cp-996},
                               {-0x1.4878672f361ap+9, 0x1.2d48e2553b728p-948},
                               {-0x1.26f08559c8921p+9, 0x1.fa7d972904d81p-852},
                               {-0x1.37ff3c4563fe2p+8, 0x1.d8441af9867cbp-451},
                               {-0x1.8b3a0115c436ep+7, 0x1.df2275093efdcp-286},
                               {-0x1.dc60a293bec08p+6, 0x1.22a6967abc94bp-172},
                               {-0x1.0471a84143c98p-14, 0x1.fff7dc834d507p-1},
                               {-0x1.4cbf5b3126074p-24, 0x1.fffffd66814b5p-1},
                               {-0x1.41799db1660c4p-30, 0x1.fffffff5f4331p-1},
                               {0x1.5719f6fa62d3cp-29, 0x1.0000000ab8cfcp+0},
                               {0x1.c9dc26b1fd23p-23, 0x1.00000393b853dp+0},
                               {0x1.22fd3399d2636p-18, 0x1.000048bf573c9p+0},
                               {0x1.e4479edfbb3eep-10, 0x1.00792e8d32fa3p+0},
                               {0x1.73b4c23a48fcp-8, 0x1.0174c31fba8acp+0},
                               {0x1.8dddc30f9c79p+8, 0x1.ffe2a4bf8f1f2p+573},
                               {0x1.32d6814ade288p+9, 0x1.459fbe768e74p+885}};
constexpr Pair expm1_values[] = {{-0x1.d411c6cf1a634p+4, -0x1.ffffffffff90fp-1},
                                 {-0x1.9a48735ce0734p+4, -0x1.ffffffffeff09p-1},
                                 {-0x1.38c057e444075p+4, -0x1.ffffffe425ef7p-1},
                                 {-0x1.fde4f12ed446p+2, -0x1.ffd28f3c11014p-1},
                                 {-0x1.b06d33ea46fa8p+2, -0x1.ff678ccaefbeap-1},
                                 {-0x1.21dfc9491b3cp+2, -0x1.fa79f160ca34cp-1},
                                 {-0x1.277de6b1e996p+0, -0x1.5e9268bd9a438p-1},
                                 {-0x1.e45f5626016b8p-5, -0x1.d654a5cf3d468p-5},
                                 {-0x1.267f4caf8c9ap-6, -0x1.23ddc6091599ap-6},
                                 {-0x1.9eb0bf4cb2594p-18, -0x1.9eb06b54b9169p-18},
                                 {0x1.6414ed7f4e3cp-12, 0x1.64246843d4aep-12},
                                 {0x1.b9f946efc1edp-11, 0x1.ba28fb2ac3692p-11},
                                 {0x1.c2cdfd9f257d8p-8, 0x1.c45bd36d8a3cdp-8},
                                 {0x1.bed785f8259dp-7, 0x1.c1e7085615bafp-7},
                                 {0x1.ad329a013398p-3, 0x1.dd7c00602fe17p-3},
                                 {0x1.677ae504b8b24p+3, 0x1.2777da0908467p+16}};
constexpr Pair log_values[] = {{0x1.800337663a491p-387, -0x1.0bd7ab8702a94p+8},
                               {0x1.e474c4060d863p-197, -0x1.0fd304b0daa2bp+7},
                               {0x1.aa25594eb8807p-1, -0x1.77e55219b628dp-3},
                               {0x1.3f3e0ebbfd9ecp+0, 0x1.c424c8718e843p-3},
                               {0x1.841c401069b7fp+0, 0x1.aa1955a22f257p-2},
                               {0x1.8c315532d6dd8p+0, 0x1.bf34633b3f4fbp-2},
                               {0x1.92c267c8b4db2p+0, 0x1.d009accd01bb7p-2},
                               {0x1.ae907d07de372p+0, 0x1.0a32e2d50ad39p-1},
                               {0x1.cedc862d6139p+0, 0x1.2f3b6d1ceb25fp-1},
                               {0x1.e21fe8139f026p+0, 0x1.441be1870e7e6p-1},
                               {0x1.e993207f37738p+0, 0x1.4bf5cb771a775p-1},
                               {0x1.0497c89f9c9fbp+3, 0x1.0c71d221b1f14p+1},
                               {0x1.ae9785d00799ep+181, 0x1.f7eb224925063p+6},
                               {0x1.2283e4acef122p+360, 0x1.f351a5329bd0ep+7},
                               {0x1.2bc62f1b1c49bp+801, 0x1.15af32fd33624p+9},
                               {0x1.232eafa84de26p+982, 0x1.54664f94d2ccp+9}};
constexpr Pair log1p_values[] = {
    {-0x1.bc81200f5641p-5, -0x1.c904ce95a3b57p-5},  {-0x1.1ca1dfe9a7cp-25, -0x1.1ca1e038c5a3ep-25},
    {0x1.d9fe59b497ebap-19, 0x1.d9fe22dac21fp-19},  {0x1.12cbf0b5c2d0ep-13, 0x1.12c754eb5e032p-13},
    {0x1.310608ff45f78p-12, 0x1.30faae1489598p-12}, {0x1.26a898a9aaa08p+0, 0x1.8828f6ebb97b1p-1},
    {0x1.62ee85c33dbf2p+0, 0x1.bd5771b66fe12p-1},   {0x1.7ccf83c476b6cp+0, 0x1.d2953cd3037cep-1},
    {0x1.463e1dff87858p+1, 0x1.443ffacb5b4fdp+0},   {0x1.529d6d104fb87p+1, 0x1.4b211ecbe64cbp+0},
    {0x1.ef23d8cbded49p+1, 0x1.952e837d867f2p+0},   {0x1.263c78eda9808p+2, 0x1.b8e946cf65822p+0},
    {0x1.39b90ecf31399p+2, 0x1.c67899e54ca12p+0},   {0x1.3fb4f654da624p+2, 0x1.ca7eb44ca3751p+0},
    {0x1.dc200cba5d4f4p+2, 0x1.110373e959391p+1},   {0x1.05e12b806b5bfp+3, 0x1.1bd4e1e41e8efp+1}};
}  // namespace

TEST_CASE("exact functions: within the ulp that the header states") {
  const char* const header = "exact/functions.hpp";
  CHECK(worst(exp_values, exact::exp) <= documented_ulp(header, "Double exp(") + 0.5);
  CHECK(worst(expm1_values, exact::expm1) <= documented_ulp(header, "Double expm1(") + 0.5);
  CHECK(worst(log_values, exact::log) <= documented_ulp(header, "Double log(") + 0.5);
  CHECK(worst(log1p_values, exact::log1p) <= documented_ulp(header, "Double log1p(") + 0.5);
}

TEST_CASE("exact functions: ends and exceptions") {
  const double far = exact::infinity<double>, nan = std::bit_cast<double>(0x7ff8000000000000U);
  CHECK(exact::exp(0.0) == 1.0);
  CHECK(exact::exp(-far) == 0.0);
  CHECK(exact::exp(-709.0) == 0.0);
  CHECK_FALSE(is_finite(exact::exp(710.0)));
  CHECK(is_nan(exact::exp(nan)));
  CHECK(exact::expm1(-far) == -1.0);
  CHECK(exact::log(1.0) == 0.0);
  CHECK(exact::bits(exact::log(0.0).value) == exact::bits(-far));
  CHECK(is_nan(exact::log(-1.0)));
  CHECK(exact::log1p(0x1p-60) == 0x1p-60);
}

TEST_CASE("exact functions and the normal law: one golden hash under every flag") {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto take = [&hash](exact::Double x) {
    hash = (hash ^ exact::bits(x.value)) * 0x100000001b3U;
  };
  exact::Double x = -40;
  for (int i = 0; i < 8000; ++i) {
    x = x + 0.01;
    take(exact::exp(x));
    take(exact::expm1(0.1 * x));
    take(exact::log(magnitude(x)));
    take(exact::normal_cdf(x));
    take(exact::log_normal_tail(x));
    take(exact::normal_quantile(exact::normal_cdf(x)));
    take(exact::normal_quantile_log(-(x * x)));
    take(exact::normal_half_mass(magnitude(x)));
  }
  CHECK(hash == 0x020e8adf6e4c242fU);
}
