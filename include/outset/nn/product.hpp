// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The matrix product of the layers. Not Eigen's own, for two reasons:
//   - Units that start equal must stay equal, which is what the zeros and constants of an
//     initializer are about. Eigen sums the rows at a matrix's edge in another order than the
//     others; training amplifies that (with Adam from one part in 1e16 to another answer within 20
//     epochs), and a symmetry that should last for ever breaks by rounding. Here every entry of a
//     product is the same sum in the same order with the same instructions, wherever it stands.
//   - Eigen's packs into buffers that come from malloc when they are large. These are 40 KiB on the
//     stack, whatever the sizes.
// The rest is the textbook (Goto & van de Geijn, ACM TOMS 34, 2008): operands packed in panels,
// padded with zeros so that there is no edge, and a kernel of 2 packets x 4 columns in registers.
// It also makes the bits independent of cache sizes, threads and Eigen's version (not of the packet
// type: a build with fused multiply-adds rounds otherwise than one without).

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "outset/nn/matrix.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

template <class Scalar>
struct ProductKernel {
  using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
  static constexpr int packet = Eigen::internal::unpacket_traits<Packet>::size;
  static constexpr int rows = 2 * packet;
  static constexpr int cols = 4;
  // A tile of a is 16 KiB, one of b 24 KiB, and both are 64 deep: longer sums continue in the next
  // tile, so the depth decides their bits. Tiles of 32 KiB each are not faster.
  static constexpr Index depth = 64;
  static constexpr Index a_tile = 256 / static_cast<Index>(sizeof(Scalar));
  static constexpr Index b_tile = 384 / static_cast<Index>(sizeof(Scalar));
  static_assert(a_tile % rows == 0 && b_tile % cols == 0);

  // c (rows x cols, column-major, ld apart) += a b for one panel of each, `length` deep.
  static void run(const Scalar* a, const Scalar* b, Index length, Scalar* c, Index ld) {
    using Eigen::internal::pload;
    using Eigen::internal::pmadd;
    using Eigen::internal::pset1;
    Packet c00 = pset1<Packet>(Scalar(0)), c10 = c00, c01 = c00, c11 = c00, c02 = c00, c12 = c00,
           c03 = c00, c13 = c00;
    for (Index k = 0; k < length; ++k, a += rows, b += cols) {
      const Packet a0 = pload<Packet>(a);
      const Packet a1 = pload<Packet>(a + packet);
      const Packet b0 = pset1<Packet>(b[0]);
      c00 = pmadd(a0, b0, c00);
      c10 = pmadd(a1, b0, c10);
      const Packet b1 = pset1<Packet>(b[1]);
      c01 = pmadd(a0, b1, c01);
      c11 = pmadd(a1, b1, c11);
      const Packet b2 = pset1<Packet>(b[2]);
      c02 = pmadd(a0, b2, c02);
      c12 = pmadd(a1, b2, c12);
      const Packet b3 = pset1<Packet>(b[3]);
      c03 = pmadd(a0, b3, c03);
      c13 = pmadd(a1, b3, c13);
    }
    add(c, c00, c10);
    add(c + ld, c01, c11);
    add(c + 2 * ld, c02, c12);
    add(c + 3 * ld, c03, c13);
  }

  static void add(Scalar* c, const Packet& low, const Packet& high) {
    using Eigen::internal::padd;
    using Eigen::internal::ploadu;
    using Eigen::internal::pstoreu;
    pstoreu(c, padd(ploadu<Packet>(c), low));
    pstoreu(c + packet, padd(ploadu<Packet>(c + packet), high));
  }

  // The same for a panel that is only in part inside c: what is outside adds up in a buffer.
  static void run_edge(const Scalar* a, const Scalar* b, Index length, Scalar* c, Index ld, Index m,
                       Index n) {
    alignas(64) Scalar whole[static_cast<std::size_t>(rows * cols)] = {};
    run(a, b, length, whole, rows);
    for (Index j = 0; j < n; ++j) {
      for (Index i = 0; i < m; ++i) c[j * ld + i] += whole[j * rows + i];
    }
  }
};

