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

// An entry that is 0, or that half rounds to 0, would be one nonzero fewer. It becomes the smallest
// normal number instead (in half the smallest number above 0, because that is nearest).
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

/// Turns columns of k entries each into rows, by counting.
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

/// The three arrays of a compressed SparseMatrix, with memory and time for its entries only.
template <class Scalar, class StorageIndex>
void write_compressed(const SparseValues<Scalar>& source, SparsePattern& pattern, Index k,
                      Index rows, Index cols, bool by_rows, StorageIndex* outer,
                      StorageIndex* inner, Scalar* values) {
  const Index count = k * cols;
  if (by_rows) {
    std::vector<StorageIndex> entry_rows(static_cast<std::size_t>(count));
    std::vector<Scalar> entries(static_cast<std::size_t>(count));
    for (Index j = 0; j < cols; ++j) pattern.next(entry_rows.data() + j * k);
    source.write(0, count, entries.data());
    write_by_rows(entry_rows, entries, k, rows, outer, inner, values);
  } else {
    for (Index j = 0; j < cols; ++j) {
      outer[j] = static_cast<StorageIndex>(j * k);
      pattern.next(inner + j * k);
    }
    outer[cols] = static_cast<StorageIndex>(count);
    source.write(0, count, values);
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
/// are replaced: it is compressed afterwards and holds the same numbers as the dense W. The cost is
/// proportional to its entries, not to its size. An entry is never 0 unless std is 0; then a
/// SparseMatrix stores k zeros per column. Columns are those of the stored matrix, whatever its
/// Shape.
///
/// Source: Martens, "Deep learning via Hessian-free optimization", ICML 2010, section 5, which
/// gives every unit 15 inputs. So the paper and MLX count entries per row; PyTorch and Flux count
/// them per column, as here. Throws std::invalid_argument if sparsity is outside [0, 1], std
/// negative or not finite, or the entries are more than StorageIndex counts.
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
    if (k == 0) return;
    detail::SparsePattern pattern(w.rows, k, stream);
    const detail::SparseValues<Scalar> source(std, name, stream);
    const Index batch = (std::max)(Index{1}, 4096 / k);  // columns; each write costs a start
    std::vector<Scalar> values(static_cast<std::size_t>(k * batch));
    std::vector<Index> rows(static_cast<std::size_t>(k));
    for (Index first = 0; first < w.cols; first += batch) {
      const Index last = (std::min)(w.cols, first + batch);
      source.write(first * k, (last - first) * k, values.data());
      const Scalar* value = values.data();
      for (Index j = first; j < last; ++j) {
        pattern.next(rows.data());
        Scalar* column = w.column(j);
        for (const Index i : rows) column[i * w.row_stride] = *value++;
      }
    }
  }

  OUTSET_CALL_OPERATORS(Sparse);

  /// Fills an Eigen::SparseMatrix: the call operators use this where M is one. `shape` may be null.
  using FillsSparse = void;
  template <class M>
  OUTSET_ALWAYS_INLINE void fill_sparse(M& w, const Shape* shape, Rng& rng) const {
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
      detail::SparsePattern pattern(rows, k, stream);
      const detail::SparseValues<Scalar> source(std, name, stream);
      detail::write_compressed(source, pattern, k, rows, cols, bool{M::IsRowMajor},
                               w.outerIndexPtr(), w.innerIndexPtr(), w.valuePtr());
    });
  }
};

}  // namespace OUTSET_VALUES
}  // namespace outset
