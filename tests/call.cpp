// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/call.hpp"

#include <Eigen/SparseCore>
#include <random>
#include <type_traits>
#include <vector>

#include "outset/outset.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"

using namespace outset;

namespace {

using W = Eigen::MatrixXf;

template <class Init, class... Args>
constexpr bool fills = std::is_invocable_v<const Init&, Args...>;
template <class Reason, class Init, class... Args>
constexpr bool refused = std::is_same_v<Reason, detail::WhyNot<Init, Args...>> &&
                         !std::is_invocable_v<const Init&, Args...>;

// A layer as people write it, with a getter of either kind.
struct Layer {
  W weights;
  W copy() const { return weights; }
  W& reference() { return weights; }
  const W& constant() const { return weights; }
};
struct Derived : W {
  using W::W;
};

}  // namespace

// A matrix may come as a function's parameter or from a getter that returns a reference.
static_assert(fills<HeNormal, W&, Rng&> && fills<HeNormal, W&, Rng> &&
              fills<HeNormal, Derived&, Rng&>);
static_assert(fills<HeNormal, Eigen::MatrixBase<W>&, Rng&> &&
              fills<Zeros, Eigen::DenseBase<W>&, Rng&>);
static_assert(fills<HeNormal, Eigen::PlainObjectBase<W>&, const Shape&, Rng&>);
static_assert(fills<HeNormal, Eigen::ArrayBase<Eigen::ArrayXXf>&, Rng&>);
static_assert(!fills<HeNormal, const Eigen::MatrixBase<W>&, Rng&>);
static_assert(fills<HeNormal, decltype(std::declval<Layer&>().reference()), Rng&>);
static_assert(fills<HeNormal, Eigen::Map<W>, Rng&> && fills<HeNormal, Eigen::Ref<W>, Rng&>);
static_assert(fills<HeNormal, decltype(std::declval<W&>().block(0, 0, 1, 1)), Rng&>);
static_assert(fills<HeNormal, decltype(std::declval<W&>().transpose()), Rng&>);
static_assert(fills<HeNormal, Eigen::TensorMap<Eigen::Tensor<float, 4>>, const Shape&, Rng&>);

// What is refused, and the reason that the compiler names.
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      HeNormal, decltype(std::declval<Layer&>().copy()), Rng&>);
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      Normal, Eigen::ArrayXf, const Shape&, Rng&>);
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      Normal, Derived, Rng&>);
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      Normal, Eigen::Tensor<float, 2>, Rng&>);
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      Sparse, Eigen::SparseMatrix<float>, Rng&>);
static_assert(refused<why::the_matrix_is_const_and_cannot_be_written, HeNormal,
                      decltype(std::declval<Layer&>().constant()), Rng&>);
static_assert(
    refused<why::the_matrix_is_const_and_cannot_be_written, HeNormal, Eigen::Map<const W>&, Rng&>);
static_assert(refused<why::the_matrix_is_const_and_cannot_be_written, Sparse,
                      const Eigen::SparseMatrix<float>&, Rng&>);
static_assert(refused<why::an_expression_has_no_memory_to_write_assign_it_to_a_matrix_first,
                      HeNormal, decltype(std::declval<W&>() + std::declval<W&>()), Rng&>);
static_assert(
    refused<why::the_scalar_must_be_float_double_half_bfloat16_or_complex_of_float_or_double,
            HeNormal, Eigen::MatrixXi&, Rng&>);
static_assert(
    refused<why::the_scalar_must_be_float_double_half_bfloat16_or_complex_of_float_or_double, Zeros,
            Eigen::Matrix<long double, 2, 2>&, Rng&>);
static_assert(refused<why::only_outset_Sparse_fills_a_SparseMatrix, HeNormal,
                      Eigen::SparseMatrix<float>&, Rng&>);
static_assert(
    refused<
        why::the_first_argument_must_be_an_Eigen_object_use_Eigen_Map_or_row_major_for_other_memory,
        HeNormal, std::vector<float>&, Rng&>);
static_assert(refused<why::a_number_is_not_an_Rng_write_outset_Rng_rng_of_the_seed_and_pass_rng,
                      HeNormal, W&, int>);
static_assert(refused<why::an_engine_is_not_an_Rng_write_outset_Rng_rng_of_the_engine_and_pass_rng,
                      HeNormal, W&, std::mt19937&>);
static_assert(refused<why::the_Rng_is_const_but_drawing_moves_it_pass_an_Rng_that_is_not_const,
                      HeNormal, W&, const Shape&, const Rng&>);
static_assert(refused<why::the_last_argument_must_be_an_outset_Rng, HeNormal, W&, W&>);
static_assert(refused<why::the_Rng_is_missing_call_it_as_init_W_rng, HeNormal, W&>);
static_assert(refused<why::the_Rng_is_missing_call_it_as_init_W_rng, HeNormal, W&, Shape>);
static_assert(
    refused<why::the_order_is_the_matrix_then_the_Shape_then_the_Rng, HeNormal, Rng&, W&>);
static_assert(
    refused<why::the_order_is_the_matrix_then_the_Shape_then_the_Rng, HeNormal, W&, Rng&, Shape>);
static_assert(
    refused<why::the_order_is_the_matrix_then_the_Shape_then_the_Rng, HeNormal, Shape, W&, Rng&>);
static_assert(refused<why::the_argument_before_the_Rng_must_be_a_Shape_such_as_dense_or_conv2d,
                      HeNormal, W&, int, Rng&>);
