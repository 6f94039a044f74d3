// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The table of activation.hpp on vectors, written once, as kernels.inl is and under the same rules.
// Every function takes the steps of exact/float_functions.hpp and activation.hpp in their order.
// Vectors of doubles have the rectifiers alone. kernels.inl has included the polynomials.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

template <class V>
OUTSET_OP V constant(int x) {
  if constexpr (std::is_same_v<V, F>) {
    return all(static_cast<float>(x));
  } else {
    return all(static_cast<double>(x));
  }
}
OUTSET_OP W top_bits() { return all(0x80000000U); }
OUTSET_OP F negated(F x) { return flip_sign(x, top_bits()); }
OUTSET_OP F magnitude(F x) { return as_float(bit_and(bits(x), all(0x7FFFFFFFU))); }

// exact::is_above_zero. (No NaN is below 0 by the machine's comparison.)
OUTSET_OP W above_zero(F z) { return less(all(0U), bits(z)); }
OUTSET_OP W above_zero(D z) { return less_64(all_64(std::uint64_t{0}), bits(z)); }

struct ReducedVector {
  W k;
  F rest;
};
OUTSET_OP ReducedVector reduce_by_ln2(F x) {
  const F magic = all(exact::detail::float_magic);
  const F shifted = fma(x, all(exact::detail::float_log2_e), magic);
  const F k = sub(shifted, magic);
  const F once = fma(k, all(-exact::detail::float_ln2_high), x);
  return {sub(bits(shifted), bits(magic)), fma(k, all(-exact::detail::float_ln2_low), once)};
}
OUTSET_OP F expm1_of_rest(F r) {
  return fma(mul(r, r), horner(exact::detail::exp_coefficients, r), r);
}
OUTSET_OP F power_of_2(W k) { return as_float(shift_left<23>(add(k, all(127U)))); }

OUTSET_OP F exp(F x) {
  const ReducedVector reduced = reduce_by_ln2(lesser(all(89.0f), greater(all(-104.0f), x)));
  const W half = shift_right_signed<1>(reduced.k);
  const F y = add(all(1.0f), expm1_of_rest(reduced.rest));
  return mul(mul(y, power_of_2(half)), power_of_2(sub(reduced.k, half)));
}
OUTSET_OP F expm1(F x) {
  const ReducedVector reduced = reduce_by_ln2(greater(all(-25.0f), x));
  const F scale = power_of_2(reduced.k);
  return fma(scale, expm1_of_rest(reduced.rest), sub(scale, all(1.0f)));
}
OUTSET_OP F log1p(F x) {
  const F s = div(x, add(all(2.0f), x));
  const F square = mul(s, s);
  return fma(mul(s, square), horner(exact::detail::log1p_coefficients, square), add(s, s));
}
OUTSET_OP F normal_pdf(F x) {
  const F a = lesser(all(15.0f), magnitude(x));
  const F square = mul(a, a);
  const F lost = fma(a, a, negated(square));
  const F factor = all(exact::detail::float_inverse_sqrt_2pi);
  return mul(exp(mul(all(-0.5f), square)), fma(mul(all(-0.5f), lost), factor, factor));
}
OUTSET_OP F normal_cdf(F x) {
  const F a = lesser(all(15.0f), magnitude(x));
  const F inverse = div(all(1.0f), add(a, all(5.0f)));
  const F t = mul(sub(a, all(5.0f)), inverse);
  const F tail = mul(normal_pdf(a), mul(inverse, horner(exact::detail::mills_coefficients, t)));
  return select(bits(x), tail, sub(all(1.0f), tail));
}

// An entry of the table: value(z, parameter) and derivative(z, h, parameter).
template <Activation f>
struct VectorFunction;

template <>
struct VectorFunction<Activation::identity> {
  template <class V>
  OUTSET_OP static V value(V z, V) {
    return z;
  }
  template <class V>
  OUTSET_OP static V derivative(V, V, V) {
    return constant<V>(1);
  }
};

template <>
struct VectorFunction<Activation::sigmoid> {
  OUTSET_OP static F value(F z, F) { return div(all(1.0f), add(all(1.0f), exp(negated(z)))); }
  OUTSET_OP static F derivative(F, F h, F) { return mul(h, sub(all(1.0f), h)); }
};

