// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// How the frames of haar.hpp become the matrices of a tensor.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "outset/exact/rounding.hpp"
#include "outset/initializers/haar.hpp"
#include "outset/initializers/submatrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// One product per element, which no flag can change.
template <class Scalar>
void scale_by(Scalar* x, Index count, typename Eigen::NumTraits<Scalar>::Real scale) {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  constexpr Index parts = is_complex<Scalar> ? 2 : 1;
  Real* const reals = reinterpret_cast<Real*>(x);
  for (Index i = 0; i < parts * count; ++i) reals[i] *= scale;
}

/// The matrices of a tensor, each of which becomes gain times an m x k frame, or the transpose of
/// that where the matrix is wide.
template <class Scalar>
struct ScaledFrames {
  using Work = Working<Scalar>;
  using Real = typename Eigen::NumTraits<Work>::Real;

  Matrices<Scalar> matrices;
  Index m, k;
  double gain;
  Real scale;
  random::Stream stream;
  const char* name;

  /// Writes frames begin to end - 1. Not inlined: the memory of HaarFrames must not stand on the
  /// stack while zeros are written.
  OUTSET_NEVER_INLINE void write(Index begin, Index end, const ExecutorRef& executor) const {
    const View<Scalar> w = matrices[begin].w;
    const bool wide = matrices.rows() < matrices.cols();
    const Index col_stride = w.axis_stride[0] * matrices[begin].col_step;
    const Index inner = wide ? col_stride : w.row_stride;  // along the long side
    const Index outer = wide ? w.row_stride : col_stride;
    const bool has_strides = std::is_same_v<Work, Scalar> && w.axes == 1;
    const bool in_place = has_strides && inner == 1 && outer >= m;
    HaarFrames<Work> frames(m, k, !in_place, stream, name);
    for (Index number = begin; number < end; ++number) {
      const Submatrix<Scalar> matrix = matrices[number];
      if constexpr (std::is_same_v<Work, Scalar>) {
        if (in_place) {
          draw(frames, matrix.column(0), outer, number, executor);
          continue;
        }
      }
      Work* const frame = frames.frame();
      draw(frames, frame, m, number, executor);
      if constexpr (std::is_same_v<Work, Scalar>) {
        if (has_strides && outer == 1 && inner >= k) {
          transpose(frame, matrix.column(0), inner, executor);
          continue;
        }
      }
      in_columns(executor, matrix.cols, matrix.rows, [&](Index j0, Index j1) {
        for (Index j = j0; j < j1; ++j) {
          Scalar* const column = matrix.column(j);
          for (Index i = 0; i < matrix.rows; ++i) {
            column[i * w.row_stride] =
                exact::nearest<Scalar>(wide ? frame[i * m + j] : frame[j * m + i]);
          }
        }
      });
    }
  }

 private:
  // A piece has as many elements as a piece of a fill.
  template <class Body>
  static void in_columns(const ExecutorRef& executor, Index cols, Index rows, const Body& body) {
    constexpr Index piece_size = Index{1} << 16;
    in_pieces(executor, cols, (std::max)(Index{1}, piece_size / rows), body);
  }

  // From a frame to a matrix whose short side is contiguous, in blocks that stay in the first
  // cache.
  void transpose(const Work* frame, Work* out, Index pitch, const ExecutorRef& executor) const {
    constexpr Index block = 32;
    in_columns(executor, m, k, [&](Index i0, Index i1) {
      const Work* columns[std::size_t{block}];
      for (Index i = i0; i < i1; i += block) {
        for (Index j = 0; j < k; j += block) {
          const Index count = (std::min)(block, k - j);
          for (Index l = 0; l < count; ++l) columns[l] = frame + (j + l) * m + i;
          simd::scalar::transpose_as<false>(columns, (std::min)(block, i1 - i), count,
                                            out + i * pitch + j, pitch);
        }
      }
    });
  }

  void draw(HaarFrames<Work>& frames, Work* frame, Index stride, Index number,
            const ExecutorRef& executor) const {
    frames.draw(frame, stride, number, executor);
    if (exact::equal(gain, 1.0)) return;
    in_columns(executor, k, m, [&](Index j0, Index j1) {
      for (Index j = j0; j < j1; ++j) scale_by(frame + j * stride, m, scale);
    });
  }
};

template <class Scalar>
void write_orthogonal(const View<Scalar>& w, const Shape& shape, Taps taps, double gain,
                      const random::Stream& stream, const char* name, const ExecutorRef& executor) {
  using Work = Working<Scalar>;
  const bool is_zero = exact::equal(gain, 0.0);
  if (is_zero || taps == Taps::centre) fill_zeros(w, executor);
  if (is_zero) return;
  const Matrices<Scalar> matrices(w, shape, shape.groups(), taps);
  const Index m = (std::max)(matrices.rows(), matrices.cols());
  const Index k = (std::min)(matrices.rows(), matrices.cols());
  const auto scale = exact::nearest<typename Eigen::NumTraits<Work>::Real>(gain);
  const ScaledFrames<Scalar> frames{matrices, m, k, gain, scale, stream, name};
  if (HaarFrames<Work>::is_large(m, k)) {
    frames.write(0, matrices.count(), executor);
    return;
  }
  // Small frames are handed out by the dozen. A frame costs about as much as m k (k + 64)
  // multiplications; a piece takes 100 us or more.
  constexpr std::int64_t piece_size = std::int64_t{1} << 21;
  const std::int64_t cost = std::int64_t{m} * k * (k + 64);
  const auto at_once = static_cast<Index>((std::max)(std::int64_t{1}, piece_size / cost));
  in_pieces(executor, matrices.count(), at_once,
            [&](Index begin, Index end) { frames.write(begin, end, SerialExecutor{}); });
}

}  // namespace detail

}  // namespace OUTSET_ABI
}  // namespace outset
