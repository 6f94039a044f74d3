// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// When pruning during training prunes, and how much: the schedules of TensorFlow's model
// optimization toolkit (tfmot.sparsity.keras: ConstantSparsity, PolynomialDecay), the polynomial
// one after Zhu and Gupta 2017, equation 1. Sparsity is the share of weights that are 0. Steps
// count from 0.

#include <cstdint>
#include <initializer_list>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/exact/functions.hpp"
#include "outset/exact/number.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {
namespace detail {

inline void require_sparsity(const char* schedule, const char* name, double value) {
  if (!(value >= 0 && value < 1)) {
    outset::detail::fail({schedule, ": ", name, " is ", value, ", must be in [0, 1)"});
  }
}

inline void require_steps(const char* schedule, std::int64_t begin, std::int64_t end,
                          std::int64_t frequency, bool endless) {
  const auto refuse = [&](const char* name, std::int64_t value,
                          std::initializer_list<outset::detail::Piece> allowed) {
    outset::detail::fail(
        {schedule, ": ", name, " is ", value, ", must be ", outset::detail::joined(allowed)});
  };
  if (begin < 0) refuse("begin", begin, {">= 0"});
  if (!(endless && end == -1) && end < begin) {
    refuse("end", end, {">= begin = ", begin, endless ? ", or -1" : ""});
  }
  if (frequency < 1) refuse("frequency", frequency, {">= 1"});
}

/// base^exponent, base >= 0 and exponent > 0, the same bits everywhere.
inline double power(double base, double exponent) {
  return outset::detail::in_standard_mode([&]() -> double {
    if (exact::equal(exponent, 3.0)) return (exact::Double(base) * base * base).value;
    return base > 0 ? exp(exact::Double(exponent) * log(exact::Double(base))).value : 0.0;
  });
}

inline bool in_turn(std::int64_t step, std::int64_t begin, std::int64_t end,
                    std::int64_t frequency) {
  return step >= begin && (end < 0 || step <= end) && (step - begin) % frequency == 0;
}

}  // namespace detail

/// The same sparsity from `begin` on.
struct ConstantSparsity {
  double target = 0.5;           ///< in [0, 1)
  std::int64_t begin = 0;        ///< >= 0
  std::int64_t end = -1;         ///< the last step that may prune; -1: none is the last
  std::int64_t frequency = 100;  ///< every so many steps from `begin` on

  /// Errors: an option out of its range.
  void validate() const {
    detail::require_sparsity("ConstantSparsity", "target", target);
    detail::require_steps("ConstantSparsity", begin, end, frequency, true);
  }
  double sparsity(std::int64_t) const { return validate(), target; }
  bool prunes_at(std::int64_t step) const {
    return validate(), detail::in_turn(step, begin, end, frequency);
  }
};

/// From `initial` at step `begin` to `final` at step `end`, fast at first:
/// final + (initial - final) (1 - p)^power, p = (step - begin) / (end - begin).
struct PolynomialDecay {
  double initial = 0;            ///< in [0, 1)
  double final = 0.5;            ///< in [0, 1)
  std::int64_t begin = 0;        ///< >= 0
  std::int64_t end = 1000;       ///< >= begin
  double power = 3;              ///< finite and > 0
  std::int64_t frequency = 100;  ///< every so many steps from `begin` to `end`

  /// Errors: an option out of its range.
  void validate() const {
    detail::require_sparsity("PolynomialDecay", "initial", initial);
    detail::require_sparsity("PolynomialDecay", "final", final);
    detail::require_steps("PolynomialDecay", begin, end, frequency, false);
    if (!(exact::is_finite(power) && power > 0)) {
      outset::detail::fail({"PolynomialDecay: power is ", power, ", must be finite and > 0"});
    }
  }
  /// At any step: `initial` before `begin`, `final` after `end`; `final` where they are equal.
  double sparsity(std::int64_t step) const {
    validate();
    if (step >= end) return final;
    if (step <= begin) return initial;
    const double left = static_cast<double>(end - step) / static_cast<double>(end - begin);
    return exact::add(final, exact::mul(exact::sub(initial, final), detail::power(left, power)));
  }
  bool prunes_at(std::int64_t step) const {
    return validate(), detail::in_turn(step, begin, end, frequency);
  }
};

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
