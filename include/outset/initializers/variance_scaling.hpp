// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Variance scaling: the variance of a weight is scale / fan. Its named cases differ in scale, fan
// and family only. Libraries disagree on the families: the normal of Xavier, He and LeCun is a
// plain normal here, as in the papers and PyTorch; Keras and JAX give those names to a truncated
// normal, which is VarianceScaling{scale, fan, Family::truncated_normal} here.

#include <string>

#include "outset/distribution.hpp"
#include "outset/exact/number.hpp"
#include "outset/gain.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// What the weights of VarianceScaling are drawn from. All three have the variance asked for;
/// truncated_normal is cut at two standard deviations and widened to make up for it.
enum class Family { normal, truncated_normal, uniform };

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

namespace detail {

/// The fan of a shape that a rule divides by; errors name `initializer`. A fan of 0 belongs to a
/// layer without weights, which have no distribution.
inline double checked_fan(const char* initializer, const Shape& shape, Fan which) {
  if (which != Fan::in && which != Fan::out && which != Fan::avg && which != Fan::geo_avg) {
    fail({initializer, ": fan is ", std::to_string(static_cast<int>(which)),
          ", must be Fan::in, out, avg or geo_avg"});
  }
  const double connections = fan(shape.fans(), which);
  if (!(connections > 0)) {
    const char* const names[] = {"fan-in", "fan-out", "mean of fan-in and fan-out",
                                 "geometric mean of fan-in and fan-out"};
    fail({initializer, ": the ", names[static_cast<int>(which)], " is 0, must be > 0 (W is ",
          sizes(shape.whole().rows(), shape.whole().cols()), ")"});
  }
  return connections;
}

/// Refuses options so large that the distribution leaves double's range.
inline void require_no_overflow(const char* initializer, double gain, double numerator,
                                double result) {
  if (exact::is_finite(result)) return;
  const bool scaled = !exact::equal(numerator, 1.0);
  fail_option(initializer, scaled ? "scale" : "gain", scaled ? numerator : gain,
              "smaller: the weights overflow");
}

/// Normal with standard deviation sqrt(numerator / fan) * gain.
inline Normal scaled_normal(const char* initializer, double gain, double numerator, double fan) {
  require_not_negative(initializer, "gain", gain);
  const double std = (gain * sqrt(exact::Number{numerator} / fan)).value;
  require_no_overflow(initializer, gain, numerator, std);
  return {.mean = 0, .std = std};
}

/// Uniform with that standard deviation: U(-limit, limit) has variance limit^2 / 3.
inline Uniform scaled_uniform(const char* initializer, double gain, double numerator, double fan) {
  require_not_negative(initializer, "gain", gain);
  const auto limit = gain * sqrt(3 * exact::Number{numerator} / fan);
  require_no_overflow(initializer, gain, numerator, (2 * limit).value);
  return {.low = (-limit).value, .high = limit.value};
}

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
    detail::require_not_negative(name, "scale", scale);
    const double connections = detail::checked_fan(name, shape, fan);
    switch (family) {
      case Family::normal:
        return detail::scaled_normal(name, 1, scale, connections);
      case Family::uniform:
        return detail::scaled_uniform(name, 1, scale, connections);
      case Family::truncated_normal:
        return TruncatedNormal{.std = detail::scaled_normal(name, 1, scale, connections).std,
                               .corrected = true};
    }
    detail::fail({name, ": family is ", std::to_string(static_cast<int>(family)),
                  ", must be normal, truncated_normal or uniform"});
  }
  OUTSET_CALL_OPERATORS(VarianceScaling);
};

/// Uniform with variance gain^2 * 2 / (fan-in + fan-out): U(-a, a), a = gain * sqrt(6 / (in +
/// out)). Glorot and Bengio 2010, equation 16. gain: finite, >= 0.
struct XavierUniform {
  static constexpr const char* name = "XavierUniform";
  double gain = 1;

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return detail::scaled_uniform(name, gain, 1, detail::checked_fan(name, shape, Fan::avg));
  }
  OUTSET_CALL_OPERATORS(XavierUniform);
};

/// Plain normal with variance gain^2 * 2 / (fan-in + fan-out) (Glorot and Bengio 2010, equation
/// 12). Keras' and JAX's glorot_normal is VarianceScaling{1, Fan::avg, Family::truncated_normal}.
struct XavierNormal {
  static constexpr const char* name = "XavierNormal";
  double gain = 1;

  OUTSET_KEYED Normal distribution(const Shape& shape) const {
    return detail::scaled_normal(name, gain, 1, detail::checked_fan(name, shape, Fan::avg));
  }
  OUTSET_CALL_OPERATORS(XavierNormal);
};

/// Uniform with variance gain^2 / fan: U(-a, a), a = gain * sqrt(3 / fan). He et al. 2015,
/// equations 10 (fan-in) and 14 (fan-out).
struct HeUniform {
  static constexpr const char* name = "HeUniform";
  Fan fan = Fan::in;
  double gain = gain::relu();

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return detail::scaled_uniform(name, gain, 1, detail::checked_fan(name, shape, fan));
  }
  OUTSET_CALL_OPERATORS(HeUniform);
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
    return detail::scaled_normal(name, gain, 1, detail::checked_fan(name, shape, fan));
  }
  OUTSET_CALL_OPERATORS(HeNormal);
};

/// Uniform with variance 1 / fan-in: U(-a, a), a = sqrt(3 / fan-in). LeCun et al. 1998, "Efficient
/// BackProp", section 4.6.
struct LecunUniform {
  static constexpr const char* name = "LecunUniform";

  OUTSET_KEYED Uniform distribution(const Shape& shape) const {
    return detail::scaled_uniform(name, 1, 1, detail::checked_fan(name, shape, Fan::in));
  }
  OUTSET_CALL_OPERATORS(LecunUniform);
};

/// Plain normal with variance 1 / fan-in (LeCun et al. 1998, section 4.6; SELU's, Klambauer et al.
/// 2017). Keras' and JAX's lecun_normal is truncated: VarianceScaling{}.
struct LecunNormal {
  static constexpr const char* name = "LecunNormal";

  OUTSET_KEYED Normal distribution(const Shape& shape) const {
    return detail::scaled_normal(name, 1, 1, detail::checked_fan(name, shape, Fan::in));
  }
  OUTSET_CALL_OPERATORS(LecunNormal);
};

/// The same rules by the other names of Xavier Glorot and Kaiming He. Plain normals, as in PyTorch.
using GlorotUniform = XavierUniform;
using GlorotNormal = XavierNormal;
using KaimingUniform = HeUniform;
using KaimingNormal = HeNormal;

}  // namespace OUTSET_VALUES
}  // namespace outset
