// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a net computes entry by entry, and its sums: the functions that a machine offers, and their
// definitions, which are the portable machine's. elementwise.inl has those of the vectors.

#include <cstdint>

#include "outset/activation.hpp"
#include "outset/exact/number.hpp"
#include "outset/random/chunk.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

/// Adam's numbers of one step; nn/optimizer.hpp has the formula.
template <class Real>
struct AdamStep {
  Real beta1, beta2, first_weight, second_weight, rate, second_scale, epsilon;
};

/// One backend's functions of float or double. An array that is written may be one that is read.
///
///   activate       h_i = f(z_i)
///   differentiate  d_i = d_i f'(z_i), with h_i = f(z_i)
///   exponentials   y_i = exp(x_i)
///   descend        w_i = fma(-rate, g_i, w_i)
///   momentum       v_i = fma(momentum, v_i, g_i), then w_i = fma(-rate, v_i, w_i)
///   adam           as scalar::adam below
///   row_sums       sum_i = ((0 + m_i0) + m_i1) + ..., m_ij = m[i + j * stride]
///   slope_sum      sixteen sums s_l = fma(d_i, min(z_i, 0), s_l), i rising, l = i mod 16, from 0,
///                  added as those of sum_of_squares are
template <class Real>
struct Elementwise {
  void (*activate)(Activation f, Real parameter, const Real* z, Real* h, std::int64_t count);
  void (*differentiate)(Activation f, Real parameter, const Real* z, const Real* h, Real* d,
                        std::int64_t count);
  void (*exponentials)(const Real* x, Real* y, std::int64_t count);
  void (*descend)(Real* w, const Real* g, std::int64_t count, Real rate);
  void (*momentum)(Real* w, Real* v, const Real* g, std::int64_t count, Real rate, Real momentum);
  void (*adam)(Real* w, Real* m, Real* v, const Real* g, std::int64_t count,
               const AdamStep<Real>& step);
  void (*row_sums)(const Real* m, std::int64_t rows, std::int64_t cols, std::int64_t stride,
                   Real* sums);
  Real (*slope_sum)(const Real* d, const Real* z, std::int64_t count);
};

namespace scalar {

template <class Real>
void activate(Activation f, Real parameter, const Real* z, Real* h, std::int64_t count) {
  outset::detail::with_activation(f, [&](auto function) {
    for (std::int64_t i = 0; i < count; ++i) h[i] = function.value(z[i], parameter);
  });
}

template <class Real>
void differentiate(Activation f, Real parameter, const Real* z, const Real* h, Real* d,
                   std::int64_t count) {
  outset::detail::with_activation(f, [&](auto function) {
    for (std::int64_t i = 0; i < count; ++i) {
      d[i] = exact::mul(d[i], function.derivative(z[i], h[i], parameter));
    }
  });
}

template <class Real>
void exponentials(const Real* x, Real* y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = exp(exact::Number<Real>(x[i])).value;
}

template <class Real>
void descend(Real* w, const Real* g, std::int64_t count, Real rate) {
  for (std::int64_t i = 0; i < count; ++i) w[i] = exact::fma(exact::negate(rate), g[i], w[i]);
}

template <class Real>
void momentum(Real* w, Real* v, const Real* g, std::int64_t count, Real rate, Real momentum) {
  for (std::int64_t i = 0; i < count; ++i) {
    v[i] = exact::fma(momentum, v[i], g[i]);
    w[i] = exact::fma(exact::negate(rate), v[i], w[i]);
  }
}

template <class Real>
void adam(Real* w, Real* m, Real* v, const Real* g, std::int64_t count,
          const AdamStep<Real>& step) {
  using Number = exact::Number<Real>;
  for (std::int64_t i = 0; i < count; ++i) {
    const Number gradient = g[i];
    const Number first = fma(Number(step.beta1), Number(m[i]), step.first_weight * gradient);
    const Number second =
        fma(Number(step.beta2), Number(v[i]), step.second_weight * gradient * gradient);
    const Number root = sqrt(step.second_scale * second);
    m[i] = first.value;
    v[i] = second.value;
    w[i] = (w[i] - step.rate * first / (root + step.epsilon)).value;
  }
}

template <class Real>
void row_sums(const Real* m, std::int64_t rows, std::int64_t cols, std::int64_t stride,
              Real* sums) {
  for (std::int64_t i = 0; i < rows; ++i) sums[i] = 0;
  for (std::int64_t j = 0; j < cols; ++j) {
    for (std::int64_t i = 0; i < rows; ++i) sums[i] = exact::add(sums[i], m[i + j * stride]);
  }
}

template <class Real>
Real sum_of_lanes(Real* sums);

template <class Real>
Real slope_sum(const Real* d, const Real* z, std::int64_t count) {
  Real sums[random::lanes] = {};
  for (std::int64_t i = 0; i < count; ++i) {
    const bool above = exact::is_above_zero(exact::Number(z[i])) && !exact::is_nan(z[i]);
    Real& sum = sums[i % random::lanes];
    sum = exact::fma(d[i], above ? Real(0) : z[i], sum);
  }
  return scalar::sum_of_lanes(sums);
}

template <class Real>
inline constexpr Elementwise<Real> elementwise{
    activate<Real>, differentiate<Real>, exponentials<Real>, descend<Real>,
    momentum<Real>, adam<Real>,          row_sums<Real>,     slope_sum<Real>};

}  // namespace scalar
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
