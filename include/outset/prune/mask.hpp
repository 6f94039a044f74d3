// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which weights of a matrix stay. The others are pruned: exactly 0.

#include <Eigen/Core>
#include <type_traits>
#include <utility>
#include <vector>

#include "outset/config.hpp"
#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"
#include "outset/nn/matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace prune {

/// A matrix of kept and pruned places. Values like any others: copied, compared, combined.
class Mask {
 public:
  using Matrix = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;

  /// All kept, or all pruned.
  Mask(Index rows, Index cols, bool kept = true) : kept_(Matrix::Constant(rows, cols, kept)) {}
  /// The places where `kept` is true.
  explicit Mask(Matrix kept) : kept_(std::move(kept)) {}

  Index rows() const { return kept_.rows(); }
  Index cols() const { return kept_.cols(); }
  Index size() const { return kept_.size(); }
  bool operator()(Index i, Index j) const { return kept_(i, j); }
  bool& operator()(Index i, Index j) { return kept_(i, j); }
  /// The same by the number of a place in column-major order.
  bool operator[](Index place) const { return kept_.data()[place]; }
  bool& operator[](Index place) { return kept_.data()[place]; }

  /// How many are kept.
  Index count() const { return kept_.count(); }
  /// The share of those; 1 for a matrix without weights.
  double density() const {
    return size() == 0 ? 1 : static_cast<double>(count()) / static_cast<double>(size());
  }

  /// Sets the pruned entries of w to 0, whatever they are. Error: w has another size.
  template <class W>
  void apply(W&& w) const {
    require_size("apply: w", w.rows(), w.cols());
    using Scalar = typename std::remove_cvref_t<W>::Scalar;
    for (Index j = 0; j < cols(); ++j) {
      for (Index i = 0; i < rows(); ++i) {
        // Chosen from two, without a branch: which of them cannot be foretold.
        const Scalar choice[] = {Scalar(0), w(i, j)};
        w(i, j) = choice[kept_(i, j) ? 1 : 0];
      }
    }
  }

  /// What is pruned here.
  friend Mask operator~(const Mask& a) { return Mask(Matrix(!a.kept_)); }
  /// Kept in both. Error: other sizes.
  friend Mask operator&(const Mask& a, const Mask& b) {
    a.require_size("&: the other mask", b.rows(), b.cols());
    return Mask(Matrix(a.kept_ && b.kept_));
  }
  /// Kept in one or both. Error: other sizes.
  friend Mask operator|(const Mask& a, const Mask& b) {
    a.require_size("|: the other mask", b.rows(), b.cols());
    return Mask(Matrix(a.kept_ || b.kept_));
  }
  friend bool operator==(const Mask& a, const Mask& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a.kept_ == b.kept_).all();
  }

 private:
  void require_size(const char* what, Index rows, Index cols) const {
    if (rows == this->rows() && cols == this->cols()) return;
    outset::detail::fail({"Mask: ", what, " is ", rows, " x ", cols, ", must be ", this->rows(),
                          " x ", this->cols()});
  }

  Matrix kept_;
};

/// One for the weights of each layer of a network, or for each of several tensors.
using Masks = std::vector<Mask>;

inline Index count(const Masks& masks) {
  Index total = 0;
  for (const Mask& mask : masks) total += mask.count();
  return total;
}
/// The share of kept weights of all tensors together; 1 where there are none.
inline double density(const Masks& masks) {
  Index size = 0;
  for (const Mask& mask : masks) size += mask.size();
  return size == 0 ? 1 : static_cast<double>(count(masks)) / static_cast<double>(size);
}

}  // namespace prune
}  // namespace OUTSET_ABI
}  // namespace outset
