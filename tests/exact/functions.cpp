// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/functions.hpp against values that mpmath computed with 60 digits (rounded to double, hence
// half an ulp more in every limit). 1500 points a function were tried; these 16 each stay.

#include "outset/exact/functions.hpp"

#include <cmath>

#include "support/catch.hpp"

namespace exact = outset::exact;

namespace {

struct Pair {
  double x, value;
};

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
constexpr Pair mills_values[] = {
    {0x1.e645e46240ae6p-15, 0x1.40d5657ca4ea8p+0},  {0x1.3bf3e519733c4p-12, 0x1.40c573b56390dp+0},
    {0x1.8abfba3152b1cp-12, 0x1.40c087811db8dp+0},  {0x1.4cab47a509565p-5, 0x1.36b6221ab34dcp+0},
    {0x1.7fa6981ca6154p-5, 0x1.3533de4bb4c6ap+0},   {0x1.bc6ad0697bf4p-5, 0x1.336b53144d595p+0},
    {0x1.b7d64e1657a18p-3, 0x1.10803ff2af55dp+0},   {0x1.211098764a8aep+1, 0x1.894221f83f28ep-2},
    {0x1.3c5ebbf39b868p+3, 0x1.9a2f55befc61fp-4},   {0x1.3c75dcd7a83a8p+3, 0x1.9a11f0c9547bbp-4},
    {0x1.7bf25113638b8p+3, 0x1.5693feb60e75fp-4},   {0x1.ebd8310039eap+3, 0x1.0960708527492p-4},
    {0x1.49fe581b4b1b4p+6, 0x1.8d23280ce8d9ap-7},   {0x1.21e36ac27c2a6p+13, 0x1.c4258043b0cd5p-14},
    {0x1.3320820da7859p+15, 0x1.aac4a243ff1f3p-16}, {0x1.d47d295096f82p+19, 0x1.17c6ae67e5ac1p-20}};
constexpr Pair pdf_values[] = {{-0x1.25f3a589f37dfp+5, 0x1.b44887d958993p-976},
                               {-0x1.122f07f96b74ap+5, 0x1.470fe135a3d8ep-849},
                               {-0x1.591ed2754a1bcp+4, 0x1.0a1829a32fe09p-337},
                               {-0x1.279bbd02174b2p+4, 0x1.5cb9787996ebp-248},
                               {-0x1.15a971ecedd7ep+4, 0x1.5a3a526c49099p-219},
                               {0x1.03f00919cb48p-2, 0x1.8b9094c5dce3fp-2},
                               {0x1.79ca5a825bcc8p+2, 0x1.73e8f4a20802ap-27},
                               {0x1.0f2aa0b8d377cp+3, 0x1.d5c4f722a07bbp-54},
                               {0x1.9fcbffafccffp+3, 0x1.d8f350b4c4f91p-124},
                               {0x1.c1adb747bf188p+3, 0x1.2bf8137fe647dp-144},
                               {0x1.cd0e1f9a53c38p+3, 0x1.e7b9a8848a629p-152},
                               {0x1.80026b51d404ep+4, 0x1.1d8e51be7552p-417},
                               {0x1.a76ee37db87ccp+4, 0x1.608117e23dde7p-507},
                               {0x1.caf856c9b81ecp+4, 0x1.12d366021cde6p-595},
                               {0x1.eedbb3ff6ae8p+4, 0x1.90ea3ec4161aep-692},
                               {0x1.1ca9c0bfc3882p+5, 0x1.456016661e1dep-915}};
constexpr Pair cdf_values[] = {{-0x1.19d9927148a7dp+5, 0x1.1fcbbc5f6d408p-902},
                               {-0x1.ea36b7ea4e05p+4, 0x1.8406dbd628cb4p-684},
                               {-0x1.783efbe44d01cp+4, 0x1.2c57177fc2fa7p-405},
                               {-0x1.5dc4d19687189p+4, 0x1.6a3add3ebf20bp-351},
                               {-0x1.e9382bbf6e4b2p+3, 0x1.194dbc80c42eap-174},
                               {-0x1.738236b53dacap+1, 0x1.e55cbb9926805p-10},
                               {-0x1.12702d5c6ab56p+1, 0x1.0661b43eacc39p-6},
                               {-0x1.0a63286ef3474p+1, 0x1.328b9941ddcadp-6},
                               {-0x1.f2860e51b8e8cp+0, 0x1.a5d22f8a9ff07p-6},
                               {-0x1.2d4be7c36a96ap+0, 0x1.e9ebfffbfb7fap-4},
                               {-0x1.2cb5220dd00dp-1, 0x1.1d2dafeb3e0cbp-2},
                               {0x1.2845e6cbe2ddp-2, 0x1.3a489d1320494p-1},
                               {0x1.20638734b9568p-1, 0x1.6d3ef1a7e895dp-1},
                               {0x1.504688cc5f5e4p-1, 0x1.7d1a51a695c9dp-1},
                               {0x1.13ad4c46f7404p+1, 0x1.f7ff3c7469d32p-1},
                               {0x1.27d1e0ff9c24p+1, 0x1.faab0866582dep-1}};
constexpr Pair logtail_values[] = {
    {-0x1.f6aa60e4fa6e2p+2, -0x1.2207481513abbp-49}, {-0x1.dc6c99c9de09p+2, -0x1.b77d9465b66c3p-45},
    {-0x1.cf5dbad321702p+2, -0x1.f8d13dfb1e948p-43}, {-0x1.69715bf915ccp-3, -0x1.1fc3f91c23761p-1},
    {0x1.2f9915886f6a1p-8, -0x1.64c98e2cf7ccbp-1},   {0x1.fc86b79c66d54p-2, -0x1.2c0b24cf6efc6p+0},
    {0x1.89734be3833a1p-1, -0x1.8254bf8a4c31fp+0},   {0x1.33c7688beeef8p+0, -0x1.1540aab7c7886p+1},
    {0x1.69fd30fd8e6aep+2, -0x1.2ad291770a8dbp+4},   {0x1.17b5b446a1e6cp+3, -0x1.4a69a04c18e07p+5},
    {0x1.6ebfa8c0a85a4p+3, -0x1.142a6a0ddefbfp+6},   {0x1.77292efcf1d4cp+3, -0x1.2071d9c15a5dcp+6},
    {0x1.7e3360b86f552p+3, -0x1.2aee78577eabfp+6},   {0x1.d6dbe5c9fb876p+4, -0x1.b5536a1cd48dcp+8},
    {0x1.341f2c30245f9p+5, -0x1.752411acd2acap+9},   {0x1.3cad11d6d0bd9p+5, -0x1.8a0844c04d91ap+9}};
constexpr Pair half_values[] = {
    {0x1.96b37897b7485p-21, 0x1.4480207cbefffp-22}, {0x1.9b1d4f50be5eep-21, 0x1.48059b993bd87p-22},
    {0x1.5a4c237da4f25p-19, 0x1.144e2c360becfp-20}, {0x1.5e425568b8151p-19, 0x1.1777621b202dfp-20},
    {0x1.75613118ac56p-17, 0x1.29e9f2e225f8dp-18},  {0x1.0625441253914p-14, 0x1.a252e4ec8ddd8p-16},
    {0x1.598fc016b54ap-13, 0x1.13b7dc3ad64d9p-14},  {0x1.99b9165734f4fp-13, 0x1.46e961fee40efp-14},
    {0x1.a8b11aa3f7469p-13, 0x1.52dae3c832b85p-14}, {0x1.bccf4f056a6a1p-13, 0x1.62e8288edfa88p-14},
    {0x1.c85bf49b2ab32p-13, 0x1.6c1f38a20288ep-14}, {0x1.b7240dd33dd19p-12, 0x1.5e623908f2ebbp-13},
    {0x1.47951482867e2p-11, 0x1.055f74ebd86eap-12}, {0x1.7153e875968cap-7, 0x1.26acb80980959p-8},
    {0x1.270a9c6479cadp-1, 0x1.be02502941272p-3},   {0x1.202702820889ep+0, 0x1.7ab51fc45d83fp-2}};
constexpr Pair quantile_values[] = {{0x1.191e2993487d6p-849, -0x1.1164b5873246ap+5},
                                    {0x1.ad55236e582f9p-637, -0x1.d8dc118b107dcp+4},
                                    {0x1.2697979197b3ep-398, -0x1.74f308cc3a6c5p+4},
                                    {0x1.16c2fa848b42fp-203, -0x1.08beddf671ca5p+4},
                                    {0x1.9532c2feb8ep-9, -0x1.5e744ba12d194p+1},
                                    {0x1.193a0492efb7ep-2, -0x1.329ce3c96f347p-1},
                                    {0x1.5249a2a2126b8p-2, -0x1.c174c5f6f9d7dp-2},
                                    {0x1.6fa99339cbfeep-2, -0x1.71ad1365851dcp-2},
                                    {0x1.bafa15f75f65ep-2, -0x1.5bb18d59065ecp-3},
                                    {0x1.3c37d9069fdap-1, 0x1.326681eea80f2p-2},
                                    {0x1.6c2e1c19d87bcp-1, 0x1.1d437109d7454p-1},
                                    {0x1.6ea2409ff56bcp-1, 0x1.24799dc32eb68p-1},
                                    {0x1.b0ccebf44f308p-1, 0x1.043bd9c5d612fp+0},
                                    {0x1.bcc4fd5048208p-1, 0x1.1ec6de2a5524bp+0},
                                    {0x1.da1a460aa24cdp-1, 0x1.724debce2e8efp+0},
                                    {0x1.e5693990317f6p-1, 0x1.a05c321e1ac83p+0}};
constexpr Pair quantlog_values[] = {{-0x1.d980159b379b7p+20, 0x1.ec5f78938a496p+10},
                                    {-0x1.9ccd62ad21d56p+20, 0x1.cbbb72ef642b4p+10},
                                    {-0x1.57a38513a89d6p+19, 0x1.289926b751073p+10},
                                    {-0x1.e071d8d41e1cp+18, 0x1.eff7afa3f43b8p+9},
                                    {-0x1.a2d53e6d93294p+16, 0x1.cf1069ce29136p+8},
                                    {-0x1.7693dbb55f4a7p+14, 0x1.b5dfa1a08b7b1p+7},
                                    {-0x1.01eff4f380809p+14, 0x1.6b56af0beee2p+7},
                                    {-0x1.2a2cbfae96dddp+13, 0x1.1432fbcc9a25cp+7},
                                    {-0x1.c0cc0a0d18ce6p+12, 0x1.df2ae389ad754p+6},
                                    {-0x1.2f4251d2efa1ep+7, 0x1.132582e12c5bbp+4},
                                    {-0x1.ceec7e29d4cbfp+5, 0x1.4e5e6b3ef894cp+3},
                                    {-0x1.1915296888d08p+5, 0x1.007ad814f0e3cp+3},
                                    {-0x1.f504ca7f19d9ep+3, 0x1.473a1a3a9c4f4p+2},
                                    {-0x1.6ce7ab85358edp+3, 0x1.0f61d020df8ffp+2},
                                    {-0x1.7d70fb22ada53p+2, 0x1.66007a37a1749p+1},
                                    {-0x1.70f18477b10bfp+2, 0x1.5dd92b12cadfep+1}};

double ulp(double x) {
  int exponent;
  std::frexp(x, &exponent);
  return std::ldexp(1.0, exponent - 53);
}

template <std::size_t size>
double worst(const Pair (&pairs)[size], double (*function)(double)) {
  double found = 0;
  for (const Pair& pair : pairs) {
    const double error = std::abs(function(pair.x) - pair.value) / ulp(pair.value);
    if (!(error <= found)) found = error;
  }
  return found;
}

}  // namespace

