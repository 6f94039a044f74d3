// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How many weights to keep, and the choice of exactly so many: those with the highest scores. Equal
// scores are taken in the order of tensors and, in each, of column-major places.

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/prune/mask.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {

/// A number of weights (an integer) or a fraction of them (a floating number, in [0, 1]): 100 keeps
/// a hundred, 0.1 a tenth, 1 one and 1.0 all.
class Keep {
 public:
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) Keep(Integer count)  // NOLINT: to be written as a number
      : count_(static_cast<Index>(count)), is_count_(true) {}
  template <std::floating_point Real>
  Keep(Real fraction)  // NOLINT: to be written as a number
      : fraction_(static_cast<double>(fraction)) {}

  /// How many that is of `size`: the product rounded to the nearest integer, and halves to the even
  /// one, as NumPy and TensorFlow do. Errors: a count outside [0, size], a fraction outside [0, 1].
  Index of(Index size) const {
    if (is_count_) {
      if (count_ < 0 || count_ > size) {
        outset::detail::fail({"Keep: count is ", count_, ", must be in [0, ", size, "]"});
      }
      return count_;
    }
    if (!(fraction_ >= 0 && fraction_ <= 1)) {
      outset::detail::fail({"Keep: fraction is ", fraction_, ", must be in [0, 1]"});
    }
    return rounded(exact::mul(fraction_, static_cast<double>(size)));
  }

  /// The nearest integer of x >= 0, of two equally near ones the even one.
  static Index rounded(double x) {
    const double below = std::floor(x);
    const double rest = exact::sub(x, below);
    const Index whole = static_cast<Index>(below);
    return whole + (rest > 0.5 || (!(rest < 0.5) && whole % 2 == 1) ? 1 : 0);
  }

 private:
  Index count_ = 0;
  double fraction_ = 0;
  bool is_count_ = false;
};

/// What criteria say of each weight of a matrix, and of several: column-major, whatever Eigen's
/// default is.
using ScoreMatrix = nn::detail::Matrix<double>;
using Scores = std::vector<ScoreMatrix>;

namespace detail {

/// Keeps the `keep` highest of all scores together, and none of the places that `among` prunes.
/// Errors: a score is NaN; `among` keeps fewer.
inline Masks highest(const Scores& scores, const Masks& among, Index keep, const char* of) {
  struct Place {
    double score;
    std::size_t tensor;
    Index at;
  };
  std::vector<Place> places;
  Masks masks;
  for (std::size_t t = 0; t < scores.size(); ++t) {
    masks.emplace_back(scores[t].rows(), scores[t].cols(), false);
    for (Index i = 0; i < scores[t].size(); ++i) {
      if (!among.empty() && !among[t][i]) continue;
      const double score = scores[t].data()[i];
      if (exact::is_nan(score)) {
        outset::detail::fail(
            {of, ": the score of weight ", i, " of tensor ", t, " is nan, must be a number"});
      }
      places.push_back({score, t, i});
    }
  }
  const Index available = static_cast<Index>(places.size());
  if (keep > available) {
    outset::detail::fail(
        {of, ": ", keep, " weights to keep, must be at most the ", available, " that are there"});
  }
  const auto before = [](const Place& a, const Place& b) {
    if (a.score > b.score || a.score < b.score) return a.score > b.score;
    return a.tensor != b.tensor ? a.tensor < b.tensor : a.at < b.at;
  };
  const auto last = places.begin() + keep;
  if (last != places.end()) std::nth_element(places.begin(), last, places.end(), before);
  for (auto place = places.begin(); place != last; ++place) {
    masks[place->tensor][place->at] = true;
  }
  return masks;
}

inline Index size_of(const Scores& scores) {
  Index size = 0;
  for (const ScoreMatrix& tensor : scores) size += tensor.size();
  return size;
}

}  // namespace detail
}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
