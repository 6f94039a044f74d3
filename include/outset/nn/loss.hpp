// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Losses and their gradients. A batch is a matrix with one example per column.
// Softmax with cross-entropy: L = mean_j (log sum_i exp(z_ij) - z_{y_j, j}), with the column's
// maximum taken out first so that no logit overflows; dL/dz = (softmax(z) - onehot(y)) / batch.
// Mean squared error: L = mean_ij (y_ij - t_ij)^2; dL/dy = 2 (y - t) / (outputs * batch).

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "outset/error.hpp"
#include "outset/nn/matrix.hpp"

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
    value_ += (x - value_) * (static_cast<double>(weight) / static_cast<double>(count_));
  }
  double value() const { return value_; }
  Index count() const { return count_; }

 private:
  double value_ = 0;
  Index count_ = 0;
};

namespace detail {

// One label per column, each in [0, classes).
inline void check_labels(std::span<const int> labels, Index classes, Index batch) {
  using outset::detail::fail;
  if (static_cast<Index>(labels.size()) != batch) {
    fail({"nn: ", std::to_string(labels.size()), " labels for a batch of ", std::to_string(batch),
          ", must be as many"});
  }
  if (batch == 0) fail("nn: the batch is empty, must have at least one column");
  for (const int label : labels) {
    if (label < 0 || label >= classes) {
      fail({"nn: label is ", std::to_string(label), ", must be in [0, ", std::to_string(classes),
            ")"});
    }
  }
}

}  // namespace detail

/// Mean cross-entropy of softmax(logits) with the labels. logits: classes x batch. Nats.
/// Errors: an empty batch, a label that is missing or not in [0, classes).
template <class Z>
double softmax_cross_entropy(const Eigen::MatrixBase<Z>& logits, std::span<const int> labels) {
  detail::check_labels(labels, logits.rows(), logits.cols());
  Mean loss;
  for (Index j = 0; j < logits.cols(); ++j) {
    const auto z = logits.col(j).array();
    const auto highest = z.maxCoeff();
    const double total = static_cast<double>((z - highest).exp().sum());
    const auto own = logits(labels[static_cast<std::size_t>(j)], j) - highest;
    loss.add(std::log(total) - static_cast<double>(own));
  }
  return loss.value();
}

/// The same, and dL/dlogits into `gradient` (classes x batch, not overlapping the logits).
template <class Z, class G>
double softmax_cross_entropy(const Eigen::MatrixBase<Z>& logits, std::span<const int> labels,
                             G&& gradient) {
  using Scalar = typename Z::Scalar;
  detail::check_labels(labels, logits.rows(), logits.cols());
  const Scalar batch = static_cast<Scalar>(logits.cols());
  Mean loss;
  for (Index j = 0; j < logits.cols(); ++j) {
    const Index label = labels[static_cast<std::size_t>(j)];
    const Scalar highest = logits.col(j).maxCoeff();
    auto g = gradient.col(j).array();
    g = (logits.col(j).array() - highest).exp();
    const Scalar total = g.sum();
    g /= total;
    gradient(label, j) -= Scalar(1);
    g /= batch;
    loss.add(std::log(static_cast<double>(total)) -
             static_cast<double>(logits(label, j) - highest));
  }
  return loss.value();
}

/// Columns of probabilities, softmax(logits), into `probabilities` (may be the logits themselves).
template <class Z, class P>
void softmax(const Eigen::MatrixBase<Z>& logits, P&& probabilities) {
  for (Index j = 0; j < logits.cols(); ++j) {
    const typename Z::Scalar highest = logits.col(j).maxCoeff();
    auto p = probabilities.col(j).array();
    p = (logits.col(j).array() - highest).exp();
    p /= typename Z::Scalar(p.sum());
  }
}

/// Mean over all entries of (y - target)^2, and dL/dy into `gradient` (y's size; may be y itself).
template <class Y, class T, class G>
double mean_squared_error(const Eigen::MatrixBase<Y>& y, const Eigen::MatrixBase<T>& target,
                          G&& gradient) {
  using Scalar = typename Y::Scalar;
  using outset::detail::fail;
  if (y.rows() != target.rows() || y.cols() != target.cols()) {
    fail({"mean_squared_error: target is ", detail::size_text(target.rows(), target.cols()),
          ", must be ", detail::size_text(y.rows(), y.cols())});
  }
  if (y.size() == 0) fail("mean_squared_error: the batch is empty, must have at least one entry");
  gradient = y - target;
  const double loss = static_cast<double>(gradient.squaredNorm()) / static_cast<double>(y.size());
  gradient *= Scalar(2) / static_cast<Scalar>(y.size());
  return loss;
}

/// Mean squared error against the labels' one-hot columns, and dL/dy (not overlapping y).
template <class Y, class G>
double mean_squared_error_one_hot(const Eigen::MatrixBase<Y>& y, std::span<const int> labels,
                                  G&& gradient) {
  using Scalar = typename Y::Scalar;
  detail::check_labels(labels, y.rows(), y.cols());
  gradient = y;
  for (Index j = 0; j < y.cols(); ++j) {
    gradient(labels[static_cast<std::size_t>(j)], j) -= Scalar(1);
  }
  const double loss = static_cast<double>(gradient.squaredNorm()) / static_cast<double>(y.size());
  gradient *= Scalar(2) / static_cast<Scalar>(y.size());
  return loss;
}

}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
