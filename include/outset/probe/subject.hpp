// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The tensors of one network as the checks of weights see them: each with its fit, a bias with the
// weights of its layer, a matrix with the storage order that its neighbours suggest.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/gain.hpp"
#include "outset/probe/diagnosis.hpp"
#include "outset/probe/fit.hpp"
#include "outset/probe/lines.hpp"
#include "outset/probe/tensor.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

using outset::detail::joined;

/// A tensor under examination.
struct Subject {
  Tensor tensor{};
  Fit fit{};
  std::optional<std::size_t> weight{};  ///< of a bias: which subject is its layer's weights
  bool is_last = false;                 ///< the last weights, which may be small or 0
  std::optional<double> gain{};         ///< what the activations ask for, where they are known
  EqualLines equal{};                   ///< of random weights
  std::vector<double> first_by_cols{}, first_by_rows{};  ///< of random weights and biases

  const std::string& name() const { return tensor.name; }
  bool is_random() const { return fit.form != Form::constant && fit.form != Form::identity; }
};

/// Whether matrices without Shapes are stored (in, out): every one's columns are the next one's
/// rows, and read as (out, in) some do not follow.
inline bool stored_in_out(const std::vector<Tensor>& tensors) {
  const Tensor* before = nullptr;
  bool as_out_in = true;
  std::size_t links = 0;
  for (const Tensor& t : tensors) {
    if (t.is_bias) continue;
    if (t.shape) return false;
    if (before != nullptr) {
      if (before->cols != t.rows) return false;
      as_out_in = as_out_in && before->rows == t.cols;
      ++links;
    }
    before = &t;
  }
  return links > 0 && !as_out_in;
}

inline Index outputs_of(const Tensor& weight) {
  const Shape shape = whole_shape(weight);
  return shape.out() * shape.parts();
}

/// "encoder.0." of "encoder.0.bias".
inline std::string_view stem_of(std::string_view name) {
  return name.substr(0, name.find_last_of("._/") + 1);
}

/// The weights that a bias belongs to: of the same stem, else the last ones before it with as many
/// outputs.
inline std::optional<std::size_t> weights_of(const std::vector<Subject>& all, std::size_t bias) {
  const Tensor& b = all[bias].tensor;
  const auto matches = [&](const Subject& s) {
    return !s.tensor.is_bias && outputs_of(s.tensor) == b.size();
  };
  const std::string_view stem = stem_of(b.name);
  for (std::size_t i = 0; i < all.size() && !stem.empty(); ++i) {
    if (matches(all[i]) && stem_of(all[i].name()) == stem) return i;
  }
  for (std::size_t i = bias; i-- > 0;) {
    if (!all[i].tensor.is_bias) return matches(all[i]) ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

/// A tensor by itself.
inline Subject examined(Tensor tensor) {
  Subject s;
  s.tensor = std::move(tensor);
  s.fit = fit(s.tensor);
  if (!s.is_random() || s.fit.figures.not_finite > 0) return s;
  s.first_by_cols = first_entries(s.tensor, false);
  s.first_by_rows = first_entries(s.tensor, true);
  return s;
}

/// Finds the last weights, and each bias's.
inline void link(std::vector<Subject>& all) {
  Subject* last = nullptr;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].is_last = false;
    all[i].weight = all[i].tensor.is_bias ? weights_of(all, i) : std::nullopt;
    if (!all[i].tensor.is_bias) last = &all[i];
  }
  if (last != nullptr) last->is_last = true;
}

/// Compares the rows and columns of linked weights, rows with their biases.
inline void compare_lines(std::vector<Subject>& all) {
  const auto comparable = [](const Subject& s) { return s.fit.figures.not_finite == 0; };
  std::vector<const Tensor*> biases(all.size(), nullptr);
  for (const Subject& s : all) {
    if (!s.weight || !comparable(s)) continue;
    const Tensor& w = all[*s.weight].tensor;
    if (s.tensor.size() == w.rows && !whole_shape(w).transposed()) biases[*s.weight] = &s.tensor;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    Subject& s = all[i];
    if (s.tensor.is_bias || !s.is_random() || !comparable(s)) continue;
    s.equal = equal_lines_of(s.tensor, biases[i]);
  }
}

inline std::vector<Subject> subjects_of(std::vector<Tensor> tensors) {
  std::vector<Subject> all;
  const bool in_out = stored_in_out(tensors);
  for (Tensor& tensor : tensors) {
    if (in_out && !tensor.is_bias) {
      tensor.shape = dense(tensor.cols, tensor.rows, {.transposed = true});
    }
    all.push_back(examined(std::move(tensor)));
  }
  link(all);
  compare_lines(all);
  return all;
}

/// The rule that most of the sound weights fit, for those whose activation nobody knows.
inline std::string usual_rule(const std::vector<Subject>& all) {
  std::map<std::string, int> votes;
  std::string best = "he_normal";
  int most = 0;
  for (const Subject& s : all) {
    if (s.tensor.is_bias || !s.is_random() || !s.fit.is_known()) continue;
    const std::string& rule = s.fit.candidates[0].rule;
    const bool fixed = rule.find("std=") != std::string::npos || rule.rfind("uniform(", 0) == 0;
    const bool structured = s.fit.form == Form::orthogonal || s.fit.form == Form::sparse;
    const bool off_centre = std::fabs(s.fit.figures.mean) > s.fit.figures.std() / 4;
    if (fixed || s.fit.form == Form::sparse || (off_centre && !structured)) continue;
    if (++votes[rule] > most) {
      most = votes[rule];
      best = rule;
    }
  }
  return best;
}

/// What to fill a tensor with: its layer's gain in the family that it has, or what is usual here.
inline std::string cure_of(const Subject& s, const std::vector<Subject>& all) {
  if (s.tensor.is_bias) return "zeros";
  if (!s.gain) return usual_rule(all);
  if (s.fit.form == Form::orthogonal) return call_text("orthogonal", {gain_argument(*s.gain)});
  return scaling_text(s.fit.form, Fan::in, *s.gain);
}

}  // namespace detail
}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
