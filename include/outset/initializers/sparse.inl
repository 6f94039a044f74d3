// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of sparse.hpp.

#include <cstdint>
#include <string>
#include <vector>

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
  const Heap<Scalar> values(static_cast<std::size_t>(k * batch));
  const Heap<Index> rows(static_cast<std::size_t>(k));
  for (Index first = begin; first < end; first += batch) {
    const Index last = (std::min)(end, first + batch);
    source.write(first * k, (last - first) * k, values.data());
    const Scalar* value = values.data();
    for (Index j = first; j < last; ++j) {
      pattern.next(rows.data());
      Scalar* column = w.column(j);
      for (Index entry = 0; entry < k; ++entry) {
        column[rows.data()[entry] * w.row_stride] = *value++;
      }
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

template <class Scalar>
void require_std_fits(double std, const char* name) {
  static_cast<void>(Draws<Normal>::fitted<typename Eigen::NumTraits<Scalar>::Real>(
      Normal{.mean = 0, .std = std}, name));
}

template <class Scalar>
void write_sparse(const Sparse& init, const View<Scalar>& w, const random::Stream& stream,
                  const ExecutorRef& executor) {
  const Index k = init.entries(w.rows);
  fill_zeros(w, executor);
  const SparseValues<Scalar> source(init.std, Sparse::name, stream);
  in_sparse_pieces(executor, k, w.cols, [&](Index begin, Index end) {
    write_entries(w, source, stream, k, begin, end);
  });
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

OUTSET_LINKED void validate(const Sparse& init) {
  if (exact::is_nan(init.sparsity) || init.sparsity < 0 || init.sparsity > 1) {
    fail_option(init.name, "sparsity", init.sparsity, "in [0, 1]");
  }
  require_not_negative(init.name, "std", init.std);
}

OUTSET_LINKED Index sparse_entries(const Sparse& init, Index rows) {
  // The decimal, the difference and the product are off by less than rows 2^-52 together; the
  // allowance is four times as much, and far below what a decimal of 12 digits can mean.
  const auto count = static_cast<double>(rows);
  const double kept = exact::mul(count, exact::sub(1, init.sparsity));
  const double allowance = exact::mul(count, 0x1p-50);
  const double rounded = exact::add(exact::add(kept, allowance), 0.5);
  return rounded < count ? static_cast<Index>(rounded) : rows;
}

template <class Scalar>
Index checked_entries(const Sparse& init, Index rows, Index cols, const Shape* shape, Index most) {
  return detail::in_standard_mode([&] {
    if (shape != nullptr && (rows != shape->rows() || cols != shape->cols())) {
      fail({Sparse::name, ": W is ", rows, " x ", cols, ", must be ", shape->rows(), " x ",
            shape->cols(), " as its Shape"});
    }
    validate(init);
    detail::require_std_fits<Scalar>(init.std, init.name);
    const Index k = init.entries(rows);
    if (cols > 0 && k > most / cols) {
      fail({Sparse::name, ": ", k, " entries in each of ", cols, " columns, must be at most ", most,
            " together, as StorageIndex counts"});
    }
    return k;
  });
}

template <class Scalar, class StorageIndex>
void write_compressed(const Sparse& init, Rng& rng, Index k, Index rows, Index cols, bool by_rows,
                      StorageIndex* outer, StorageIndex* inner, Scalar* values,
                      const ExecutorRef& executor) {
  detail::in_standard_mode([&] {
    const random::Stream stream = rng.take();
    const detail::SparseValues<Scalar> source(init.std, init.name, stream);
    detail::write_compressed(source, stream, k, rows, cols, by_rows, outer, inner, values,
                             executor);
  });
}

}  // namespace library
}  // namespace OUTSET_LINK
}  // namespace outset
