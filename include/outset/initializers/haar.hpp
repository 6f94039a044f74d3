// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Random orthonormal frames by random reflections. Not QR of a Gaussian matrix, but what it comes
// to (G. W. Stewart, "The efficient generation of random orthogonal matrices with an application to
// condition estimators", SIAM J. Numer. Anal. 17, 1980): let x_j be independent standard normal
// vectors of lengths m, m - 1, ..., H_j the Householder reflection of x_j to a multiple of the
// first axis, and d_j = -x_j[0] / |x_j[0]|. Then the first k columns of
//
//   Q = H_0 H_1 ... H_(k-1) diag(d),     H_j = I - 2 v v^* / v^* v,     v = x_j - d_j |x_j| e_0,
//
// are a Haar distributed orthonormal frame; of complex normals a unitary one. d makes H_0's first
// column x_0 / |x_0|, as dividing by the signs of R's diagonal does for QR: without it Q is not
// Haar (Mezzadri, "How to generate random matrices from the classical compact groups", Notices of
// the AMS 54, 2007). x_0[0] = 0 counts as positive.
//
// `w` reflections at once are I - V T V^* with T^-1 = strictly upper part of V^* V + its diagonal /
// 2 (Puglisi, "Modification of the Householder method based on the compact WY representation", SIAM
// J. Sci. Stat. Comput. 13, 1992), applied from the last panel to the first, on the part of Q that
// is not yet the identity: 2 m k^2 - 2 k^3 / 3 operations, 2 n^3 * 2/3 for a square matrix. A panel
// is drawn when it is due, so nothing is stored but Q and one panel.
//
// Part of the stream format: x_j[i] is normal number j m - j (j - 1) / 2 + i of the call's stream
// (of a complex scalar: complex normal number), m = max(rows, cols), k = min(rows, cols); the next
// matrix of the tensor goes on at m k - k (k - 1) / 2.

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>

#include "outset/fill.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class Scalar>
using Panel =
    Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>, 0, Eigen::OuterStride<>>;

template <class Scalar>
Panel<Scalar> panel(Scalar* data, Index rows, Index cols, Index stride) {
  return Panel<Scalar>(data, rows, cols, Eigen::OuterStride<>(stride));
}

/// How many normals an m x k frame takes.
constexpr Index frame_normals(Index m, Index k) { return m * k - k * (k - 1) / 2; }

/// What is left of a vector x when it has become v: d, and v^* v.
template <class Scalar>
struct Reflector {
  Scalar d;
  typename Eigen::NumTraits<Scalar>::Real square;
};

template <class Scalar>
typename Eigen::NumTraits<Scalar>::Real sum_of_squares(const Scalar* x, Index count) {
  constexpr Index block = 128;
  typename Eigen::NumTraits<Scalar>::Real sum(0);
  for (; count > 0; x += block, count -= block) {
    sum += Eigen::Map<const Eigen::Array<Scalar, Eigen::Dynamic, 1>>(x, (std::min)(count, block))
               .abs2()
               .sum();
  }
  return sum;
}

/// Makes v of x. Half of v^* v is v's first element alone, so an error of it shows in the frame's
/// column: it is not left to the long sums of V^* V (25 eps in W^T W at n = 1024, instead of 9). A
/// vector of zeros counts as the first axis.
template <class Scalar>
Reflector<Scalar> make_reflector(Scalar* x, Index count) {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  const Real rest = sum_of_squares(x + 1, count - 1);
  const Real norm = std::sqrt(rest + Eigen::numext::abs2(x[0]));
  Scalar phase(1);
  if constexpr (is_complex<Scalar>) {
    const Real modulus = std::abs(x[0]);
    if (modulus > Real(0)) phase = x[0] / modulus;
  } else {
    if (x[0] < Real(0)) phase = Scalar(-1);
  }
  x[0] = norm > Real(0) ? x[0] + phase * norm : Scalar(1);
  return {-phase, rest + Eigen::numext::abs2(x[0])};
}

/// Draws m x k orthonormal frames. It owns all the memory that this takes beside the frame: none
/// from the heap for small ones.
template <class Scalar>
class HaarFrames {
  using Real = typename Eigen::NumTraits<Scalar>::Real;

 public:
  HaarFrames(Index m, Index k, const random::Stream& stream, const char* name)
      : m_(m),
        k_(k),
        width_(panel_width(k)),
        panels_((std::max)(Index{1}, (k + width_ / 2) / width_)),
        stream_(stream),
        normals_(Normal{.mean = 0, .std = 1}, name) {
    // V, T^-1, T, the right factor before and after T.
    const Index widest = (std::max)((std::min)(width_, k_), k_ - (panels_ - 1) * width_);
    const Index workspace = m_ * widest + 2 * widest * widest + 2 * widest * k_;
    const Index all = workspace + m_ * k_;
    if (all * static_cast<Index>(sizeof(Scalar)) <= stack_bytes) {
      workspace_ = reinterpret_cast<Scalar*>(stack_);
      frame_ = workspace_ + workspace;
    } else {
      heap_.resize(workspace);
      workspace_ = heap_.data();
    }
  }
  HaarFrames(const HaarFrames&) = delete;
  HaarFrames& operator=(const HaarFrames&) = delete;