static_assert(
    refused<
        why::a_vector_has_no_fans_fill_a_bias_with_Zeros_or_pass_a_Shape_such_as_bias_of_a_layer,
        HeNormal, Eigen::VectorXf&, Rng&>);
static_assert(refused<why::the_axes_of_a_tensor_are_not_known_pass_a_Shape_such_as_conv2d,
                      Orthogonal, Eigen::Tensor<float, 4>&, Rng&>);
static_assert(refused<why::call_it_as_init_W_rng_or_as_init_W_shape_rng, HeNormal>);
static_assert(
    refused<why::call_it_as_init_W_rng_or_as_init_W_shape_rng, HeNormal, W&, int, int, Rng&>);

// An initializer that is chosen at run time refuses a vector at run time; everything else is
// refused by the compiler too.
static_assert(fills<AnyInitializer, W&, Rng&> && fills<AnyInitializer, Eigen::VectorXf&, Rng&>);
static_assert(refused<why::the_axes_of_a_tensor_are_not_known_pass_a_Shape_such_as_conv2d,
                      AnyInitializer, Eigen::Tensor<float, 4>&, Rng&>);
static_assert(refused<why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference,
                      OnExecutor<HeNormal, SerialExecutor>, W, Rng&>);

// An initializer on an executor takes and refuses the same.
static_assert(fills<OnExecutor<Sparse, SerialExecutor>, Eigen::SparseMatrix<float>&, Rng&>);
static_assert(fills<OnExecutor<Sparse, SerialExecutor>, Eigen::SparseMatrix<float>&, Shape, Rng&>);
static_assert(!fills<OnExecutor<HeNormal, SerialExecutor>, Eigen::SparseMatrix<float>&, Rng&>);

namespace {

template <class D>
void fill_base(Eigen::MatrixBase<D>& w, Rng rng) {
  HeNormal{}(w, rng);
}

}  // namespace

TEST_CASE("an Eigen::MatrixBase is what stands behind it") {
  W whole(6, 8), expected = whole;
  HeNormal{}(expected, Rng(1));
  fill_base(whole, Rng(1));
  CHECK(whole == expected);
  Eigen::Matrix<double, 3, 4, Eigen::RowMajor> fixed, also;
  HeNormal{}(also, Rng(2));
  fill_base(fixed, Rng(2));
  CHECK(fixed == also);
  auto block = whole.block(1, 2, 3, 4);
  W alone(3, 4);
  HeNormal{}(alone, Rng(3));
  fill_base(block, Rng(3));
  CHECK(whole.block(1, 2, 3, 4) == alone);
}

TEST_CASE("a SparseMatrix is filled alike on an executor") {
  Eigen::SparseMatrix<float> alone(50, 7), on_executor(50, 7);
  Sparse{}(alone, Rng(4));
  on(SerialExecutor{}, Sparse{})(on_executor, Rng(4));
  CHECK(W(on_executor) == W(alone));
  on(SerialExecutor{}, Sparse{})(on_executor, dense(50, 7), Rng(4));
  CHECK(W(on_executor) == W(alone));
  CHECK(alone.nonZeros() > 0);
}

TEST_CASE("a vector of as many elements is a Shape's matrix, column by column") {
  const Shape shapes[] = {dense(3, 7),
                          dense(1, 21),
                          dense(21, 1),
                          conv2d(4, 3, 2, 2),
                          dense(5, 6, {.transposed = true}),
                          slice(dense(40, 50), 3, 2, 4, 5),
                          fused(dense(4, 4), 3)};
  for (const char* text : {"he_normal", "uniform", "constant(2)", "orthogonal", "sparse(0.5)",
                           "identity", "dirac", "variance_scaling"}) {
    const AnyInitializer init = initializer(text);
    for (const Shape& shape : shapes) {
      CAPTURE(text, shape.rows(), shape.cols());
      W matrix(shape.rows(), shape.cols());
      init(matrix, shape, Rng(4));
      const auto same = [&](const auto& vector) {
        for (Index k = 0; k < shape.size(); ++k) {
          if (vector(k) < matrix.data()[k] || vector(k) > matrix.data()[k]) return false;
        }
        return true;
      };
      Eigen::VectorXf column(shape.size());
      Eigen::RowVectorXf row(shape.size());
      W apart(2, shape.size());
      init(column, shape, Rng(4));
      init(row, shape, Rng(4));
      init(apart.row(1), shape, Rng(4));
      CHECK(same(column));
      CHECK(same(row));
      CHECK(same(apart.row(1)));
    }
  }
  Rng rng(1);
  Eigen::VectorXf five(5);
  CHECK_THROWS_WITH(HeNormal{}(five, dense(2, 3), rng),
                    ContainsSubstring("W is 5 x 1, must be 2 x 3"));
  W matrix(1, 6);  // a matrix has rows and columns of its own
  CHECK_THROWS_WITH(HeNormal{}(matrix, dense(2, 3), rng),
                    ContainsSubstring("W is 1 x 6, must be 2 x 3"));
  CHECK(rng == Rng(1));
}

TEST_CASE("a flat slice fills row vectors as column vectors") {
  const Shape whole = dense(37, 90);
  const Shape part = flat_slice(whole, 100, 1500);
  for (const char* text : {"he_normal", "truncated_normal", "orthogonal"}) {
    const AnyInitializer init = initializer(text);
    Eigen::VectorXd column(1500);
    Eigen::RowVectorXd row(1500);
    init(column, part, Rng(5));
    init(row, part, Rng(5));
    CHECK(row.transpose() == column);
  }
}
