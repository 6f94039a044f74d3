// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Random orthonormal frames by random reflections. They are distributed as Q of the QR
// decomposition of a Gaussian matrix, but no matrix is decomposed (G. W. Stewart, "The efficient
// generation of random orthogonal matrices with an application to condition estimators", SIAM J.
// Numer. Anal. 17, 1980): let x_j be independent standard normal vectors of lengths m, m - 1, ...,
// H_j the Householder reflection of x_j to a multiple of the first axis, and d_j = -x_j[0] /
// |x_j[0]|. Then the first k columns of
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
// is drawn just before it is applied, so only Q and one panel are stored.
//
// A complex matrix is taken as a real one of twice the rows, as it stands in memory, and a complex
// left factor as a real one of twice the rows and columns, a + bi as ((a, -b), (b, a)). So all
// products are real, by the kernels of simd/backend.hpp. All other rounded operations are those of
// exact/. Therefore a frame has the same bits everywhere.
//
// Part of the stream format: x_j[i] is normal number j m - j (j - 1) / 2 + i of the call's stream
// (of a complex scalar: complex normal number), m = max(rows, cols), k = min(rows, cols); the next
// matrix of the tensor goes on at m k - k (k - 1) / 2.

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "outset/distribution.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// How many normals an m x k frame takes.
constexpr Index frame_normals(Index m, Index k) { return m * k - k * (k - 1) / 2; }

template <class Real>
Real square_of(Real x) {
  return exact::mul(x, x);
}
template <class Real>
Real square_of(const std::complex<Real>& x) {
  return exact::fma(x.imag(), x.imag(), exact::mul(x.real(), x.real()));
}

// conj(a) b, for |b| = 1 or b = +-1.
template <class Real>
Real conjugate_times(Real a, Real b) {
  return exact::mul(a, b);
}
template <class Real>
std::complex<Real> conjugate_times(const std::complex<Real>& a, const std::complex<Real>& b) {
  return {exact::fma(a.imag(), b.imag(), exact::mul(a.real(), b.real())),
          exact::fma(exact::negate(a.imag()), b.real(), exact::mul(a.real(), b.imag()))};
}

/// Reflections per panel; the last panel has between half as many and one and a half times as many.
/// The number is part of the format too, because it decides which sums are made. Wider panels are
/// slower up to n = 512 and not faster beyond.
inline constexpr Index panel_width = 32;
inline constexpr Index widest_panel = panel_width + panel_width / 2 - 1;

/// What is kept of a vector x beside its v: d, and v^* v.
template <class Scalar>
struct Reflector {
  Scalar d;
  typename Eigen::NumTraits<Scalar>::Real square;
};

/// Makes v of x. Half of v^* v or more is the square of v's first element, so an error of |x| shows
/// in the frame's column. Therefore |x|^2 is summed in sixteen lanes and not in one chain, with
/// which W^T W would be off by 13 eps at n = 1024 instead of 5. A vector of zeros counts as the
/// first axis.
template <class Scalar>
Reflector<Scalar> make_reflector(Scalar* x, Index count) {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  constexpr Index parts = is_complex<Scalar> ? 2 : 1;
  const Real rest = simd::sum_of_squares(reinterpret_cast<const Real*>(x + 1), parts * (count - 1));
  const Real norm = exact::sqrt(exact::add(rest, square_of(x[0])));
  Scalar phase(1);
  if constexpr (is_complex<Scalar>) {
    const Real modulus = exact::sqrt(square_of(x[0]));
    if (modulus > Real(0)) {
      phase = {exact::div(x[0].real(), modulus), exact::div(x[0].imag(), modulus)};
    }
    x[0] = {exact::fma(phase.real(), norm, x[0].real()),
            exact::fma(phase.imag(), norm, x[0].imag())};
  } else {
    if (x[0] < Real(0)) phase = Scalar(-1);
    x[0] = exact::fma(phase, norm, x[0]);
  }
  if (!(norm > Real(0))) x[0] = Scalar(1);
  return {-phase, exact::add(rest, square_of(x[0]))};
}

/// Draws m x k orthonormal frames. Owns all memory that this needs beside the frame; small frames
/// need none from the heap.
template <class Scalar>
class HaarFrames {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  static constexpr Index parts = is_complex<Scalar> ? 2 : 1;

