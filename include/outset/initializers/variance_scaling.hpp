// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Variance scaling: the variance of a weight is scale / fan. Its named cases differ in scale, fan
// and family only. Libraries disagree on the families: the normal of Xavier, He and LeCun is a
// plain normal here, as in the papers and PyTorch; Keras and JAX give those names to a truncated
// normal, which is VarianceScaling{scale, fan, Family::truncated_normal} here.

#include "outset/distribution.hpp"
#include "outset/gain.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// What the weights of VarianceScaling are drawn from. All three have the variance asked for;
/// truncated_normal is cut at two standard deviations and widened to make up for it.
enum class Family { normal, truncated_normal, uniform };

}  // namespace OUTSET_VALUES

inline namespace OUTSET_VALUES {
struct VarianceScaling;
}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {

/// The fan of a shape that a rule divides by; errors name `initializer`. A fan of 0 belongs to a
/// layer without weights, which have no distribution.
OUTSET_LINKED double checked_fan(const char* initializer, const Shape& shape, Fan which);

/// Normal with standard deviation sqrt(numerator / fan) * gain.
OUTSET_LINKED Normal scaled_normal(const char* initializer, double gain, double numerator,
                                   double fan);

/// Uniform with that standard deviation: U(-limit, limit) has variance limit^2 / 3.
OUTSET_LINKED Uniform scaled_uniform(const char* initializer, double gain, double numerator,
                                     double fan);

OUTSET_LINKED Distribution distribution_of(const VarianceScaling& init, const Shape& shape);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::checked_fan;
using library::scaled_normal;
using library::scaled_uniform;

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// Variance scale / fan from any family (Keras' and JAX's general rule). The defaults are Keras':
/// fan-in, truncated normal. scale: finite, >= 0.
struct VarianceScaling {
  static constexpr const char* name = "VarianceScaling";
  double scale = 1;
  Fan fan = Fan::in;
  Family family = Family::truncated_normal;

  OUTSET_KEYED Distribution distribution(const Shape& shape) const {
    return library::distribution_of(*this, shape);
  }
  OUTSET_LIBRARY_CALL_OPERATORS(VarianceScaling);
};

/// Uniform with variance gain^2 * 2 / (fan-in + fan-out): U(-a, a), a = gain * sqrt(6 / (in +
/// out)). Glorot and Bengio 2010, equation 16. gain: finite, >= 0.
struct XavierUniform {
  static constexpr const char* name = "XavierUniform";
  double gain = 1;

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return library::scaled_uniform(name, gain, 1, library::checked_fan(name, shape, Fan::avg));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(XavierUniform);
};

/// Plain normal with variance gain^2 * 2 / (fan-in + fan-out) (Glorot and Bengio 2010, equation
/// 12). Keras' and JAX's glorot_normal is VarianceScaling{1, Fan::avg, Family::truncated_normal}.
struct XavierNormal {
  static constexpr const char* name = "XavierNormal";
  double gain = 1;

  OUTSET_KEYED Normal distribution(const Shape& shape) const {
    return library::scaled_normal(name, gain, 1, library::checked_fan(name, shape, Fan::avg));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(XavierNormal);
};

/// Uniform with variance gain^2 / fan: U(-a, a), a = gain * sqrt(3 / fan). He et al. 2015,
/// equations 10 (fan-in) and 14 (fan-out).
struct HeUniform {
  static constexpr const char* name = "HeUniform";
  Fan fan = Fan::in;
  double gain = gain::relu();

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return library::scaled_uniform(name, gain, 1, library::checked_fan(name, shape, fan));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(HeUniform);
};

/// Plain normal, variance gain^2 / fan, as the paper (He et al. 2015, equations 10 and 14) and
/// PyTorch have it; Keras' and JAX's he_normal is a truncated normal: VarianceScaling{2, Fan::in,
/// Family::truncated_normal}. fan: Fan::in keeps the scale of the signal, Fan::out that of the
/// gradient; gain: the activation's, sqrt 2 for ReLU.
struct HeNormal {
  static constexpr const char* name = "HeNormal";
  Fan fan = Fan::in;
  double gain = gain::relu();

  OUTSET_KEYED Normal distribution(const Shape& shape) const {
    return library::scaled_normal(name, gain, 1, library::checked_fan(name, shape, fan));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(HeNormal);
};

/// Uniform with variance 1 / fan-in: U(-a, a), a = sqrt(3 / fan-in). LeCun et al. 1998, "Efficient
/// BackProp", section 4.6.
struct LecunUniform {
  static constexpr const char* name = "LecunUniform";

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return library::scaled_uniform(name, 1, 1, library::checked_fan(name, shape, Fan::in));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(LecunUniform);
};

/// Plain normal with variance 1 / fan-in (LeCun et al. 1998, section 4.6; SELU's, Klambauer et al.
/// 2017). Keras' and JAX's lecun_normal is truncated: VarianceScaling{}.
struct LecunNormal {
  static constexpr const char* name = "LecunNormal";

  OUTSET_KEYED Normal distribution(const Shape& shape) const {
    return library::scaled_normal(name, 1, 1, library::checked_fan(name, shape, Fan::in));
  }
  OUTSET_LIBRARY_CALL_OPERATORS(LecunNormal);
};

/// The same rules by the other names of Xavier Glorot and Kaiming He. Plain normals, as in PyTorch.
using GlorotUniform = XavierUniform;
using GlorotNormal = XavierNormal;
using KaimingUniform = HeUniform;
using KaimingNormal = HeNormal;

}  // namespace OUTSET_VALUES
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/initializers/variance_scaling.inl"
#endif
