// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What a network's weights say without data: each check adds its findings.

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "outset/probe/diagnosis.hpp"
#include "outset/probe/lines.hpp"
#include "outset/probe/subject.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// Infinite and NaN weights, and matrices of one number. The last matrix may be 0 where the others
/// are random (Zhang et al. 2019, Fixup): its gradient is not 0.
inline bool check_values(const std::vector<Subject>& all, std::size_t at, Diagnosis& out) {
  const Subject& s = all[at];
  const WeightFigures& f = s.fit.figures;
  if (f.not_finite > 0) {
    out.findings.push_back(
        {Problem::not_finite, s.name(), static_cast<double>(f.not_finite), 0,
         joined({s.name(), " has ", f.not_finite, " of ", s.tensor.size(),
                 " weights that are infinite or NaN, must have none: all that they reach becomes "
                 "NaN."}),
         cure_of(s, all)});
    return false;
  }
  if (s.tensor.is_bias || s.fit.form != Form::constant || s.tensor.size() < 2) return true;
  std::size_t random = 0;
  for (const Subject& other : all) random += !other.tensor.is_bias && other.is_random();
  if (s.is_last && exact::equal(f.least, 0.0) && random > 0) return true;
  out.findings.push_back(
      {Problem::constant, s.name(), 0,
       s.gain.value_or(1) / std::sqrt(whole_shape(s.tensor).fans().in),
       joined({s.name(), " is ", figure(f.least), " everywhere, its weights must differ: ",
               exact::equal(f.least, 0.0)
                   ? "no signal and no gradient passes"
                   : "all units of the layer compute and learn the same, for ever",
               "."}),
       cure_of(s, all)});
  return false;
}

/// Equal rows (with their biases) and equal columns.
inline void check_units(const std::vector<Subject>& all, std::size_t at, Diagnosis& out) {
  const Subject& s = all[at];
  if (s.tensor.is_bias || !s.is_random()) return;
  const Tensor& t = s.tensor;
  const bool transposed = whole_shape(t).transposed();
  const auto add = [&](Index found, Index lines, const char* what, const char* why) {
    out.findings.push_back({Problem::symmetric_units, s.name(), static_cast<double>(found), 0,
                            joined({s.name(), ": ", found, " of ", lines, " ", what,
                                    " are equal to another one, must be 0: ", why, "."}),
                            cure_of(s, all)});
  };
  if (s.equal.rows > 0) {
    add(s.equal.rows, t.rows, "rows",
        transposed ? "the layer cannot tell these inputs apart"
                   : "units with the same weights compute the same and get the same gradient");
  } else if (s.equal.cols > 0) {
    add(s.equal.cols, t.cols, "columns",
        transposed ? "units with the same weights compute the same and get the same gradient"
                   : "the layer cannot tell these inputs apart");
  }
}

/// Tensors that are multiples of an earlier one, as far as both go: one seed for several layers.
/// Two names of one memory are tied weights.
inline void check_duplicates(const std::vector<Subject>& all, Diagnosis& out) {
  for (std::size_t b = 1; b < all.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const void* const memory = all[b].tensor.data;
      if (memory != nullptr && memory == all[a].tensor.data) continue;
      const double r = correlation(all[a].first_by_cols, all[b].first_by_cols);
      const double r_rows = correlation(all[a].first_by_rows, all[b].first_by_rows);
      const double most = std::fabs(r) > std::fabs(r_rows) ? r : r_rows;
      if (std::fabs(most) < 1 - 1e-4) continue;
      const Subject& s = all[b];
      const bool sound = s.fit.is_known() && !s.gain && !s.tensor.is_bias;
      out.findings.push_back(
          {Problem::duplicate, s.name(), most, 0,
           joined({s.name(), " repeats ", all[a].name(), " number for number (correlation ",
                   figure(most),
                   ", expected 0): both were drawn from the same start of one "
                   "stream; give each a stream of its own, such as rng.stream(\"",
                   s.name(), "\")."}),
           sound ? s.fit.candidates[0].rule : cure_of(s, all)});
      break;
    }
  }
}

