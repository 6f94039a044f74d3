// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of identity.hpp.

#include <algorithm>

#include "outset/initializers/submatrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class Scalar>
void write_diagonals(const View<Scalar>& w, const Shape& shape, Index groups, Taps taps,
                     double value, const ExecutorRef& executor) {
  fill_zeros(w, executor);
  const auto scalar = Scalar(exact::nearest<typename Eigen::NumTraits<Scalar>::Real>(value));
  const Matrices<Scalar> matrices(w, shape, groups, taps);
  const Index size = (std::min)(matrices.rows(), matrices.cols());
  for (Index number = 0; number < matrices.count(); ++number) {
    const Submatrix<Scalar> matrix = matrices[number];
    for (Index i = 0; i < size; ++i) matrix(i, i) = scalar;
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
