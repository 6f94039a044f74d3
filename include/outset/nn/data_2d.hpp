// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Labelled points of the plane that a net learns in a second and whose decision boundary one can
// draw: blobs, circles, moons, the four quadrants of "exclusive or", and a spiral. Places come from
// rng.stream("place") and noise from rng.stream("noise"), and every operation is exact, so a seed
// gives the same points everywhere.
//
//   const auto data = outset::nn::moons<float>(outset::Rng{1}, {.count = 400, .noise = 0.15});
//   trainer.epoch(data.x, data.labels);

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <vector>

#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/exact/number.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/random/box_muller.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// Points of the plane, one per column, and their labels in [0, classes). Point i has the label i
/// mod classes, so all classes are equally large, to within one point.
template <std::floating_point Scalar>
struct Points {
  detail::Matrix<Scalar> x;  ///< (2, count)
  std::vector<int> labels;
  int classes = 0;
};

/// Options of the sets below.
struct PointsOptions {
  Index count = 200;    ///< of all classes together, >= 1
  double noise = 0.1;   ///< standard deviation of the normal number added to each coordinate, >= 0
  int classes = 2;      ///< blobs and spiral, >= 1; the others have two
  double turns = 0.75;  ///< spiral: how often an arm goes round
};

namespace detail {

struct Place {
  exact::Double x, y;
};

/// (cos, sin) of 2 pi t, |t| < 2^30, within 2.4 ulp each (random/box_muller.hpp's polynomials).
inline Place on_circle(exact::Double t) {
  const exact::Double magic = 0x1.8p52;  // its unit is 1: the sum rounds to an integer
  const exact::Double quarters = 4.0 * t;
  const exact::Double whole = (quarters + magic) - magic;
  const auto [c, s] = random::direction(2.0 * (quarters - whole), false, false);
  switch (static_cast<long long>(whole.value) & 3) {
    case 0:
      return {c, s};
    case 1:
      return {-exact::Double(s), c};
    case 2:
      return {-exact::Double(c), -exact::Double(s)};
    default:
      return {s, -exact::Double(c)};
  }
}

// place(label, u, v): where a point of this class is without noise, for u and v uniform in [0, 1).
template <class Scalar, class PlaceOf>
Points<Scalar> points(const char* name, const Rng& rng, const PointsOptions& options, int classes,
                      const PlaceOf& place) {
  using outset::detail::fail;
  const Index count = options.count;
  if (count < 1) fail({name, ": count is ", count, ", must be >= 1"});
  if (classes < 1) fail({name, ": classes is ", classes, ", must be >= 1"});
  if (!(exact::is_finite(options.noise) && options.noise >= 0)) {
    fail({name, ": noise is ", options.noise, ", must be finite and >= 0"});
  }
  if (!exact::is_finite(options.turns)) {
    fail({name, ": turns is ", options.turns, ", must be finite"});
  }
  Matrix<double> uniform(2, count), noise(2, count);
  Rng places = rng.stream("place"), noises = rng.stream("noise");
  Uniform{.low = 0, .high = 1}(uniform, places);
  Normal{.mean = 0, .std = options.noise}(noise, noises);
  const outset::detail::StandardModeScope mode;
  Points<Scalar> set{.x = Matrix<Scalar>(2, count), .labels = {}, .classes = classes};
  set.labels.reserve(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) {
    const int label = static_cast<int>(i % classes);
    const Place at = place(label, exact::Double(uniform(0, i)), exact::Double(uniform(1, i)));
    set.x(0, i) = static_cast<Scalar>((at.x + noise(0, i)).value);
    set.x(1, i) = static_cast<Scalar>((at.y + noise(1, i)).value);
    set.labels.push_back(label);
  }
  return set;
}

}  // namespace detail

/// Normal clouds whose centres divide the unit circle into equal arcs.
template <std::floating_point Scalar>
Points<Scalar> blobs(const Rng& rng, const PointsOptions& options = {}) {
  const exact::Double classes = static_cast<double>(options.classes);
  return detail::points<Scalar>("blobs", rng, options, options.classes,
                                [&](int label, exact::Double, exact::Double) {
                                  return detail::on_circle(static_cast<double>(label) / classes);
                                });
}

/// Class 0 on the unit circle, class 1 on the circle of radius 1/2.
template <std::floating_point Scalar>
Points<Scalar> circles(const Rng& rng, const PointsOptions& options = {}) {
  return detail::points<Scalar>("circles", rng, options, 2,
                                [](int label, exact::Double u, exact::Double) {
                                  const detail::Place p = detail::on_circle(u);
                                  return label == 0 ? p : detail::Place{0.5 * p.x, 0.5 * p.y};
                                });
}

/// Two half circles of radius 1 that reach into each other: class 0 the upper half about (0, 0),
/// class 1 the lower half about (1, 1/2). They are those of scikit-learn's make_moons.
template <std::floating_point Scalar>
Points<Scalar> moons(const Rng& rng, const PointsOptions& options = {}) {
  return detail::points<Scalar>("moons", rng, options, 2,
                                [](int label, exact::Double u, exact::Double) {
                                  const detail::Place p = detail::on_circle(0.5 * u);
                                  return label == 0 ? p : detail::Place{1.0 - p.x, 0.5 - p.y};
                                });
}

/// Uniform on the square [-1, 1)^2, where class 1 has x y < 0: "exclusive or" of the signs.
template <std::floating_point Scalar>
Points<Scalar> xor_quadrants(const Rng& rng, const PointsOptions& options = {}) {
  return detail::points<Scalar>("xor_quadrants", rng, options, 2,
                                [](int label, exact::Double u, exact::Double v) {
                                  const exact::Double x = 2.0 * u - 1.0;
                                  const bool left = x < 0.0;
                                  return detail::Place{x, left == (label == 0) ? -v : v};
                                });
}

/// An arm of a spiral per class: radius u at the angle label / classes + turns u, in turns, for u
/// uniform in [0, 1).
template <std::floating_point Scalar>
Points<Scalar> spiral(const Rng& rng, const PointsOptions& options = {.noise = 0.02}) {
  const exact::Double classes = static_cast<double>(options.classes);
  return detail::points<Scalar>(
      "spiral", rng, options, options.classes, [&](int label, exact::Double u, exact::Double) {
        const detail::Place p =
            detail::on_circle(static_cast<double>(label) / classes + options.turns * u);
        return detail::Place{u * p.x, u * p.y};
      });
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
