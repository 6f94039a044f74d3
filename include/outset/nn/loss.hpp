// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Losses and their gradients. A batch is a matrix with one example per column.
// Softmax with cross-entropy: L = mean_j (log sum_i exp(z_ij) - z_{y_j, j}), with the column's
// maximum taken out first so that no logit overflows; dL/dz = (softmax(z) - onehot(y)) / batch.
// Mean squared error: L = mean_ij (y_ij - t_ij)^2; dL/dy = 2 (y - t) / (outputs * batch).
//
// Every sum runs over the rows of a column, column after column, in double, so that no compiler,
// flag or processor changes a bit. (The sums of long double are in long double.)

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#include "outset/error.hpp"
#include "outset/exact/activation_number.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/simd/elementwise.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

/// What a net is trained on: cross_entropy takes its outputs for logits; mean_squared_error
/// compares them with a target, for labels their one-hot columns.
enum class Loss { cross_entropy, mean_squared_error };

constexpr std::string_view to_string(Loss loss) {
  return loss == Loss::cross_entropy ? "cross_entropy" : "mean_squared_error";
}

/// A running mean in double. The mean of equal numbers is exactly that number; a sum divided by its
/// count may be another.
class Mean {
 public:
  /// Takes in `weight` numbers whose mean is x.
  void add(double x, Index weight = 1) {
    count_ += weight;
    const exact::Double share =
        static_cast<double>(weight) / exact::Double(static_cast<double>(count_));
    value_ = value_ + (x - value_) * share;
  }
  double value() const { return value_.value; }
  Index count() const { return count_; }

 private:
  exact::Double value_ = 0;
  Index count_ = 0;
};

namespace detail {

// One label per column, each in [0, classes).
inline void check_labels(std::span<const int> labels, Index classes, Index batch) {
  using outset::detail::fail;
  if (static_cast<Index>(labels.size()) != batch) {
    fail({"nn: ", labels.size(), " labels for a batch of ", batch, ", must be as many"});
  }
  if (batch == 0) fail("nn: the batch is empty, must have at least one column");
  for (const int label : labels) {
    if (label < 0 || label >= classes) {
      fail({"nn: label is ", label, ", must be in [0, ", classes, ")"});
    }
  }
}

// What a batch's sums are made in: double for float and double.
template <class Scalar>
using Sum = std::conditional_t<exact::Binary<Scalar>, exact::Double, long double>;
template <class Scalar>
Sum<Scalar> widened(Scalar x) {
  return static_cast<decltype(exact::as_plain(Sum<Scalar>(0)))>(x);
}
template <class Scalar>
Scalar narrowed(Sum<Scalar> x) {
  return static_cast<Scalar>(exact::as_plain(x));
}
template <class Scalar>
Scalar product(Scalar a, Scalar b) {
  return exact::as_plain(exact::as_number(a) * exact::as_number(b));
}
template <class Scalar>
Scalar difference(Scalar a, Scalar b) {
  return exact::as_plain(exact::as_number(a) - exact::as_number(b));
}

template <class Column>
auto highest_of(const Eigen::MatrixBase<Column>& z) {
  auto highest = z.coeff(0);
  for (Index i = 1; i < z.size(); ++i) highest = z.coeff(i) > highest ? z.coeff(i) : highest;
  return highest;
}

// x = exp(x), entry by entry.
template <class Column>
void exponentiate(Column&& x) {
  using Plain = std::remove_cvref_t<Column>;
  if constexpr (HasColumns<Plain>) {
    simd::elementwise<typename Plain::Scalar>().exponentials(x.data(), x.data(), x.size());
  } else {
    for (Index i = 0; i < x.size(); ++i) {
      x.coeffRef(i) = exact::as_plain(exact::exp(exact::as_number(x.coeff(i))));
    }
  }
}

// A column of softmax: exp(z - highest) into `e`, and their sum, in the order of the rows.
template <class Z, class E>
Sum<typename Z::Scalar> exponentials_of(const Eigen::MatrixBase<Z>& z, typename Z::Scalar highest,
                                        E&& e) {
  using Scalar = typename Z::Scalar;
  for (Index i = 0; i < z.size(); ++i) e.coeffRef(i) = difference<Scalar>(z.coeff(i), highest);
  exponentiate(e);
  Sum<Scalar> total = 0;
  for (Index i = 0; i < e.size(); ++i) total = total + widened<Scalar>(e.coeff(i));
  return total;
}

// log(total) - (own - highest), the loss of a column.
template <class Scalar>
double loss_of_column(Sum<Scalar> total, Scalar own, Scalar highest) {
  using exact::log, std::log;
  return static_cast<double>(exact::as_plain(log(total) - widened(difference(own, highest))));
}

// The mean of `gradient`'s squares, which are summed column by column; then gradient = 2 gradient /
// size, the derivative of that mean.
template <class G>
double mean_of_squares(G& gradient) {
  using Scalar = typename G::Scalar;
  const Scalar size = static_cast<Scalar>(gradient.size());
  const Scalar factor = exact::as_plain(exact::as_number(Scalar(2)) / exact::as_number(size));
  Sum<Scalar> sum = 0;
  for (Index j = 0; j < gradient.cols(); ++j) {
    for (Index i = 0; i < gradient.rows(); ++i) {
      Scalar& entry = gradient.coeffRef(i, j);
      sum = sum + widened(entry) * widened(entry);
      entry = product(entry, factor);
    }
  }
  return static_cast<double>(
      exact::as_plain(sum / Sum<Scalar>(static_cast<double>(gradient.size()))));
}

}  // namespace detail

