// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Householder reflections of random vectors, one at a time and a panel of them at once.
//
// The reflection of x to a multiple of the first axis is H = I - 2 v v^* / v^* v with
// v = x - d |x| e_0 and d = -x[0] / |x[0]|, where x[0] = 0 counts as positive.
//
// The product of `width` reflections is I - V T V^*, where the columns of V are the vectors v, each
// one row shorter than the one before, and T^-1 is the strictly upper part of V^* V plus half of
// its diagonal (Puglisi, "Modification of the Householder method based on the compact WY
// representation", SIAM J. Sci. Stat. Comput. 13, 1992).
//
// A complex matrix is taken as a real one of twice the rows, as it stands in memory, and a complex
// left factor as a real one of twice the rows and columns, a + bi as ((a, -b), (b, a)). So all
// products are real ones, by the kernels of simd/backend.hpp, and exact/ has what else rounds: a
// panel has the same bits everywhere.

#include <algorithm>
#include <complex>
#include <cstdint>

#include "outset/distribution.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

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

/// What is left of a vector x when it has become v: d, and v^* v.
template <class Scalar>
struct Reflector {
  Scalar d;
  typename Eigen::NumTraits<Scalar>::Real square;
};

/// Makes v of x. Half of v^* v is the square of v's first element, whose error shows in the frame's
/// column. So the norm is a sum in sixteen lanes: with a sum in one chain W^T W is off by 13 eps at
/// n = 1024, instead of 5. A vector of zeros counts as the first axis.
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

/// Reflections of a panel; the last panel has between half as many and one and a half times as
/// many. Part of the stream format, because it decides which sums are made. Wider panels are slower
/// up to n = 512 and not faster beyond.
inline constexpr Index panel_width = 32;
inline constexpr Index widest_panel = panel_width + panel_width / 2 - 1;

/// How many normal numbers k vectors of m, m - 1, ... elements take.
constexpr Index frame_normals(Index m, Index k) { return m * k - k * (k - 1) / 2; }

/// `width` reflections of vectors of rows, rows - 1, ... random elements, in memory of the caller.
template <class Scalar>
class Panel {
  using Real = typename Eigen::NumTraits<Scalar>::Real;
  static constexpr Index parts = is_complex<Scalar> ? 2 : 1;

 public:
  Panel(Real* memory, Index rows, Index width)
      : rows_(rows),
        width_(width),
        v_stride_(spread(parts * rows)),
        t_stride_(padded(parts * width)),
        v_(memory),
        adjoint_(v_ + v_stride_ * parts * width),
        t_(adjoint_ + t_stride_ * parts * rows),
        gram_(t_ + t_stride_ * parts * width),
        d_(scalars(gram_ + parts * width * width)) {}

  /// How many numbers the memory holds. It should begin where a cache line does.
  static constexpr Index size(Index rows, Index width) {
    return spread(parts * rows) * parts * width + padded(parts * width) * parts * (rows + width) +
           padded(parts * width * (width + 1));
  }

  /// How many numbers `apply` needs room for.
  static constexpr Index room(Index width, Index cols) { return 2 * parts * width * cols; }

  /// Makes V and T of normal numbers `first`, first + 1, ... of a stream.
  void draw(const Sampler<Real>& normals, const random::Stream& stream, std::uint64_t first) {
    draw_vectors(normals, stream, first);
    Real diagonal[widest_panel];  // of -T
    for (Index j = 0; j < width_; ++j) {
      Real* column = v_ + parts * j * v_stride_;
      const auto reflector = make_reflector(scalars(column) + j, rows_ - j);
      d_[j] = reflector.d;
      diagonal[j] = exact::div(Real(-2), reflector.square);
      if constexpr (parts == 2) write_second(column, column + v_stride_, rows_);
    }
    write_adjoint();
    write_gram();
    write_t(diagonal);
  }