TEST_CASE("special functions: errors in ulp") {
  CHECK(worst(exp_values, exact::exp) <= 1.5);
  CHECK(worst(expm1_values, exact::expm1) <= 3.5);
  CHECK(worst(log_values, exact::log) <= 1.5);
  CHECK(worst(log1p_values, exact::log1p) <= 2.5);
  CHECK(worst(mills_values, exact::mills_ratio) <= 3);
  CHECK(worst(pdf_values, exact::normal_pdf) <= 3.5);
  CHECK(worst(cdf_values, exact::normal_cdf) <= 4.5);
  CHECK(worst(logtail_values, exact::log_normal_tail) <= 4.5);
  CHECK(worst(half_values, exact::normal_half_mass) <= 3.5);
  CHECK(worst(quantile_values, exact::normal_quantile) <= 3);
  CHECK(worst(quantlog_values, exact::normal_quantile_log) <= 3.5);
}

TEST_CASE("special functions: ends and exceptions") {
  const double far = exact::infinity<double>, nan = std::bit_cast<double>(0x7ff8000000000000U);
  CHECK(exact::exp(0.0) == 1.0);
  CHECK(exact::exp(-far) == 0.0);
  CHECK(exact::exp(-709.0) == 0.0);
  CHECK_FALSE(exact::is_finite(exact::exp(710.0)));
  CHECK(exact::is_nan(exact::exp(nan)));
  CHECK(exact::expm1(-far) == -1.0);
  CHECK(exact::log(1.0) == 0.0);
  CHECK(exact::bits(exact::log(0.0)) == exact::bits(-far));
  CHECK(exact::is_nan(exact::log(-1.0)));
  CHECK(exact::log1p(0x1p-60) == 0x1p-60);
  CHECK(exact::mills_ratio(far) == 0.0);
  CHECK(exact::normal_pdf(far) == 0.0);
  CHECK(exact::normal_cdf(0.0) == 0.5);
  CHECK(exact::normal_cdf(-far) == 0.0);
  CHECK(exact::normal_cdf(far) == 1.0);
  CHECK(exact::normal_half_mass(0.0) == 0.0);
  CHECK(exact::normal_half_mass(far) == 0.5);
  CHECK(exact::normal_quantile(0.5) == 0.0);
  CHECK(exact::bits(exact::normal_quantile(0.0)) == exact::bits(-far));
  CHECK(exact::bits(exact::normal_quantile(1.0)) == exact::bits(far));
  CHECK(exact::is_nan(exact::normal_quantile(1.5)));
  CHECK(exact::is_nan(exact::normal_quantile(nan)));
  CHECK(exact::bits(exact::normal_quantile_log(-far)) == exact::bits(far));
}