/// Mean cross-entropy of softmax(logits) with the labels. logits: classes x batch. Nats.
/// Errors: an empty batch, a label that is missing or not in [0, classes).
template <class Z>
double softmax_cross_entropy(const Eigen::MatrixBase<Z>& logits, std::span<const int> labels) {
  using Scalar = typename Z::Scalar;
  detail::check_labels(labels, logits.rows(), logits.cols());
  return outset::detail::in_standard_mode([&] {
    Mean loss;
    for (Index j = 0; j < logits.cols(); ++j) {
      const auto z = logits.col(j);
      const Scalar highest = detail::highest_of(z);
      detail::Sum<Scalar> total = 0;
      for (Index i = 0; i < z.size(); ++i) {
        const Scalar shifted = detail::difference<Scalar>(z.coeff(i), highest);
        total = total + detail::widened(exact::as_plain(exact::exp(exact::as_number(shifted))));
      }
      const Scalar own = z.coeff(labels[static_cast<std::size_t>(j)]);
      loss.add(detail::loss_of_column(total, own, highest));
    }
    return loss.value();
  });
}

/// The same, and dL/dlogits into `gradient` (classes x batch, not overlapping the logits).
template <class Z, class G>
double softmax_cross_entropy(const Eigen::MatrixBase<Z>& logits, std::span<const int> labels,
                             G&& gradient) {
  using Scalar = typename Z::Scalar;
  detail::check_labels(labels, logits.rows(), logits.cols());
  return outset::detail::in_standard_mode([&] {
    using Sum = detail::Sum<Scalar>;
    const Scalar share = detail::narrowed<Scalar>(Sum(1) / Sum(static_cast<double>(logits.cols())));
    Mean loss;
    for (Index j = 0; j < logits.cols(); ++j) {
      const Index label = labels[static_cast<std::size_t>(j)];
      const Scalar highest = detail::highest_of(logits.col(j));
      auto g = gradient.col(j);
      const Sum total = detail::exponentials_of(logits.col(j), highest, g);
      const Scalar inverse = detail::narrowed<Scalar>(Sum(1) / total);
      for (Index i = 0; i < g.size(); ++i) {
        const Scalar p = detail::product<Scalar>(g.coeff(i), inverse);
        g.coeffRef(i) = detail::product(i == label ? detail::difference(p, Scalar(1)) : p, share);
      }
      loss.add(detail::loss_of_column<Scalar>(total, logits.coeff(label, j), highest));
    }
    return loss.value();
  });
}

/// Columns of probabilities, softmax(logits), into `probabilities` (may be the logits themselves).
template <class Z, class P>
void softmax(const Eigen::MatrixBase<Z>& logits, P&& probabilities) {
  using Scalar = typename Z::Scalar;
  outset::detail::in_standard_mode([&] {
    for (Index j = 0; j < logits.cols(); ++j) {
      auto p = probabilities.col(j);
      const auto total =
          detail::exponentials_of(logits.col(j), detail::highest_of(logits.col(j)), p);
      const Scalar inverse = detail::narrowed<Scalar>(detail::Sum<Scalar>(1) / total);
      for (Index i = 0; i < p.size(); ++i) {
        p.coeffRef(i) = detail::product<Scalar>(p.coeff(i), inverse);
      }
    }
  });
}

/// Mean over all entries of (y - target)^2, and dL/dy into `gradient` (y's size; may be y itself).
template <class Y, class T, class G>
double mean_squared_error(const Eigen::MatrixBase<Y>& y, const Eigen::MatrixBase<T>& target,
                          G&& gradient) {
  using outset::detail::fail;
  if (y.rows() != target.rows() || y.cols() != target.cols()) {
    fail({"mean_squared_error: target is ", target.rows(), " x ", target.cols(), ", must be ",
          y.rows(), " x ", y.cols()});
  }
  if (y.size() == 0) fail("mean_squared_error: the batch is empty, must have at least one entry");
  return outset::detail::in_standard_mode([&] {
    gradient = y - target;
    return detail::mean_of_squares(gradient);
  });
}

/// Mean squared error against the labels' one-hot columns, and dL/dy (not overlapping y).
template <class Y, class G>
double mean_squared_error_one_hot(const Eigen::MatrixBase<Y>& y, std::span<const int> labels,
                                  G&& gradient) {
  using Scalar = typename Y::Scalar;
  detail::check_labels(labels, y.rows(), y.cols());
  return outset::detail::in_standard_mode([&] {
    gradient = y;
    for (Index j = 0; j < y.cols(); ++j) {
      Scalar& own = gradient.coeffRef(labels[static_cast<std::size_t>(j)], j);
      own = detail::difference(own, Scalar(1));
    }
    return detail::mean_of_squares(gradient);
  });
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
