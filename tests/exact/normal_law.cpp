// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// exact/normal_law.hpp against values that mpmath computed with 60 digits, rounded to double:
// hence half an ulp more in every limit. 1500 points of each function were tried, and 16 of them
// stay.

#include "outset/exact/normal_law.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/ulp.hpp"

namespace exact = outset::exact;
using namespace ulp_test;

namespace {

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

}  // namespace

TEST_CASE("normal law: within the ulp that the header states") {
  const char* const header = "exact/normal_law.hpp";
  CHECK(worst(mills_values, exact::mills_ratio) <=
        documented_ulp(header, "Double mills_ratio(") + 0.5);
  CHECK(worst(pdf_values, exact::normal_pdf) <= documented_ulp(header, "Double normal_pdf(") + 0.5);
  CHECK(worst(cdf_values, exact::normal_cdf) <= documented_ulp(header, "Double normal_cdf(") + 0.5);
  CHECK(worst(logtail_values, exact::log_normal_tail) <=
        documented_ulp(header, "Double log_normal_tail(") + 0.5);
  CHECK(worst(half_values, exact::normal_half_mass) <=
        documented_ulp(header, "Double normal_half_mass(") + 0.5);
  CHECK(worst(quantile_values, exact::normal_quantile) <=
        documented_ulp(header, "Double normal_quantile(") + 0.5);
  CHECK(worst(quantlog_values, exact::normal_quantile_log) <=
        documented_ulp(header, "Double normal_quantile_log(") + 0.5);
}

TEST_CASE("normal law: ends and exceptions") {
  const double far = exact::infinity<double>, nan = std::bit_cast<double>(0x7ff8000000000000U);
  CHECK(exact::mills_ratio(far) == 0.0);
  CHECK(exact::normal_pdf(far) == 0.0);
  CHECK(exact::normal_cdf(0.0) == 0.5);
  CHECK(exact::normal_cdf(-far) == 0.0);
  CHECK(exact::normal_cdf(far) == 1.0);
  CHECK(exact::normal_half_mass(0.0) == 0.0);
  CHECK(exact::normal_half_mass(far) == 0.5);
  CHECK(exact::normal_quantile(0.5) == 0.0);
  CHECK(exact::bits(exact::normal_quantile(0.0).value) == exact::bits(-far));
  CHECK(exact::bits(exact::normal_quantile(1.0).value) == exact::bits(far));
  CHECK(is_nan(exact::normal_quantile(1.5)));
  CHECK(is_nan(exact::normal_quantile(nan)));
  CHECK(is_nan(exact::normal_quantile_log(nan)));
  CHECK(is_nan(exact::normal_quantile_log(0.5)));
  CHECK(exact::bits(exact::normal_quantile_log(-far).value) == exact::bits(far));
}

TEST_CASE("normal quantile: inverts the cumulative function, and is odd") {
  for (int i = 1; i < 2000; ++i) {
    const double p = i / 4000.0, z = exact::normal_quantile(p).value;
    CHECK(std::abs(exact::normal_cdf(z).value / p - 1) < 2e-15 * (1 + z * z));
    CHECK(exact::normal_quantile(1 - p).value == Approx(-z).epsilon(1e-12));
    CHECK(exact::normal_quantile(0.5 + i * 0x1p-30) == -exact::normal_quantile(0.5 - i * 0x1p-30));
  }
}

TEST_CASE("normal quantile: no seam between its pieces") {
  double before = -1;
  for (const double seam : {3.8, 60.0, 255.0}) {  // -ln of the tail
    for (int i = -2000; i <= 2000; ++i) {
      const double z = exact::normal_quantile_log(-seam - i * 1e-6).value;
      CHECK(z > before);
      before = z;
    }
  }
}
