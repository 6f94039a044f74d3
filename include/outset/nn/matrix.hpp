// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The matrices of a net, and what Eigen's preprocessor switches do to them. Their storage order is
// given here, so that EIGEN_DEFAULT_TO_ROW_MAJOR does not change it. Switches that change Eigen's
// inline code change ours: files with different switches get different inline namespaces and share
// no symbol of nn's. Assertions are left out, because no number depends on them.

#include <Eigen/Core>

#include "outset/config.hpp"
#include "outset/exact/bits.hpp"

#if defined(EIGEN_NO_MALLOC)
#error "outset: the matrices of a net (outset/nn) are on the heap, which EIGEN_NO_MALLOC forbids"
#endif

// What new coefficients are: 0, NaN or not initialized.
#if defined(EIGEN_INITIALIZE_MATRICES_BY_ZERO)
#define OUTSET_NN_COEFFICIENTS _zero
#elif defined(EIGEN_INITIALIZE_MATRICES_BY_NAN)
#define OUTSET_NN_COEFFICIENTS _nan
#else
#define OUTSET_NN_COEFFICIENTS
#endif
// In which order Eigen adds, and where its vectors start: EIGEN_DONT_VECTORIZE,
// EIGEN_MAX_ALIGN_BYTES, EIGEN_UNALIGNED_VECTORIZE.
#if !defined(EIGEN_VECTORIZE)
#define OUTSET_NN_VECTORS scalar
#elif EIGEN_UNALIGNED_VECTORIZE
#define OUTSET_NN_VECTORS vector
#else
#define OUTSET_NN_VECTORS aligned
#endif
#if EIGEN_MAX_ALIGN_BYTES >= 64
#define OUTSET_NN_ALIGNMENT 64
#elif EIGEN_MAX_ALIGN_BYTES >= 32
#define OUTSET_NN_ALIGNMENT 32
#elif EIGEN_MAX_ALIGN_BYTES >= 16
#define OUTSET_NN_ALIGNMENT 16
#else
#define OUTSET_NN_ALIGNMENT 0
#endif
#define OUTSET_NN_JOIN_EXPANDED(a, b, c) a##b##c
#define OUTSET_NN_JOIN(a, b, c) OUTSET_NN_JOIN_EXPANDED(a, b, c)
#define OUTSET_NN_ABI OUTSET_NN_JOIN(OUTSET_NN_VECTORS, OUTSET_NN_ALIGNMENT, OUTSET_NN_COEFFICIENTS)

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {

// A net's matrices are the same type of Eigen's in every file of a program, so in every file they
// must look the same.
static_assert(sizeof(Eigen::Index) == sizeof(void*),
              "outset: the matrices of a net (outset/nn) need Eigen's own index type: leave "
              "EIGEN_DEFAULT_DENSE_INDEX_TYPE as it is, std::ptrdiff_t");

namespace detail {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1, Eigen::ColMajor>;

// A matrix in memory whose columns are contiguous: what the kernels of simd/ take, of float or
// double.
template <class M>
concept HasColumns = exact::Binary<typename M::Scalar> && !bool{M::IsRowMajor} && requires(M & m) {
  m.data();
  m.outerStride();
}
&&int{M::InnerStrideAtCompileTime} == 1;

// Calls use(pointers..., count) for runs of contiguous entries of matrices of one size: for all
// entries at once where the columns follow each other in every matrix, else column by column.
template <class Use, class First, class... Rest>
void for_each_run(const Use& use, First& first, Rest&... rest) {
  const bool whole =
      first.outerStride() == first.rows() && ((rest.outerStride() == rest.rows()) && ...);
  if (whole) {
    use(first.data(), rest.data()..., first.size());
  } else {
    for (Index j = 0; j < first.cols(); ++j) {
      use(first.data() + j * first.outerStride(), (rest.data() + j * rest.outerStride())...,
          first.rows());
    }
  }
}

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
