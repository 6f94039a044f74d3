// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Calls that must not compile, each a line with the words that the compiler must say of it.

#include <random>
#include <vector>

#include "outset/outset.hpp"

using namespace outset;

Eigen::MatrixXf copy_of_weights();

void use() {
  Rng rng{1};
  const Rng constant_rng{1};
  std::mt19937 engine;
  Eigen::MatrixXf W(4, 3);
  const Eigen::MatrixXf constant(4, 3);
  Eigen::Map<const Eigen::MatrixXf> constant_map(W.data(), 4, 3);
  Eigen::MatrixXi integers(4, 3);
  Eigen::Matrix<long double, 4, 3> long_doubles;
  Eigen::VectorXf bias(4);
  std::vector<float> numbers(12);
  const std::vector<float> constant_numbers(12);
  std::vector<int> counts(12);
#if defined(OUTSET_KO)
  // clang-format off
  HeNormal{}(W, 42);  // says: a_number_is_not_an_Rng_write_outset_Rng_rng_of_the_seed
  HeNormal{}(W, engine);  // says: an_engine_is_not_an_Rng_write_outset_Rng_rng_of_the_engine
  HeNormal{}(W, constant_rng);  // says: the_Rng_is_const_but_drawing_moves_it
  HeNormal{}(rng, W);  // says: the_order_is_the_matrix_then_the_Shape_then_the_Rng
  HeNormal{}(W, rng, dense(4, 3));  // says: the_order_is_the_matrix_then_the_Shape_then_the_Rng
  HeNormal{}(W);  // says: the_Rng_is_missing_call_it_as_init_W_rng
  HeNormal{}(constant, rng);  // says: the_matrix_is_const_and_cannot_be_written
  HeNormal{}(constant_map, rng);  // says: the_matrix_is_const_and_cannot_be_written
  HeNormal{}(W + W, rng);  // says: an_expression_has_no_memory_to_write
  HeNormal{}(copy_of_weights(), rng);  // says: a_temporary_would_be_filled_and_lost
  HeNormal{}(integers, rng);  // says: the_scalar_must_be_float_double_half_bfloat16_or_complex
  HeNormal{}(long_doubles, rng);  // says: the_scalar_must_be_float_double_half_bfloat16_or_complex
  HeNormal{}(bias, rng);  // says: a_vector_has_no_fans_fill_a_bias_with_Zeros_or_pass_a_Shape
  Normal{}(numbers, rng);  // says: the_first_argument_must_be_an_Eigen_object_use_Eigen_Map
  HeNormal{}(row_major(constant_numbers, dense(4, 3)), rng);  // says: the_matrix_is_const_and_cannot_be_written
  HeNormal{}(row_major(counts, dense(4, 3)), rng);  // says: the_scalar_must_be_float_double
  HeNormal{}(row_major(numbers, dense(4, 3)), dense(4, 3), rng);  // says: the_Shape_is_there_already_call_it_as_init_W_rng
  initializer("he_normal")(W, 42);  // says: a_number_is_not_an_Rng_write_outset_Rng_rng_of_the_seed
  on(SerialExecutor{}, HeNormal{})(W, 42);  // says: a_number_is_not_an_Rng
  make<Eigen::MatrixXf>(HeNormal{}, 4, 3, 42);  // says: a_number_is_not_an_Rng
  make<Eigen::MatrixXf>(HeNormal{}, dense(4, 3), engine);  // says: an_engine_is_not_an_Rng
  Rng(0.5);  // says: no matching function for call to
  make<Eigen::MatrixXf>(1.0, 4, 3, rng);  // says: no matching function for call to
  // clang-format on
#endif
}
