// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The quantile function of the standard normal law, z with P(Z > z) = q, as minimax rationals: the
// coefficients (part of the stream format, shared by the scalar map and the vector kernels) and
// their scalar evaluation by arithmetic.hpp's operations, in the order that vector code follows.
//
//   centre  z = t (1 + h(q - q^2)), t = 2.5 (1/2 - q), for |z| <= 2.0046. h is between 0 and 0.68
//           and changes slowly where q is small: rounding errors of t and q are not magnified (a
//           function of t^2 would magnify them 60-fold), those of h are damped.
//   tail    z = r - c(r), r = sqrt(s), s = -2 ln q. c / z shrinks from 0.38 to 0.
//
// Fitted by tests/golden/derive_quantile.py; relative errors of z with the coefficients as stored:
// float 2^-26.1, near 2^-27.7, middle 2^-29.5, far 2^-24.4; double 2^-56.9, 2^-60.1, 2^-61.4.

#include <cstddef>

#include "outset/exact/number.hpp"
#include "outset/exact/polynomial.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace exact {

template <class Real, std::size_t numerator_degree, std::size_t denominator_degree>
struct Rational {
  Real numerator[numerator_degree + 1];  // lowest power first
  Real denominator[denominator_degree + 1];
};

// The centre takes t times this. For float it is the number near 2.5 whose products with 1 and with
// P(|Z| < 2) are floats to 2^-38: no rounding of the slope where nearly everyone is.
template <class Real>
inline constexpr Real center_scale = Real{2.5};
template <>
inline constexpr float center_scale<float> = 0x1.401a2p+1F;

template <class Real>
inline constexpr Real center_limit = Real{1.19375};  // 0.4775 times it
template <>
inline constexpr float center_limit<float> = 0x1.31b28cp+0F;

template <class Real>
inline constexpr Rational<float, 5, 4> center_rational = {
    {0x1.886832p+0F, 0x1.0261f2p+8F, 0x1.451d04p+12F, -0x1.33d922p+10F, -0x1.6065e4p+16F,
     -0x1.85d598p+13F},
    {1.0F, 0x1.1ec352p+8F, 0x1.76b69ap+13F, 0x1.a226c2p+16F, 0x1.580028p+17F}};

template <>
inline constexpr Rational<double, 10, 10> center_rational<double> = {
    {0x1.dc0b4ec25b0a1p+0, 0x1.f84c4730f3205p+10, 0x1.c5f56ab47bd5bp+18, 0x1.149f9eb4fa210p+25,
     0x1.0a0a7363dbca5p+30, 0x1.93bec1d002561p+33, 0x1.5c4bb01bbd856p+35, -0x1.1c25632268031p+37,
     -0x1.c5e0585170749p+39, -0x1.0b7be948383ecp+40, -0x1.e859de378e9bep+37},
    {1.0, 0x1.72d9eafb90346p+10, 0x1.b31957b5e6524p+18, 0x1.5f8f1ad4907f1p+25,
     0x1.ddcad7ff35b9ep+30, 0x1.2a0ea7d774d49p+35, 0x1.5ef2fcdb58704p+38, 0x1.7e59d93bc2479p+40,
     0x1.652eed41e9163p+41, 0x1.dffe969fa12cbp+40, 0x1.27d9699788aaap+38}};

template <class Real>
struct TailShape;
template <>
struct TailShape<float> {
  using type = Rational<float, 3, 3>;
};
template <>
struct TailShape<double> {
  using type = Rational<double, 8, 8>;
};
template <class Real>
using TailRational = typename TailShape<Real>::type;

template <class Real>
inline constexpr TailRational<Real> near_tail = {};  // z in [1.985, 8.6], double: to 10.8
template <class Real>
inline constexpr TailRational<Real> middle_tail = {};  // z in [4.9, 18], double: to 22.5
inline constexpr TailRational<float> far_tail = {      // z in [15.9, 32768]
    {0x1.8c90fcp+0F, 0x1.a07b34p-4F, 0x1.1a8b46p-11F, 0x1.51403cp-25F},
    {1.0F, 0x1.0476b4p-1F, 0x1.389e88p-6F, 0x1.1bb592p-14F}};

template <>
inline constexpr TailRational<float> near_tail<float> = {
    {0x1.5f19bcp+1F, 0x1.6e91dep+1F, 0x1.3f268ep-2F, 0x1.025f66p-10F},
    {1.0F, 0x1.458918p+1F, 0x1.0ee290p+0F, 0x1.029b7ap-4F}};
template <>
inline constexpr TailRational<float> middle_tail<float> = {
    {0x1.33fea4p+1F, 0x1.fb6d96p-1F, 0x1.809e3ep-5F, 0x1.0abdbep-14F},
    {1.0F, 0x1.708afap+0F, 0x1.270e38p-2F, 0x1.1007d8p-7F}};
template <>
inline constexpr TailRational<double> near_tail<double> = {
    {0x1.bee300062fab3p+1, 0x1.7764e1cd6b644p+4, 0x1.06bdb93b37441p+5, 0x1.0d602ca2d58bep+4,
     0x1.09a7bb5d7b684p+2, 0x1.c5c52cb447a63p-2, 0x1.131bd40891feap-6, 0x1.51a6963f1c286p-13,
     0x1.0b08e3a0d4851p-24},
    {1.0, 0x1.584b25fcb9e68p+3, 0x1.7f2be214eb709p+4, 0x1.364ddf64ac670p+4, 0x1.d684a5e4c120ep+2,
     0x1.62dd520546eb4p+0, 0x1.d151f42fdf41ep-4, 0x1.b29f37f567598p-9, 0x1.8954d4a54c582p-16}};
template <>
inline constexpr TailRational<double> middle_tail<double> = {
    {0x1.8fadb5574768fp+1, 0x1.15e09e1ed0edap+3, 0x1.13bdb120b7cd3p+2, 0x1.ca253eb114135p-1,
     0x1.82c885ad93f2cp-4, 0x1.276e8aec57e11p-8, 0x1.4ca02f0d5f653p-14, 0x1.836a12ea604cap-22,
     0x1.139c84a1b5691p-34},
    {1.0, 0x1.4d12d6eea48a2p+2, 0x1.4baf3e75fd244p+2, 0x1.c339ae4823f9ep+0, 0x1.2c470b0a0a7e8p-2,
     0x1.9c939736354f5p-6, 0x1.fdc147d9bb4eap-11, 0x1.cc47af2f0e413p-17, 0x1.9946fceb399a8p-25}};

/// z >= 0 for 0 <= t <= center_limit, t = center_scale (1/2 - q).
template <Binary Real>
OUTSET_ALWAYS_INLINE Number<Real> quantile_center(Number<Real> t, Number<Real> q) {
  const Number<Real> g = fma(-q, q, q);
  const auto& rational = center_rational<Real>;
  const Number<Real> h = horner_fma(g, rational.numerator) / horner_fma(g, rational.denominator);
  return fma(t, h, t);
}

/// z in the rational's range, from s = -2 ln q.
template <Binary Real>
OUTSET_ALWAYS_INLINE Number<Real> tail_from_square(Number<Real> s,
                                                   const TailRational<Real>& rational) {
  const Number<Real> r = sqrt(s);
  return r - horner_fma(r, rational.numerator) / horner_fma(r, rational.denominator);
}

}  // namespace exact
}  // namespace OUTSET_ABI
}  // namespace outset