  /// Products of small or misaligned blocks may be summed in another order: a small frame is always
  /// made in the same place, and copied.
  bool in_place() const { return frame_ == nullptr; }

  /// Room for a frame that cannot be made where it will stand.
  Panel<Scalar> frame() {
    if (frame_ == nullptr) {
      heap_frame_.resize(m_ * k_);
      frame_ = heap_frame_.data();
    }
    return panel(frame_, m_, k_, m_);
  }

  void draw(Panel<Scalar> q, Index number) {
    const std::uint64_t first =
        static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(frame_normals(m_, k_));
    q.setZero();
    for (Index p = panels_; p-- > 0;) {
      const Index start = p * width_;
      const Index width = p + 1 == panels_ ? k_ - start : width_;
      apply_panel(q, start, width, first + static_cast<std::uint64_t>(frame_normals(m_, start)));
    }
  }

 private:
  static constexpr Index stack_bytes = 32 * 1024;

  // Wide panels make better products, and more work beside them; other widths than powers of two
  // leave Eigen's kernels a remainder each time. Measured with AVX2 and SSE2. The last panel has
  // between half a width and one and a half.
  static constexpr Index panel_width(Index k) { return k <= 512 ? 32 : 64; }

  void apply_panel(Panel<Scalar>& q, Index start, Index width, std::uint64_t first) {
    const Index rows = m_ - start;
    const Index cols = k_ - start;
    Scalar* next = workspace_;
    const auto take = [&next](Index r, Index c) {
      Scalar* data = next;
      next += r * c;
      return panel(data, r, c, r);
    };
    Panel<Scalar> v = take(rows, width);
    Panel<Scalar> inverse = take(width, width);
    Panel<Scalar> t = take(width, width);
    Panel<Scalar> right = take(width, cols);
    Panel<Scalar> product = take(width, cols);

    draw_normals(v, first);
    for (Index j = 0; j < width; ++j) {
      const Reflector<Scalar> reflector = make_reflector(v.data() + j * (rows + 1), rows - j);
      t(j, j) = Scalar(Real(2) / reflector.square);
      q(start + j, start + j) = reflector.d;
      right.col(j) = v.row(j).adjoint() * reflector.d;
    }
    inverse.noalias() = v.adjoint() * v;
    invert(inverse, t);
    if (cols > width) {
      const Panel<Scalar> below = panel(v.data() + width, rows - width, width, rows);
      const Panel<Scalar> done = panel(&q.coeffRef(start, start) + width * (q.outerStride() + 1),
                                       rows - width, cols - width, q.outerStride());
      Panel<Scalar> rest = panel(right.data() + width * width, width, cols - width, width);
      rest.noalias() = below.adjoint() * done;
    }
    product.noalias() = t * right;
    Panel<Scalar> part = panel(&q.coeffRef(start, start), rows, cols, q.outerStride());
    part.noalias() -= v * product;
  }

  // The vectors are one run of the stream: drawn to the panel's end, then moved to their columns,
  // which are never behind them.
  void draw_normals(Panel<Scalar>& v, std::uint64_t first) {
    constexpr Index parts = is_complex<Scalar> ? 2 : 1;
    const Index count = frame_normals(v.rows(), v.cols());
    Scalar* from = v.data() + (v.size() - count);
    normals_.write(stream_, parts * first, parts * count, reinterpret_cast<Real*>(from));
    for (Index j = 0; j < v.cols(); ++j) {
      Scalar* column = v.data() + j * v.rows();
      const Index length = v.rows() - j;
      if (from != column + j) std::copy(from, from + length, column + j);
      std::fill_n(column, j, Scalar(0));
      from += length;
    }
  }

  // T, of whose inverse V^* V is the part above the diagonal, and whose diagonal is known: column j
  // is t_jj times (e_j - T V^* v_j above j).
  static void invert(const Panel<Scalar>& inverse, Panel<Scalar>& t) {
    for (Index j = 0; j < t.cols(); ++j) {
      const Scalar diagonal = t(j, j);
      t.col(j).setZero();
      for (Index i = 0; i < j; ++i) {
        t.col(j).head(i + 1) -= t.col(i).head(i + 1) * (inverse(i, j) * diagonal);
      }
      t(j, j) = diagonal;
    }
  }

  Index m_, k_, width_, panels_;
  random::Stream stream_;
  Sampler<Real, Normal> normals_;
  Scalar* workspace_ = nullptr;
  Scalar* frame_ = nullptr;
  Eigen::Array<Scalar, Eigen::Dynamic, 1> heap_;
  Eigen::Array<Scalar, Eigen::Dynamic, 1> heap_frame_;
  alignas(64) std::byte stack_[stack_bytes];
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