TEST_CASE("normal quantile: inverts the cumulative function, and is odd") {
  for (int i = 1; i < 2000; ++i) {
    const double p = i / 4000.0, z = exact::normal_quantile(p);
    CHECK(std::abs(exact::normal_cdf(z) / p - 1) < 2e-15 * (1 + z * z));
    CHECK(exact::normal_quantile(1 - p) == Approx(-z).epsilon(1e-12));
    CHECK(exact::normal_quantile(0.5 + i * 0x1p-30) == -exact::normal_quantile(0.5 - i * 0x1p-30));
  }
}

TEST_CASE("normal quantile: no seam between its pieces") {
  double before = -1;
  for (const double seam : {3.8, 60.0, 255.0}) {  // -ln of the tail
    for (int i = -2000; i <= 2000; ++i) {
      const double z = exact::normal_quantile_log(-seam - i * 1e-6);
      CHECK(z > before);
      before = z;
    }
  }
}

TEST_CASE("special functions: one golden hash under every flag") {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto take = [&hash](double x) { hash = (hash ^ exact::bits(x)) * 0x100000001b3U; };
  double x = -40;
  for (int i = 0; i < 8000; ++i) {
    x = exact::add(x, 0.01);
    take(exact::exp(x));
    take(exact::expm1(exact::mul(0.1, x)));
    take(exact::log(exact::magnitude(x)));
    take(exact::normal_cdf(x));
    take(exact::log_normal_tail(x));
    take(exact::normal_quantile(exact::normal_cdf(x)));
    take(exact::normal_quantile_log(exact::negate(exact::mul(x, x))));
    take(exact::normal_half_mass(exact::magnitude(x)));
  }
  CHECK(hash == 0x020e8adf6e4c242fU);
}