// Lays `across` vectors of `length` entries out as panels of `width` vectors, entry by entry; the
// last panel is filled up with zeros. Vector v's entry k is source[v * stride + k * step].
template <int width, class Scalar>
void pack(const Scalar* source, Index stride, Index step, Index across, Index length,
          Scalar* panels) {
  for (Index v = 0; v < across; v += width) {
    const Scalar* from = source + v * stride;
    if (across - v >= width && stride == 1) {
      for (Index k = 0; k < length; ++k, from += step, panels += width) {
        std::copy_n(from, width, panels);
      }
    } else if (across - v >= width) {
      for (Index k = 0; k < length; ++k, from += step, panels += width) {
        for (Index i = 0; i < width; ++i) panels[i] = from[i * stride];
      }
    } else {
      for (Index k = 0; k < length; ++k, from += step, panels += width) {
        for (Index i = 0; i < width; ++i) panels[i] = v + i < across ? from[i * stride] : Scalar(0);
      }
    }
  }
}

// A factor as it stands in memory.
template <class Scalar>
struct Operand {
  const Scalar* data;
  Index row_stride, col_stride;

  const Scalar* at(Index i, Index j) const { return data + i * row_stride + j * col_stride; }
  Operand transposed() const { return {data, col_stride, row_stride}; }
};

// c (rows x cols, column-major, ld apart) += a b, neither overlapping c.
template <class Scalar>
void add_product(Index rows, Index cols, Index length, const Operand<Scalar>& a,
                 const Operand<Scalar>& b, Scalar* c, Index ld) {
  using Kernel = ProductKernel<Scalar>;
  alignas(64) Scalar a_panels[Kernel::a_tile * Kernel::depth];
  alignas(64) Scalar b_panels[Kernel::b_tile * Kernel::depth];
  for (Index l = 0; l < length; l += Kernel::depth) {
    const Index depth = (std::min)(Kernel::depth, length - l);
    for (Index j = 0; j < cols; j += Kernel::b_tile) {
      const Index n = (std::min)(Kernel::b_tile, cols - j);
      pack<Kernel::cols>(b.at(l, j), b.col_stride, b.row_stride, n, depth, b_panels);
      for (Index i = 0; i < rows; i += Kernel::a_tile) {
        const Index m = (std::min)(Kernel::a_tile, rows - i);
        pack<Kernel::rows>(a.at(i, l), a.row_stride, a.col_stride, m, depth, a_panels);
        for (Index jj = 0; jj < n; jj += Kernel::cols) {
          for (Index ii = 0; ii < m; ii += Kernel::rows) {
            const Scalar* pa = a_panels + ii * depth;
            const Scalar* pb = b_panels + jj * depth;
            Scalar* to = c + (j + jj) * ld + i + ii;
            if (m - ii >= Kernel::rows && n - jj >= Kernel::cols) {
              Kernel::run(pa, pb, depth, to, ld);
            } else {
              Kernel::run_edge(pa, pb, depth, to, ld, (std::min)(Index{Kernel::rows}, m - ii),
                               (std::min)(Index{Kernel::cols}, n - jj));
            }
          }
        }
      }
    }
  }
}

// A matrix that stands in memory, not an expression such as x + x.
template <class M>
concept HasMemory = requires(const M& m) {
  m.data();
  m.rowStride();
  m.colStride();
};

template <class M>
Operand<typename M::Scalar> operand(const M& m) {
  return {m.data(), m.rowStride(), m.colStride()};
}

// dst += a b for dst (m x n), a (m x k), b (k x n) of these sizes, neither overlapping dst, each in
// either storage order. Allocates nothing.
template <class Dst, class A, class B>
void add_product(Dst&& dst, const Eigen::MatrixBase<A>& a_expression,
                 const Eigen::MatrixBase<B>& b_expression) {
  using Result = std::remove_cvref_t<Dst>;
  static_assert(HasMemory<Result> && HasMemory<A> && HasMemory<B>,
                "outset: a net (outset/nn) reads and writes matrices that stand in memory, such as "
                "Matrix, Map, Ref or a block of them; evaluate an expression first");
  static_assert(int{Result::InnerStrideAtCompileTime} == 1,
                "outset: a net (outset/nn) writes matrices whose columns (rows, if row-major) are "
                "contiguous");
  const auto a = operand(a_expression.derived());
  const auto b = operand(b_expression.derived());
  const Index depth = a_expression.cols();
  if constexpr (bool{Result::IsRowMajor}) {  // the transposed product: each sum is the same
    add_product(dst.cols(), dst.rows(), depth, b.transposed(), a.transposed(), dst.data(),
                dst.outerStride());
  } else {
    add_product(dst.rows(), dst.cols(), depth, a, b, dst.data(), dst.outerStride());
  }
}

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