template <>
struct VectorFunction<Activation::tanh> {
  OUTSET_OP static F value(F z, F) {
    const F t = expm1(mul(all(-2.0f), magnitude(z)));
    return flip_sign(div(t, add(all(2.0f), t)), bit_xor(bits(z), top_bits()));
  }
  OUTSET_OP static F derivative(F, F h, F) { return mul(sub(all(1.0f), h), add(all(1.0f), h)); }
};

template <>
struct VectorFunction<Activation::relu> {
  template <class V>
  OUTSET_OP static V value(V z, V) {
    return greater(constant<V>(0), z);
  }
  template <class V>
  OUTSET_OP static V derivative(V z, V, V) {
    return select(above_zero(z), constant<V>(1), constant<V>(0));
  }
};

struct SlopedVectorRectifier {
  template <class V>
  OUTSET_OP static V value(V z, V slope) {
    return select(bits(z), mul(slope, z), z);
  }
  template <class V>
  OUTSET_OP static V derivative(V z, V, V slope) {
    return select(above_zero(z), constant<V>(1), slope);
  }
};
template <>
struct VectorFunction<Activation::leaky_relu> : SlopedVectorRectifier {};
template <>
struct VectorFunction<Activation::prelu> : SlopedVectorRectifier {};

struct ScaledVectorElu {
  OUTSET_OP static F value(F z, F alpha, F scale) {
    return select(above_zero(z), mul(scale, z),
                  mul(mul(scale, alpha), expm1(lesser(all(0.0f), z))));
  }
  OUTSET_OP static F derivative(F z, F h, F alpha, F scale) {
    return select(above_zero(z), scale, add(h, mul(scale, alpha)));
  }
};
template <>
struct VectorFunction<Activation::elu> {
  OUTSET_OP static F value(F z, F alpha) { return ScaledVectorElu::value(z, alpha, all(1.0f)); }
  OUTSET_OP static F derivative(F z, F h, F alpha) {
    return ScaledVectorElu::derivative(z, h, alpha, all(1.0f));
  }
};
template <>
struct VectorFunction<Activation::selu> {
  using Entry = outset::detail::ActivationFunction<Activation::selu>;
  OUTSET_OP static F value(F z, F) {
    return ScaledVectorElu::value(z, all(static_cast<float>(Entry::alpha)),
                                  all(static_cast<float>(Entry::scale)));
  }
  OUTSET_OP static F derivative(F z, F h, F) {
    return ScaledVectorElu::derivative(z, h, all(static_cast<float>(Entry::alpha)),
                                       all(static_cast<float>(Entry::scale)));
  }
};

template <>
struct VectorFunction<Activation::gelu> {
  OUTSET_OP static F value(F z, F) { return mul(z, normal_cdf(z)); }
  OUTSET_OP static F derivative(F z, F, F) { return add(normal_cdf(z), mul(z, normal_pdf(z))); }
};

template <>
struct VectorFunction<Activation::silu> {
  using Sigmoid = VectorFunction<Activation::sigmoid>;
  OUTSET_OP static F value(F z, F) { return mul(z, Sigmoid::value(z, z)); }
  OUTSET_OP static F derivative(F z, F, F) {
    const F s = Sigmoid::value(z, z);
    return mul(s, add(all(1.0f), mul(z, sub(all(1.0f), s))));
  }
};

template <>
struct VectorFunction<Activation::softplus> {
  OUTSET_OP static F value(F z, F) {
    return add(select(bits(z), all(0.0f), z), log1p(exp(negated(magnitude(z)))));
  }
  OUTSET_OP static F derivative(F z, F, F) {
    return VectorFunction<Activation::sigmoid>::value(z, z);
  }
};

template <>
struct VectorFunction<Activation::mish> {
  OUTSET_OP static F value(F z, F) {
    const F e = exp(lesser(all(22.0f), z));
    const F n = mul(e, add(e, all(2.0f)));
    return mul(z, div(n, add(n, all(2.0f))));
  }
  OUTSET_OP static F derivative(F z, F, F) {
    const F e = exp(lesser(all(22.0f), z));
    const F n = mul(e, add(e, all(2.0f)));
    const F t = div(n, add(n, all(2.0f)));
    const F sigmoid = div(e, add(e, all(1.0f)));
    const F slope = mul(mul(mul(z, sub(all(1.0f), t)), add(all(1.0f), t)), sigmoid);
    return add(t, slope);
  }
};

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