 public:
  HaarFrames(Index m, Index k, const random::Stream& stream, const char* name)
      : m_(m),
        k_(k),
        panels_((std::max)(Index{1}, (k + panel_width / 2) / panel_width)),
        stream_(stream),
        normals_(Normal{.mean = 0, .std = 1}, name) {
    const Index widest = (std::max)((std::min)(panel_width, k_), k_ - (panels_ - 1) * panel_width);
    const Index size = Panel::size(m_, widest, (std::min)(k_, strip));
    if (size + parts * m_ * k_ <= stack_size) frame_ = reinterpret_cast<Scalar*>(stack_ + size);
    if (size > stack_size) {
      constexpr Index line = 64 / static_cast<Index>(sizeof(Real));
      heap_.reset(new Real[static_cast<std::size_t>(size + line)]);
      const auto past = reinterpret_cast<std::uintptr_t>(heap_.get()) % 64 / sizeof(Real);
      workspace_ = heap_.get() + (line - static_cast<Index>(past)) % line;
    }
  }
  HaarFrames(const HaarFrames&) = delete;
  HaarFrames& operator=(const HaarFrames&) = delete;

  /// Memory for a frame that cannot be made in place. Its columns are m apart.
  Scalar* frame() {
    if (frame_ == nullptr) {
      heap_frame_.reset(new Scalar[static_cast<std::size_t>(m_ * k_)]);
      frame_ = heap_frame_.get();
    }
    return frame_;
  }

  /// Writes frame `number`, whose columns are `stride` apart.
  void draw(Scalar* frame, Index stride, Index number) {
    const std::uint64_t first =
        static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(frame_normals(m_, k_));
    for (Index j = 0; j < k_; ++j) std::fill_n(frame + j * stride, m_, Scalar(0));
    for (Index p = panels_; p-- > 0;) {
      const Index start = p * panel_width;
      const Index width = p + 1 == panels_ ? k_ - start : panel_width;
      apply_panel(frame + start * (stride + 1), stride, m_ - start, k_ - start, width,
                  first + static_cast<std::uint64_t>(frame_normals(m_, start)));
    }
  }

 private:
  static constexpr Index stack_size = 32 * 1024 / static_cast<Index>(sizeof(Real));

  // Columns of Q that go through all products of a panel together: they stay in the second cache.
  static constexpr Index strip = 96;

  // Where the matrices of a panel are, all real. The kernels read the columns of a left factor to a
  // multiple of 16; another 16 where a column would fill whole pages, whose lines all want the same
  // place in the cache.
  struct Panel {
    static constexpr Index padded(Index rows) { return (rows + 15) / 16 * 16; }
    static constexpr Index spread(Index rows) {
      return padded(rows) + (padded(rows) * static_cast<Index>(sizeof(Real)) % 1024 == 0 ? 16 : 0);
    }

    Panel(Real* memory, Index rows, Index width, Index cols)
        : v_stride(spread(parts * rows)),
          t_stride(padded(parts * width)),
          v(memory),
          adjoint(v + v_stride * parts * width),
          t(adjoint + t_stride * parts * rows),
          gram(t + t_stride * parts * width),
          right(gram + parts * width * width),
          product(right + parts * width * cols) {}

    static constexpr Index size(Index rows, Index width, Index cols) {
      return spread(parts * rows) * parts * width + padded(parts * width) * parts * (rows + width) +
             parts * width * (width + 2 * cols);
    }

    Index v_stride, t_stride;
    Real* v;        // V
    Real* adjoint;  // V^*
    Real* t;        // -T
    Real* gram;     // V^* V, of which only the part above the diagonal is right
    Real* right;    // V^* Q of a strip
    Real* product;  // -T V^* Q of a strip
  };

  // C += A B.
  static void add_product(Index rows, Index cols, Index depth, const Real* a, Index a_stride,
                          const Real* b, Index b_stride, Real* c, Index c_stride) {
    simd::add_product(
        simd::Product<Real>{rows, cols, depth, a, a_stride, b, b_stride, c, c_stride});
  }

  static Scalar* scalars(Real* reals) { return reinterpret_cast<Scalar*>(reals); }

  // The second of the two columns that stand for a complex one: i times the first.
  static void write_second(const Real* column, Real* second, Index rows) {
    for (Index i = 0; i < rows; ++i) {
      second[2 * i] = exact::negate(column[2 * i + 1]);
      second[2 * i + 1] = column[2 * i];
    }
  }