/// What a mistaken rule did, for a sentence.
inline std::string why_of(Mistake mistake, const Shape& shape) {
  switch (mistake) {
    case Mistake::other_axis:
      return shape.transposed()
                 ? "the matrix is stored (in, out) and was filled as (out, in): pass "
                   "its Shape, " +
                       to_string(shape)
                 : "as if it was filled as an (in, out) matrix";
    case Mistake::no_taps:
      return "a fan counts connections, and each channel has " +
             std::to_string(shape.receptive_field()) + " taps";
    case Mistake::no_root:
      return "the variance is 1 / fan-in, the standard deviation its root";
    case Mistake::whole_size:
      return "a fan is the number of one unit's connections, not of all weights";
    case Mistake::vocabulary:
      return "one entry of the table feeds an output, so the fan-in is 1";
    case Mistake::none:
      break;
  }
  return "no activation asks for this scale";
}

/// Weights whose rule is a known mistake, whose mean is not 0, or whose scale belongs to no
/// activation: fan-in times variance below e^-5, or above 23, the largest in use (sigmoid's gain
/// for gradients, squared).
inline void check_rule(const std::vector<Subject>& all, std::size_t at, Diagnosis& out) {
  const Subject& s = all[at];
  if (s.tensor.is_bias || !s.is_random() || s.tensor.size() < 16) return;
  const WeightFigures& f = s.fit.figures;
  const Shape shape = whole_shape(s.tensor);
  const double fan_in = shape.fans().in;
  const auto add = [&](Problem problem, double expected, const std::string& middle,
                       const std::string& why) {
    out.findings.push_back(
        {problem, s.name(), f.std(), expected,
         joined({s.name(), " has standard deviation ", figure(f.std()), middle, ", expected ",
                 figure(expected), " for fan-in ", fan_in, ": ", why, "."}),
         cure_of(s, all)});
  };
  const double wanted = s.gain.value_or(1) / std::sqrt(fan_in);
  const bool structured = s.fit.form == Form::orthogonal || s.fit.form == Form::sparse;
  const double n = static_cast<double>(f.count);
  const double off_centre = std::fabs(f.mean) / f.std();
  if (!structured && off_centre > 0.25 && off_centre * std::sqrt(n) > 6) {
    add(Problem::wrong_gain, wanted, " about 0 and mean " + figure(f.mean),
        "weights whose mean is not 0 add up over the inputs, so every unit gets the same signal");
    return;
  }
  const double used = s.fit.form == Form::sparse
                          ? static_cast<double>(f.count) / static_cast<double>(s.tensor.size())
                          : 1;
  const double kept = fan_in * f.mean_square * used;
  const double off = std::log(kept) - 2 * std::log(s.gain.value_or(1));
  // Where the activation is known, a scale near its own is right, whatever else it fits.
  const bool suits = s.gain && (std::fabs(off) < std::log(1.5) || (off < 0 && s.is_last));
  const Candidate* best = s.fit.best();
  if (best != nullptr && best->mistake != Mistake::none && !suits &&
      !(s.gain && best->mistake == Mistake::other_axis)) {
    const bool axis = best->mistake == Mistake::other_axis;
    if (!axis || std::fabs(std::log(shape.fans().out / fan_in)) > std::log(1.5)) {
      add(axis ? Problem::wrong_axis : Problem::wrong_gain,
          s.gain ? wanted : best->std * std::sqrt(axis ? shape.fans().out / fan_in : 1),
          ", which fits " + best->rule, why_of(best->mistake, shape));
      return;
    }
  }
  if (s.gain || s.fit.form == Form::orthogonal || shape.fans().in <= 1) return;
  if ((kept < std::exp(-5.0) && !s.is_last) || kept > 23) {
    add(Problem::wrong_gain, wanted, "",
        "an input of mean square 1 becomes " + figure(kept) + ", which no activation makes up for");
  }
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
