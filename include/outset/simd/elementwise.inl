// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What a net computes entry by entry, and its sums, on vectors, written once, as kernels.inl is and
// under the same rules. elementwise_scalar.hpp has the definitions.

#include "outset/simd/activation.inl"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// A map here has `at`, which reads a vector at `i` of every array of `in` and writes one of every
// array of `out`. The last entries, fewer than a vector has, go through copies.
template <class Map, class Real, std::size_t outs, std::size_t ins>
OUTSET_OP void for_each_vector(const Map& map, Real* const (&out)[outs],
                               const Real* const (&in)[ins], std::int64_t count) {
  std::int64_t i = 0;
  for (; i + elements<Real> <= count; i += elements<Real>) Map::at(map, out, in, i);
  if (i == count) return;
  const auto bytes = static_cast<std::size_t>(count - i) * sizeof(Real);
  Real read[ins][std::size_t{elements<Real>}] = {};
  Real written[outs][std::size_t{elements<Real>}];
  const Real* last_in[ins];
  Real* last_out[outs];
  for (std::size_t a = 0; a < ins; ++a) {
    __builtin_memcpy(read[a], in[a] + i, bytes);
    last_in[a] = read[a];
  }
  for (std::size_t a = 0; a < outs; ++a) last_out[a] = written[a];
  Map::at(map, last_out, last_in, 0);
  for (std::size_t a = 0; a < outs; ++a) __builtin_memcpy(out[a] + i, written[a], bytes);
}

template <Activation f, class V>
struct ActivationMap {
  V parameter;
  template <class Real>
  OUTSET_OP static void at(const ActivationMap& p, Real* const* out, const Real* const* in,
                           std::int64_t i) {
    store(out[0] + i, VectorFunction<f>::value(load(in[0] + i), p.parameter));
  }
};

template <Activation f, class V>
struct DerivativeMap {
  V parameter;
  template <class Real>
  OUTSET_OP static void at(const DerivativeMap& p, Real* const* out, const Real* const* in,
                           std::int64_t i) {
    const V slope = VectorFunction<f>::derivative(load(in[1] + i), load(in[2] + i), p.parameter);
    // Hidden, or -ffast-math selects d or 0 instead of d 1 or d 0, which may be -0.
    store(out[0] + i, mul(load(in[0] + i), barrier(slope)));
  }
};

struct ExponentialMap {
  OUTSET_OP static void at(const ExponentialMap&, float* const* out, const float* const* in,
                           std::int64_t i) {
    store(out[0] + i, exp(load(in[0] + i)));
  }
};

template <class V>
struct DescentMap {
  V minus_rate;
  template <class Real>
  OUTSET_OP static void at(const DescentMap& p, Real* const* out, const Real* const* in,
                           std::int64_t i) {
    store(out[0] + i, fma(p.minus_rate, load(in[1] + i), load(in[0] + i)));
  }
};

template <class V>
struct MomentumMap {
  V minus_rate, momentum;
  template <class Real>
  OUTSET_OP static void at(const MomentumMap& p, Real* const* out, const Real* const* in,
                           std::int64_t i) {
    const V v = fma(p.momentum, load(in[1] + i), load(in[2] + i));
    store(out[1] + i, v);
    store(out[0] + i, fma(p.minus_rate, v, load(in[0] + i)));
  }
};

template <class V>
struct AdamMap {
  V beta1, beta2, first_weight, second_weight, rate, second_scale, epsilon;
  template <class Real>
  OUTSET_OP static void at(const AdamMap& p, Real* const* out, const Real* const* in,
                           std::int64_t i) {
    const V g = load(in[3] + i);
    const V first = fma(p.beta1, load(in[1] + i), mul(p.first_weight, g));
    const V second = fma(p.beta2, load(in[2] + i), mul(mul(p.second_weight, g), g));
    const V root = sqrt(mul(p.second_scale, second));
    const V step = div(mul(p.rate, first), add(root, p.epsilon));
    store(out[1] + i, first);
    store(out[2] + i, second);
    store(out[0] + i, sub(load(in[0] + i), step));
  }
};

// Whether activation.inl has f for vectors of Real. Else it is computed entry by entry. The
// result's type decides, because clang takes a vector of doubles where one of floats is asked for.
template <Activation f, class Real>
inline constexpr bool has_vector_function = requires(Vector<Real> x) {
  { VectorFunction<f>::value(x, x) } -> std::same_as<Vector<Real>>;
  { VectorFunction<f>::derivative(x, x, x) } -> std::same_as<Vector<Real>>;
};

// By recursion, because a lambda cannot bear the target: `from` is the activation that is next.
template <std::size_t from, class Real>
OUTSET_TARGET void activate_from(Activation f, Real parameter, const Real* z, Real* h,
                                 std::int64_t count) {
  constexpr auto here = static_cast<Activation>(from);
  if (f == here) {
    if constexpr (has_vector_function<here, Real>) {
      const ActivationMap<here, Vector<Real>> map{all(parameter)};
      for_each_vector<ActivationMap<here, Vector<Real>>, Real>(map, {h}, {z}, count);
    } else {
      scalar::activate(f, parameter, z, h, count);
    }
  } else if constexpr (from + 1 < outset::detail::activation_count) {
    activate_from<from + 1>(f, parameter, z, h, count);
  }
}
template <class Real>
OUTSET_TARGET void activate(Activation f, Real parameter, const Real* z, Real* h,
                            std::int64_t count) {
  activate_from<0>(f, parameter, z, h, count);
}