  void apply_panel(Scalar* q, Index stride, Index rows, Index cols, Index width,
                   std::uint64_t first) {
    const Panel p(workspace_, rows, width, (std::min)(cols, strip));
    draw_normals(p, rows, width, first);
    Scalar d[widest_panel];
    Real diagonal[widest_panel];  // of -T
    for (Index j = 0; j < width; ++j) {
      Real* column = p.v + parts * j * p.v_stride;
      const auto reflector = make_reflector(scalars(column) + j, rows - j);
      d[j] = reflector.d;
      diagonal[j] = exact::div(Real(-2), reflector.square);
      if constexpr (parts == 2) write_second(column, column + p.v_stride, rows);
    }
    write_adjoint(p, rows, width);
    write_gram(p, rows, width);
    write_t(p, width, diagonal);

    for (Index j = 0; j < width; ++j) q[j * (stride + 1)] = d[j];
    for (Index j = 0; j < cols; j += strip) {
      const Index count = (std::min)(strip, cols - j);
      const Index size = parts * width;
      std::fill_n(p.right, size * count, Real(0));
      std::fill_n(p.product, size * count, Real(0));
      const Index own = (std::min)((std::max)(Index{0}, width - j), count);
      for (Index i = 0; i < own; ++i) {
        Scalar* column = scalars(p.right + i * size);
        for (Index l = 0; l <= j + i; ++l) {
          column[l] = conjugate_times(scalars(p.v + parts * l * p.v_stride)[j + i], d[j + i]);
        }
      }
      Real* part = reinterpret_cast<Real*>(q + j * stride);
      add_product(size, count - own, parts * (rows - width), p.adjoint + size * p.t_stride,
                  p.t_stride, part + parts * (own * stride + width), parts * stride,
                  p.right + own * size, size);
      add_product(size, count, size, p.t, p.t_stride, p.right, size, p.product, size);
      add_product(parts * rows, count, size, p.v, p.v_stride, p.product, size, part,
                  parts * stride);
    }
  }

  // The vectors are one run of the stream. They are drawn to V's end and then moved to their
  // columns, the first one first. No column lies behind its vector, so none overwrites a vector
  // that is still to be moved.
  void draw_normals(const Panel& p, Index rows, Index width, std::uint64_t first) {
    const Index count = parts * frame_normals(rows, width);
    Real* from = p.adjoint - count;
    normals_.write(stream_, parts * first, count, from);
    for (Index j = 0; j < width; ++j) {
      Real* column = p.v + parts * j * p.v_stride;
      const Index length = parts * (rows - j);
      if (from != column + parts * j) std::copy(from, from + length, column + parts * j);
      std::fill_n(column, parts * j, Real(0));
      from += length;
      // Products read whole vectors, so beyond the rows there must be no subnormal (slow) or
      // undefined numbers.
      for (Index part = 0; part < parts; ++part) {
        Real* end = column + part * p.v_stride + parts * rows;
        std::fill_n(end, Panel::padded(parts * rows) - parts * rows, Real(0));
      }
    }
  }

  static void write_adjoint(const Panel& p, Index rows, Index width) {
    constexpr Index block = 64;  // rows whose lines stay in the first cache
    for (Index r = 0; r < parts * rows; r += block) {
      const Index end = (std::min)(r + block, parts * rows);
      for (Index j = 0; j < p.t_stride; ++j) {
        for (Index i = r; i < end; ++i) {
          p.adjoint[i * p.t_stride + j] = j < parts * width ? p.v[j * p.v_stride + i] : Real(0);
        }
      }
    }
  }

  static void write_gram(const Panel& p, Index rows, Index width) {
    constexpr Index block = 16;
    const Index size = parts * width;
    std::fill_n(p.gram, size * width, Real(0));
    for (Index j = 0; j < width; j += block) {
      const Index count = (std::min)(block, width - j);
      add_product(parts * (j + count), count, parts * rows, p.adjoint, p.t_stride,
                  p.v + parts * j * p.v_stride, parts * p.v_stride, p.gram + j * size, size);
    }
  }

  // T. Above the diagonal its inverse is V^* V, so column j of T is t_jj times e_j - T (V^* v_j's
  // first j elements). -T is stored, so that no sign is left.
  static void write_t(const Panel& p, Index width, const Real* diagonal) {
    std::fill_n(p.t, p.t_stride * parts * width, Real(0));
    for (Index j = 0; j < width; ++j) {
      Real* column = p.t + parts * j * p.t_stride;
      // The product writes whole vectors: zeros below the diagonal stay zeros.
      add_product(Panel::padded(parts * j), 1, parts * j, p.t, p.t_stride,
                  p.gram + j * parts * width, 0, column, 0);
      for (Index i = 0; i < parts * j; ++i) column[i] = exact::mul(column[i], diagonal[j]);
      column[parts * j] = diagonal[j];
      if constexpr (parts == 2) write_second(column, column + p.t_stride, j + 1);
    }
  }

  Index m_, k_, panels_;
  random::Stream stream_;
  Sampler<Real> normals_;
  Real* workspace_ = stack_;
  Scalar* frame_ = nullptr;
  std::unique_ptr<Real[]> heap_{};
  std::unique_ptr<Scalar[]> heap_frame_{};
  alignas(64) Real stack_[std::size_t{stack_size}];
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
