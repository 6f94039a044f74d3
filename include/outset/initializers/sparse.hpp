// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Sparse: in every column the same number k of entries at random rows, each normal.
// How the rows are drawn is in sparse_pattern.hpp.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/initializers/sparse_pattern.hpp"
#include "outset/initializers/submatrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {

namespace detail {

// A draw of 0, or one that half rounds to 0, would be one nonzero fewer. It becomes the smallest
// normal number instead (of half the smallest subnormal one, which is next to 0).
template <class Scalar>
void keep_nonzero(Scalar* values, Index count) {
  for (Index i = 0; i < count; ++i) {
    if constexpr (is_complex<Scalar>) {
      using Real = typename Eigen::NumTraits<Scalar>::Real;
      if (exact::magnitude_bits(values[i].real()) == 0 &&
          exact::magnitude_bits(values[i].imag()) == 0) {
        values[i] = (std::numeric_limits<Real>::min)();
      }
    } else if constexpr (sizeof(Scalar) == 2) {
      const auto bits = Eigen::numext::bit_cast<std::uint16_t>(values[i]);
      const std::uint16_t smallest = std::is_same_v<Scalar, Eigen::half> ? 0x0001 : 0x0080;
      if ((bits & 0x7FFF) == 0) {
        values[i] = Eigen::numext::bit_cast<Scalar>(static_cast<std::uint16_t>(bits | smallest));
      }
    } else {
      if (exact::magnitude_bits(values[i]) == 0) values[i] = (std::numeric_limits<Scalar>::min)();
    }
  }
}

/// The entries, in the stream's order.
template <class Scalar>
class SparseValues {
 public:
  SparseValues(double std, const char* name, const random::Stream& stream)
      : sampler_(Normal{.mean = 0, .std = std}, name),
        zero_(exact::equal(std, 0.0)),
        stream_(part(stream, 1)) {}

  void write(Index first, Index count, Scalar* out) const {
    sampler_.write(stream_, static_cast<std::uint64_t>(first), count, out);
    if (!zero_) keep_nonzero(out, count);
  }

 private:
  Sampler<Scalar> sampler_;
  bool zero_;
  random::Stream stream_;
};

/// From columns of k entries each to rows, by counting.
template <class Scalar, class StorageIndex>
void write_by_rows(const std::vector<StorageIndex>& entry_rows, const std::vector<Scalar>& entries,
                   Index k, Index rows, StorageIndex* outer, StorageIndex* inner, Scalar* values) {
  std::fill_n(outer, rows + 1, StorageIndex(0));
  for (const StorageIndex row : entry_rows) ++outer[row + 1];
  for (Index i = 0; i < rows; ++i) outer[i + 1] += outer[i];
  for (std::size_t entry = 0; entry < entry_rows.size(); ++entry) {
    const StorageIndex place = outer[entry_rows[entry]]++;
    inner[place] = static_cast<StorageIndex>(static_cast<Index>(entry) / k);
    values[place] = entries[entry];
  }
  std::copy_backward(outer, outer + rows, outer + rows + 1);
  outer[0] = 0;
}

/// Columns that are drawn at once, because each window of the stream costs time.
constexpr Index sparse_batch(Index k) { return (std::max)(Index{1}, 4096 / k); }

/// Calls body(begin, end) for the columns, whose parts begin at any of them: each k entries. A part
/// has about 2^15 entries, which take 200 us.
template <class Body>
void in_sparse_pieces(const ExecutorRef& executor, Index k, Index cols, const Body& body) {
  if (k > 0 && cols > 0) in_pieces(executor, cols, 8 * sparse_batch(k), body);
}

/// A dense matrix's entries; all else is 0 already.
template <class Scalar>
void write_entries(const View<Scalar>& w, const SparseValues<Scalar>& source,
                   const random::Stream& stream, Index k, Index begin, Index end) {
  SparsePattern pattern(w.rows, k, stream, begin);
  const Index batch = sparse_batch(k);
  std::vector<Scalar> values(static_cast<std::size_t>(k * batch));
  std::vector<Index> rows(static_cast<std::size_t>(k));
  for (Index first = begin; first < end; first += batch) {
    const Index last = (std::min)(end, first + batch);
    source.write(first * k, (last - first) * k, values.data());
    const Scalar* value = values.data();
    for (Index j = first; j < last; ++j) {
      pattern.next(rows.data());
      Scalar* column = w.column(j);
      for (const Index i : rows) column[i * w.row_stride] = *value++;
    }
  }
}

/// The rows and values of all entries, column by column.
template <class Scalar, class StorageIndex>
void write_by_columns(const SparseValues<Scalar>& source, const random::Stream& stream, Index k,
                      Index rows, Index cols, StorageIndex* entry_rows, Scalar* values,
                      const ExecutorRef& executor) {
  in_sparse_pieces(executor, k, cols, [&](Index begin, Index end) {
    SparsePattern pattern(rows, k, stream, begin);
    for (Index j = begin; j < end; ++j) pattern.next(entry_rows + j * k);
    source.write(begin * k, (end - begin) * k, values + begin * k);
  });
}

/// The three arrays of a compressed SparseMatrix, with memory and time for its entries only.
template <class Scalar, class StorageIndex>
void write_compressed(const SparseValues<Scalar>& source, const random::Stream& stream, Index k,
                      Index rows, Index cols, bool by_rows, StorageIndex* outer,
                      StorageIndex* inner, Scalar* values, const ExecutorRef& executor) {
  if (by_rows) {
    const auto count = static_cast<std::size_t>(k * cols);
    std::vector<StorageIndex> entry_rows(count);
    std::vector<Scalar> entries(count);
    write_by_columns(source, stream, k, rows, cols, entry_rows.data(), entries.data(), executor);
    write_by_rows(entry_rows, entries, k, rows, outer, inner, values);
  } else {
    for (Index j = 0; j <= cols; ++j) outer[j] = static_cast<StorageIndex>(j * k);
    write_by_columns(source, stream, k, rows, cols, inner, values, executor);
  }
}

/// How many entries a column gets, when everything has been checked.
template <class Scalar, class Init>
Index checked_entries(const Init& init, Index rows, Index cols, Index most) {
  init.validate(dense(1, 1));
  init.template validate_scalar<Scalar>();
  const Index k = init.entries(rows);
  if (cols > 0 && k > most / cols) {
    fail({Init::name, ": ", std::to_string(k), " entries in each of ", std::to_string(cols),
          " columns, must be at most ", std::to_string(most), " together, as StorageIndex counts"});
  }
  return k;
}

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
  OUTSET_KEYED Index entries(Index rows) const {
    // The decimal, the difference and the product are off by less than rows 2^-52 together; the
    // allowance is four times as much, and far below what a decimal of 12 digits can mean.
    const auto count = static_cast<double>(rows);
    const double kept = exact::mul(count, exact::sub(1, sparsity));
    const double allowance = exact::mul(count, 0x1p-50);
    const double rounded = exact::add(exact::add(kept, allowance), 0.5);
    return rounded < count ? static_cast<Index>(rounded) : rows;
  }