template <std::size_t from, class Real>
OUTSET_TARGET void differentiate_from(Activation f, Real parameter, const Real* z, const Real* h,
                                      Real* d, std::int64_t count) {
  constexpr auto here = static_cast<Activation>(from);
  if (f == here) {
    if constexpr (has_vector_function<here, Real>) {
      const DerivativeMap<here, Vector<Real>> map{all(parameter)};
      for_each_vector<DerivativeMap<here, Vector<Real>>, Real>(map, {d}, {d, z, h}, count);
    } else {
      scalar::differentiate(f, parameter, z, h, d, count);
    }
  } else if constexpr (from + 1 < outset::detail::activation_count) {
    differentiate_from<from + 1>(f, parameter, z, h, d, count);
  }
}
template <class Real>
OUTSET_TARGET void differentiate(Activation f, Real parameter, const Real* z, const Real* h,
                                 Real* d, std::int64_t count) {
  differentiate_from<0>(f, parameter, z, h, d, count);
}

template <class Real>
OUTSET_TARGET void exponentials(const Real* x, Real* y, std::int64_t count) {
  if constexpr (sizeof(Real) == 4) {
    for_each_vector<ExponentialMap, Real>(ExponentialMap{}, {y}, {x}, count);
  } else {
    scalar::exponentials(x, y, count);
  }
}

template <class Real>
OUTSET_TARGET void descend(Real* w, const Real* g, std::int64_t count, Real rate) {
  const DescentMap<Vector<Real>> map{all(exact::negate(rate))};
  for_each_vector<DescentMap<Vector<Real>>, Real>(map, {w}, {w, g}, count);
}

template <class Real>
OUTSET_TARGET void momentum(Real* w, Real* v, const Real* g, std::int64_t count, Real rate,
                            Real momentum) {
  const MomentumMap<Vector<Real>> map{all(exact::negate(rate)), all(momentum)};
  for_each_vector<MomentumMap<Vector<Real>>, Real>(map, {w, v}, {w, v, g}, count);
}

template <class Real>
OUTSET_TARGET void adam(Real* w, Real* m, Real* v, const Real* g, std::int64_t count,
                        const AdamStep<Real>& s) {
  const AdamMap<Vector<Real>> map{all(s.beta1),         all(s.beta2), all(s.first_weight),
                                  all(s.second_weight), all(s.rate),  all(s.second_scale),
                                  all(s.epsilon)};
  for_each_vector<AdamMap<Vector<Real>>, Real>(map, {w, m, v}, {w, m, v, g}, count);
}

template <class Real>
OUTSET_TARGET void row_sums(const Real* m, std::int64_t rows, std::int64_t cols,
                            std::int64_t stride, Real* sums) {
  std::int64_t i = 0;
  for (; i + elements<Real> <= rows; i += elements<Real>) {
    Vector<Real> sum = constant<Vector<Real>>(0);
    for (std::int64_t j = 0; j < cols; ++j) sum = add(sum, load(m + i + j * stride));
    store(sums + i, sum);
  }
  scalar::row_sums(m + i, rows - i, cols, stride, sums + i);
}

template <std::size_t r, std::size_t vectors, class V, class Real>
OUTSET_OP void add_slopes(V (&sum)[vectors], const Real* d, const Real* z) {
  constexpr std::int64_t at = std::int64_t{r} * elements<Real>;
  sum[r] = fma_onto(sum[r], load(d + at), lesser(constant<V>(0), load(z + at)));
  if constexpr (r + 1 < vectors) add_slopes<r + 1>(sum, d, z);
}

template <class Real>
OUTSET_TARGET Real slope_sum(const Real* d, const Real* z, std::int64_t count) {
  constexpr std::size_t vectors = std::size_t{random::lanes / elements<Real>};
  Real last[2][random::lanes] = {};  // zeros change no sum
  Vector<Real> sum[vectors];
  load_column<0>(sum, last[0]);
  std::int64_t i = 0;
  for (; i + random::lanes <= count; i += random::lanes) add_slopes<0>(sum, d + i, z + i);
  for (int l = 0; i + l < count; ++l) {
    last[0][l] = d[i + l];
    last[1][l] = z[i + l];
  }
  add_slopes<0>(sum, last[0], last[1]);
  store_column<0>(sum, last[0]);
  return scalar::sum_of_lanes(last[0]);
}

template <class Real>
inline constexpr Elementwise<Real> elementwise{
    activate<Real>, differentiate<Real>, exponentials<Real>, descend<Real>,
    momentum<Real>, adam<Real>,          row_sums<Real>,     slope_sum<Real>};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
