// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which family of initializers a tensor's weights look like. Structured ones are recognized by
// their structure. Normal, uniform and truncated normal (cut at 2 standard deviations) are told
// apart by the kurtosis k = m4 / m2^2, moments about 0, and by the largest weight. The standard
// error of k follows from the family's moments of order 4, 6 and 8, in units of the standard
// deviation: by the influence function z^4 - 2 k z^2 it is
//
//   sqrt((m8 - 4 k m6 + 4 k^3 - k^2) / n)
//
// and that of m2 is m2 sqrt((k - 1) / n).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "outset/config.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/probe/tensor.hpp"
#include "outset/probe/weight_figures.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// What a tensor's weights look like.
enum class Form {
  constant,    ///< all the same number
  identity,    ///< one number on a diagonal, zeros elsewhere
  orthogonal,  ///< orthonormal rows or columns, times a gain
  sparse,      ///< as many zeros in every column, or in every row; the others normal
  normal,
  truncated_normal,  ///< cut at two standard deviations
  uniform,
  unknown  ///< none of them, or not finite
};

inline constexpr std::array<std::string_view, 8> form_names = {
    "constant", "identity",         "orthogonal", "sparse",
    "normal",   "truncated_normal", "uniform",    "unknown"};
constexpr std::string_view to_string(Form form) {
  return form_names[static_cast<std::size_t>(form)];
}

namespace detail {

/// How many standard errors an allowed statistic may be off. A normal one is farther off once in
/// 1.7 million times.
inline constexpr double z_allowed = 5;

struct FamilyMoments {
  Form form;
  double kurtosis, sixth, eighth;
  double bound;  ///< of the weights, in standard deviations; 0: none

  double kurtosis_error(double n) const {
    const double k = kurtosis;
    return std::sqrt((eighth - 4 * k * sixth + 4 * k * k * k - k * k) / n);
  }
  double relative_error_of_mean_square(double n) const { return std::sqrt((kurtosis - 1) / n); }
};

// The truncated normal's: E[z^(2j)] = (2j - 1) E[z^(2j-2)] - 2 2^(2j-1) phi(2) / (2 Phi(2) - 1).
inline constexpr std::array<FamilyMoments, 3> families = {{
    {Form::normal, 3, 15, 105, 0},
    {Form::truncated_normal, 2.3655367171, 7.47118, 27.1895, 2.2736944687},
    {Form::uniform, 1.8, 27.0 / 7, 9, 1.73205081},
}};

inline const FamilyMoments& family_of(Form form) {
  for (const FamilyMoments& family : families) {
    if (family.form == form) return family;
  }
  return families[0];
}

/// Whether all nonzero weights are one number on a diagonal.
inline bool is_identity(const Tensor& t) {
  if (t.is_bias || (std::min)(t.rows, t.cols) < 2) return false;
  Index on = 0;
  double value = 0;
  for (Index j = 0; j < t.cols; ++j) {
    for (Index i = 0; i < t.rows; ++i) {
      const double w = t.at(i, j);
      if (exact::equal(w, 0.0)) continue;
      if (on == 0) value = w;
      if (!exact::equal(w, value)) return false;
      ++on;
    }
  }
  return on > 0 && on <= (std::max)(t.rows, t.cols);
}

/// Whether the lines of the short side are orthogonal and equally long. Up to 64 of them are looked
/// at, each inner product with the rounding error that its scalar allows.
inline bool is_orthogonal(const Tensor& t) {
  if (t.is_bias || (std::min)(t.rows, t.cols) < 2) return false;
  const bool wide = t.rows < t.cols;
  const Index lines = (std::min<Index>)(64, (std::min)(t.rows, t.cols));
  const Index length = (std::max)(t.rows, t.cols);
  const auto entry = [&](Index line, Index k) { return wide ? t.at(line, k) : t.at(k, line); };
  double square = 0;
  for (Index a = 0; a < lines; ++a) {
    for (Index b = 0; b <= a; ++b) {
      double product = 0;
      for (Index k = 0; k < length; ++k) product += entry(a, k) * entry(b, k);
      if (a == 0) square = product;
      const double allowed = 16 * std::sqrt(static_cast<double>(length)) * t.epsilon * square;
      if (!(square > 0) || !(std::fabs(product - (a == b ? square : 0)) <= allowed)) return false;
    }
  }
  return true;
}

/// Whether every column, or every row, has the same number of zeros, and not all are zeros.
inline bool has_equal_zeros(const Tensor& t) {
  std::vector<Index> in_row(static_cast<std::size_t>(t.rows), 0);
  std::vector<Index> in_col(static_cast<std::size_t>(t.cols), 0);
  for (Index j = 0; j < t.cols; ++j) {
    for (Index i = 0; i < t.rows; ++i) {
      if (!exact::equal(t.at(i, j), 0.0)) continue;
      ++in_row[static_cast<std::size_t>(i)];
      ++in_col[static_cast<std::size_t>(j)];
    }
  }
  const auto equal = [](const std::vector<Index>& counts, Index all) {
    return std::all_of(counts.begin(), counts.end(),
                       [&](Index n) { return n == counts[0] && n > 0 && n < all; });
  };
  return equal(in_col, t.rows) || equal(in_row, t.cols);
}

/// The plausible family whose kurtosis is nearest, in standard errors.
inline Form family_by_moments(const WeightFigures& f) {
  const double n = static_cast<double>(f.count);
  Form best = Form::unknown;
  double least = z_allowed;
  for (const FamilyMoments& family : families) {
    const double z = std::fabs(f.kurtosis - family.kurtosis) / family.kurtosis_error(n);
    const double scale = 1 + z_allowed * family.relative_error_of_mean_square(n);
    const bool inside = family.bound <= 0 || f.magnitude() <= family.bound * f.std() * scale;
    if (inside && z < least) {
      best = family.form;
      least = z;
    }
  }
  return best;
}

/// A tensor's form, and its figures (without the zeros of a sparse one).
struct FormAndFigures {
  Form form = Form::unknown;
  WeightFigures figures{};
};

inline FormAndFigures form_of(const Tensor& t) {
  FormAndFigures result{Form::unknown, figures_of(t, false)};
  const WeightFigures& f = result.figures;
  if (f.not_finite > 0 || f.count == 0) return result;
  if (exact::equal(f.least, f.largest)) {
    result.form = Form::constant;
  } else if (is_identity(t)) {
    result.form = Form::identity;
  } else if (!t.is_bias && f.zeros * 20 > f.count && has_equal_zeros(t)) {
    result = {Form::sparse, figures_of(t, true)};
  } else if (is_orthogonal(t)) {
    result.form = Form::orthogonal;
  } else {
    result.form = family_by_moments(f);
  }
  return result;
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