  OUTSET_KEYED void validate(const Shape&) const {
    if (exact::is_nan(sparsity) || sparsity < 0 || sparsity > 1) {
      detail::fail_option(name, "sparsity", sparsity, "in [0, 1]");
    }
    detail::require_not_negative(name, "std", std);
  }
  template <class Scalar>
  OUTSET_KEYED void validate_scalar() const {
    static_cast<void>(detail::Draws<Normal>::fitted<typename Eigen::NumTraits<Scalar>::Real>(
        Normal{.mean = 0, .std = std}, name));
  }

  template <class Scalar>
  OUTSET_KEYED void write(const View<Scalar>& w, const Shape&, const random::Stream& stream,
                          const detail::ExecutorRef& executor) const {
    const Index k = entries(w.rows);
    detail::fill_zeros(w, executor);
    const detail::SparseValues<Scalar> source(std, name, stream);
    detail::in_sparse_pieces(executor, k, w.cols, [&](Index begin, Index end) {
      detail::write_entries(w, source, stream, k, begin, end);
    });
  }

  OUTSET_CALL_OPERATORS(Sparse);

  /// Into an Eigen::SparseMatrix, where M is one: what the call operators do then. `shape` may be
  /// null.
  using FillsSparse = void;
  template <class M>
  OUTSET_ALWAYS_INLINE void fill_sparse(M& w, const Shape* shape, Rng& rng,
                                        const detail::ExecutorRef& executor) const {
    using Scalar = typename M::Scalar;
    using StorageIndex = typename M::StorageIndex;
    detail::in_standard_mode([&] {
      const Index rows = w.rows();
      const Index cols = w.cols();
      if (shape != nullptr && (rows != shape->rows() || cols != shape->cols())) {
        detail::fail({name, ": W is ", detail::sizes(rows, cols), ", must be ",
                      detail::sizes(shape->rows(), shape->cols()), " as its Shape"});
      }
      constexpr Index most = (std::min)(Index{(std::numeric_limits<StorageIndex>::max)()},
                                        Index{(std::numeric_limits<Eigen::Index>::max)()});
      const Index k = detail::checked_entries<Scalar>(*this, rows, cols, most);
      const random::Stream stream = rng.take();
      w.resize(w.rows(), w.cols());
      w.resizeNonZeros(static_cast<Eigen::Index>(k * cols));
      const detail::SparseValues<Scalar> source(std, name, stream);
      detail::write_compressed(source, stream, k, rows, cols, bool{M::IsRowMajor},
                               w.outerIndexPtr(), w.innerIndexPtr(), w.valuePtr(), executor);
    });
  }
};

}  // namespace OUTSET_VALUES
}  // namespace outset