  /// Columns begin to end - 1 of (I - V T V^*) Q, in place; q is Q's first element. Q's first
  /// `width` columns are taken as diag(d), and the others as 0 in the first `width` rows.
  void apply(Scalar* q, Index stride, Index begin, Index end, Real* room) const {
    const Index count = end - begin;
    const Index size = parts * width_;
    Real* const right = room;                   // V^* Q
    Real* const product = room + size * count;  // -T V^* Q
    std::fill_n(room, 2 * size * count, Real(0));
    const Index own = (std::min)((std::max)(Index{0}, width_ - begin), count);
    for (Index i = 0; i < own; ++i) {
      const Index j = begin + i;
      q[j * (stride + 1)] = d_[j];
      Scalar* column = scalars(right + i * size);
      for (Index l = 0; l <= j; ++l) {
        column[l] = conjugate_times(scalars(v_ + parts * l * v_stride_)[j], d_[j]);
      }
    }
    Real* part = reinterpret_cast<Real*>(q + begin * stride);
    add_product(size, count - own, parts * (rows_ - width_), adjoint_ + size * t_stride_, t_stride_,
                part + parts * (own * stride + width_), parts * stride, right + own * size, size);
    add_product(size, count, size, t_, t_stride_, right, size, product, size);
    add_product(parts * rows_, count, size, v_, v_stride_, product, size, part, parts * stride);
  }

 private:
  // The kernels read the columns of a left factor to a multiple of 16 rows. Columns that are a
  // multiple of 1 KiB apart would want the same place in the cache.
  static constexpr Index padded(Index rows) { return (rows + 15) / 16 * 16; }
  static constexpr Index spread(Index rows) {
    return padded(rows) + (padded(rows) * static_cast<Index>(sizeof(Real)) % 1024 == 0 ? 16 : 0);
  }

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

  // The vectors are one run of the stream. It is drawn to V's end, then each vector is moved to its
  // column, which does not begin after it.
  void draw_vectors(const Sampler<Real>& normals, const random::Stream& stream,
                    std::uint64_t first) {
    const Index count = parts * frame_normals(rows_, width_);
    Real* from = adjoint_ - count;
    normals.write(stream, parts * first, count, from);
    for (Index j = 0; j < width_; ++j) {
      Real* column = v_ + parts * j * v_stride_;
      const Index length = parts * (rows_ - j);
      if (from != column + parts * j) std::copy(from, from + length, column + parts * j);
      std::fill_n(column, parts * j, Real(0));
      from += length;
      // Products read whole registers: beyond the rows must be no undefined or subnormal number.
      for (Index part = 0; part < parts; ++part) {
        Real* end = column + part * v_stride_ + parts * rows_;
        std::fill_n(end, padded(parts * rows_) - parts * rows_, Real(0));
      }
    }
  }

  void write_adjoint() {
    constexpr Index block = 64;  // rows whose lines stay in the first cache
    for (Index r = 0; r < parts * rows_; r += block) {
      const Index end = (std::min)(r + block, parts * rows_);
      for (Index j = 0; j < t_stride_; ++j) {
        for (Index i = r; i < end; ++i) {
          adjoint_[i * t_stride_ + j] = j < parts * width_ ? v_[j * v_stride_ + i] : Real(0);
        }
      }
    }
  }

  void write_gram() {
    constexpr Index block = 16;
    const Index size = parts * width_;
    std::fill_n(gram_, size * width_, Real(0));
    for (Index j = 0; j < width_; j += block) {
      const Index count = (std::min)(block, width_ - j);
      add_product(parts * (j + count), count, parts * rows_, adjoint_, t_stride_,
                  v_ + parts * j * v_stride_, parts * v_stride_, gram_ + j * size, size);
    }
  }

  // Column j of T is t_jj (e_j - T V^* v_j), where T and V have only the columns before j. Of -T,
  // which this writes, no sign is left.
  void write_t(const Real* diagonal) {
    std::fill_n(t_, t_stride_ * parts * width_, Real(0));
    for (Index j = 0; j < width_; ++j) {
      Real* column = t_ + parts * j * t_stride_;
      // Whole registers: zeros below the diagonal stay zeros.
      add_product(padded(parts * j), 1, parts * j, t_, t_stride_, gram_ + j * parts * width_, 0,
                  column, 0);
      for (Index i = 0; i < parts * j; ++i) column[i] = exact::mul(column[i], diagonal[j]);
      column[parts * j] = diagonal[j];
      if constexpr (parts == 2) write_second(column, column + t_stride_, j + 1);
    }
  }

  Index rows_, width_, v_stride_, t_stride_;
  Real* v_;        // V
  Real* adjoint_;  // V^*
  Real* t_;        // -T
  Real* gram_;     // V^* V, of which only the part above the diagonal is right
  Scalar* d_;      // of the reflections
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
