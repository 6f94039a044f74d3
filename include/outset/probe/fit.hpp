// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which initializer a tensor was filled with, by its weights alone: every rule's standard deviation
// is compared with the measured one, in standard errors of its family (form.hpp).
//
//   const auto f = outset::probe::fit(outset::probe::tensor("w", W));
//   f.candidates[0].rule;   // "he_normal"
//   f.candidates[0].z;      // 0.3: measured minus expected mean square, in standard errors
//
// On a square matrix many rules are the same; all of them are candidates. Rules of libraries that
// forget something are among them and say what (Mistake).

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/print.hpp"
#include "outset/probe/form.hpp"
#include "outset/probe/rule.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// A rule with which a tensor may have been filled.
struct Candidate {
  std::string rule{};  ///< an initializer's text; of a mistake, a formula
  double std = 0;      ///< what the rule would give this tensor
  double z = 0;        ///< measured minus expected mean square, in standard errors
  Mistake mistake = Mistake::none;

  /// Whether chance explains the difference: |z| <= 5.
  bool fits() const { return std::fabs(z) <= detail::z_allowed; }
};

/// What fit finds.
struct Fit {
  Form form = Form::unknown;
  WeightFigures figures{};
  /// Those that fit first, common rules before others; then those that do not, the nearest first.
  std::vector<Candidate> candidates{};

  /// Whether a rule without a mistake fits.
  bool is_known() const {
    return !candidates.empty() && candidates[0].fits() && candidates[0].mistake == Mistake::none;
  }
  /// The first rule that fits; null where none does.
  const Candidate* best() const {
    return !candidates.empty() && candidates[0].fits() ? &candidates[0] : nullptr;
  }
};

namespace detail {

/// Rules that only structured tensors have: their scale is read off, so z is 0.
inline void add_structured(Fit& fit, const Tensor& t) {
  const WeightFigures& f = fit.figures;
  std::string rule;
  if (fit.form == Form::constant) {
    rule = exact::equal(f.least, 0.0) ? "zeros" : to_string(Constant{.value = f.least});
  } else if (fit.form == Form::identity) {
    rule = to_string(Identity{.gain = f.magnitude()});
  } else if (fit.form == Form::orthogonal) {
    const double longer = static_cast<double>((std::max)(t.rows, t.cols));
    rule = call_text("orthogonal", {gain_argument(f.std() * std::sqrt(longer))});
  } else if (fit.form == Form::sparse) {
    const double all = static_cast<double>(t.size());
    rule = to_string(
        Sparse{.sparsity = rounded(static_cast<double>(f.zeros) / all), .std = rounded(f.std())});
  }
  if (!rule.empty()) fit.candidates.push_back({std::move(rule), f.std(), 0, Mistake::none});
}

}  // namespace detail

/// The rules that a tensor's weights may come from. A tensor without a Shape is dense and stored
/// (out, in). Of biases only the family and the figures are found.
inline Fit fit(const Tensor& tensor) {
  const auto [form, figures] = detail::form_of(tensor);
  Fit result{form, figures, {}};
  detail::add_structured(result, tensor);
  if (form == Form::unknown && figures.not_finite > 0) return result;
  if (tensor.is_bias || !result.candidates.empty() || figures.count < 2) return result;
  const double n = static_cast<double>(figures.count);
  const double relative = detail::family_of(form).relative_error_of_mean_square(n);
  for (detail::Rule& rule : detail::rules_for(detail::whole_shape(tensor), form)) {
    const double z = (figures.mean_square / (rule.std * rule.std) - 1) / relative;
    result.candidates.push_back({std::move(rule.text), rule.std, z, rule.mistake});
  }
  std::stable_sort(result.candidates.begin(), result.candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     if (a.fits() != b.fits()) return a.fits();
                     return !a.fits() && std::fabs(a.z) < std::fabs(b.z);
                   });
  return result;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
