// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Sparse: in every column the same number k of entries at random rows, each normal.
// How the rows are drawn is in sparse_pattern.hpp.

#include <algorithm>
#include <limits>

#include "outset/distribution.hpp"

namespace outset {
inline namespace OUTSET_VALUES {
struct Sparse;
}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {

OUTSET_LINKED void validate(const Sparse& init);
OUTSET_LINKED Index sparse_entries(const Sparse& init, Index rows);

/// How many entries a column of a SparseMatrix gets, when everything has been checked. `shape` may
/// be null; at most `most` entries can be counted.
template <class Scalar>
Index checked_entries(const Sparse& init, Index rows, Index cols, const Shape* shape, Index most);

/// Takes a stream and writes the three arrays of a compressed SparseMatrix, with memory and time
/// for its entries only.
template <class Scalar, class StorageIndex>
void write_compressed(const Sparse& init, Rng& rng, Index k, Index rows, Index cols, bool by_rows,
                      StorageIndex* outer, StorageIndex* inner, Scalar* values,
                      const ExecutorRef& executor);

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

template <class Scalar>
void require_std_fits(double std, const char* name);
template <class Scalar>
void write_sparse(const Sparse& init, const View<Scalar>& w, const random::Stream& stream,
                  const ExecutorRef& executor);

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// In every column exactly k = round(rows (1 - sparsity)) entries, halves up, at random rows, each
/// normal with mean 0 and standard deviation `std`; all else 0. sparsity is read as the decimal
/// that it was written as: 0.93 of 100 rows leaves 7, 0.9995 of 1000 leaves 1 (from a half, not
/// from 0.49999999999999994).
///
/// W is dense, or an Eigen::SparseMatrix (column- or row-major) of the right size, whose entries
/// are replaced: it is compressed afterwards, at a cost that goes with its entries and not with its
/// size, and holds the same numbers as the dense W. An entry is never 0, unless std is; then a
/// SparseMatrix stores k zeros a column. Columns are those of the stored matrix, whatever its
/// Shape.
///
/// Source: Martens, "Deep learning via Hessian-free optimization", ICML 2010, section 5, which
/// gives every unit 15 connections. There, and in MLX, it is a unit's inputs that are few, the rows
/// here; counting by columns is PyTorch's and Flux's way. Throws std::invalid_argument if sparsity
/// is outside [0, 1], std negative or not finite, or the entries are more than StorageIndex counts.
struct Sparse {
  static constexpr const char* name = "Sparse";
  double sparsity = 0.9;
  double std = 0.01;

  /// How many entries a column of `rows` has.
  OUTSET_KEYED Index entries(Index rows) const { return library::sparse_entries(*this, rows); }

  OUTSET_KEYED void validate(const Shape&) const { library::validate(*this); }
  template <class Scalar>
  OUTSET_KEYED void validate_scalar() const {
    detail::require_std_fits<Scalar>(std, name);
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape&, const random::Stream& stream,
                          const detail::ExecutorRef& executor) const {
    detail::write_sparse(*this, w, stream, executor);
  }

  OUTSET_LIBRARY_CALL_OPERATORS(Sparse);

  /// Into an Eigen::SparseMatrix, where M is one: what the call operators do then. `shape` may be
  /// null.
  using FillsSparse = void;
  template <class M>
  OUTSET_ALWAYS_INLINE void fill_sparse(M& w, const Shape* shape, Rng& rng,
                                        const detail::ExecutorRef& executor) const {
    using Scalar = typename M::Scalar;
    using StorageIndex = typename M::StorageIndex;
    constexpr Index most = (std::min)(Index{(std::numeric_limits<StorageIndex>::max)()},
                                      Index{(std::numeric_limits<Eigen::Index>::max)()});
    const Index rows = w.rows();
    const Index cols = w.cols();
    const Index k = library::checked_entries<Scalar>(*this, rows, cols, shape, most);
    w.resize(w.rows(), w.cols());
    w.resizeNonZeros(static_cast<Eigen::Index>(k * cols));
    library::write_compressed<Scalar, StorageIndex>(*this, rng, k, rows, cols, bool{M::IsRowMajor},
                                                    w.outerIndexPtr(), w.innerIndexPtr(),
                                                    w.valuePtr(), executor);
  }
};

}  // namespace OUTSET_VALUES
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/initializers/sparse.inl"
#endif
