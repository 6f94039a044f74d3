// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The matrix product of the layers: dst += a b by the kernels of simd/, not by Eigen's, because
//   - Units that start equal must stay equal, which is what the zeros and constants of an
//     initializer are about. Eigen sums the rows at a matrix's edge in another order than the
//     others; training amplifies that (with Adam from one part in 1e16 to another answer within 20
//     epochs), and a symmetry that should last for ever breaks by rounding. Here every entry of a
//     product is one chain of fused multiply-adds in the order of the sum, wherever it stands. So
//     it has the same bits with every compiler, flag and processor.
//   - Eigen's packs into buffers that come from malloc when they are large. These are on the stack.
//   - They use the processor's vectors even if the program is compiled for less.
//
// Large products run on the executor that a net was given. Without one they take, with OpenMP, as
// many threads as Eigen's would.

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <type_traits>

#include "outset/executor.hpp"
#include "outset/fill/fill.hpp"
#include "outset/nn/matrix.hpp"
#include "outset/simd/product.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace nn {
inline namespace OUTSET_NN_ABI {
namespace detail {

// The executor of a net, kept by value; empty: DefaultExecutor.
using OwnExecutor = std::function<void(Index, const outset::detail::Body&)>;

// A large product in pieces of columns that threads take. No entry's chain is cut, so any number of
// threads gives the same bits.
template <class Scalar>
void add_by_columns(const simd::Product<Scalar>& product,
                    const outset::detail::ExecutorRef& executor) {
  constexpr Index cols_of_piece = 48;                             // a multiple of every tile's
  constexpr std::int64_t worth_a_thread = std::int64_t{1} << 21;  // multiplications: 20 us
  const auto add = simd::packed_product<Scalar>();
  if (product.rows * product.cols * product.depth < 2 * worth_a_thread) {
    add(product);
    return;
  }
  outset::detail::in_pieces(executor, static_cast<Index>(product.cols), cols_of_piece,
                            [&](Index begin, Index end) {
                              simd::Product<Scalar> own = product;
                              own.cols = end - begin;
                              own.b += begin * product.b_stride;
                              own.c += begin * product.c_stride;
                              add(own);
                            });
}

template <class Scalar>
void add_strided(const simd::Product<Scalar>& product, const OwnExecutor& executor) {
  if constexpr (std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>) {
    if (executor) {
      add_by_columns(product, executor);
    } else if constexpr (std::is_same_v<DefaultExecutor, SerialExecutor>) {
      simd::packed_product<Scalar>()(product);
    } else if (Eigen::nbThreads() == 1) {
      simd::packed_product<Scalar>()(product);
    } else {
      add_by_columns(product, DefaultExecutor{});
    }
  } else {  // long double: no vectors, and each product is rounded
    const simd::Product<Scalar>& p = product;
    for (std::int64_t j = 0; j < p.cols; ++j) {
      for (std::int64_t k = 0; k < p.depth; ++k) {
        const Scalar* a = p.a + k * p.a_stride;
        const Scalar b = p.b[k * p.b_row_stride + j * p.b_stride];
        Scalar* c = p.c + j * p.c_stride;
        for (std::int64_t i = 0; i < p.rows; ++i) c[i] += a[i * p.a_row_stride] * b;
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

// dst += a b for dst (m x n), a (m x k), b (k x n) of these sizes, neither overlapping dst, each in
// either storage order. Allocates nothing.
template <class Dst, class A, class B>
void add_product(Dst&& dst, const Eigen::MatrixBase<A>& a_expression,
                 const Eigen::MatrixBase<B>& b_expression, const OwnExecutor& executor = {}) {
  using Result = std::remove_cvref_t<Dst>;
  using Scalar = typename Result::Scalar;
  static_assert(HasMemory<Result> && HasMemory<A> && HasMemory<B>,
                "outset: a net (outset/nn) reads and writes matrices that stand in memory, such as "
                "Matrix, Map, Ref or a block of them; evaluate an expression first");
  static_assert(int{Result::InnerStrideAtCompileTime} == 1,
                "outset: a net (outset/nn) writes matrices whose columns (rows, if row-major) are "
                "contiguous");
  const A& a = a_expression.derived();
  const B& b = b_expression.derived();
  if constexpr (bool{Result::IsRowMajor}) {  // the transposed product: each sum is the same
    add_product(dst.transpose(), b.transpose(), a.transpose(), executor);
  } else {
    add_strided(simd::Product<Scalar>{.rows = dst.rows(),
                                      .cols = dst.cols(),
                                      .depth = a.cols(),
                                      .a = a.data(),
                                      .a_stride = a.colStride(),
                                      .b = b.data(),
                                      .b_stride = b.colStride(),
                                      .c = dst.data(),
                                      .c_stride = dst.outerStride(),
                                      .a_row_stride = a.rowStride(),
                                      .b_row_stride = b.rowStride()},
                executor);
  }
}

}  // namespace detail
}  // namespace OUTSET_NN_ABI
}  // namespace nn
}  // namespace OUTSET_ABI
}  // namespace outset
