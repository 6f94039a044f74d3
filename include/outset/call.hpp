// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What an initializer may be called with:
//
//   init(W, rng)         W an Eigen object that can be written, or what storage.hpp says of other
//                        holders; its shape is that of a dense layer, unless it brings its Shape
//   init(W, shape, rng)  W of the Shape's sizes, or a vector of as many elements
//
// rng is an Rng, or a temporary such as rng.stream("encoder.0.weight"). For any other arguments
// there is a deleted operator. Its template argument Why is a type whose name is the reason, which
// compilers print first. std::is_invocable is then false.

#include <type_traits>

#include "outset/rng.hpp"
#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// Reasons why a call does not compile, and what to write instead.
namespace why {
struct call_it_as_init_W_rng_or_as_init_W_shape_rng {};
struct the_Rng_is_missing_call_it_as_init_W_rng {};
struct the_order_is_the_matrix_then_the_Shape_then_the_Rng {};
struct the_Rng_is_const_but_drawing_moves_it_pass_an_Rng_that_is_not_const {};
struct a_number_is_not_an_Rng_write_outset_Rng_rng_of_the_seed_and_pass_rng {};
struct an_engine_is_not_an_Rng_write_outset_Rng_rng_of_the_engine_and_pass_rng {};
struct the_last_argument_must_be_an_outset_Rng {};
struct the_argument_before_the_Rng_must_be_a_Shape_such_as_dense_or_conv2d {};
struct the_first_argument_must_be_an_Eigen_object_use_Eigen_Map_or_row_major_for_other_memory {};
struct the_Shape_is_there_already_call_it_as_init_W_rng {};
struct the_matrix_is_const_and_cannot_be_written {};
struct an_expression_has_no_memory_to_write_assign_it_to_a_matrix_first {};
struct a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference {};
struct the_scalar_must_be_float_double_half_bfloat16_or_complex_of_float_or_double {};
struct only_outset_Sparse_fills_a_SparseMatrix {};
struct a_vector_has_no_fans_fill_a_bias_with_Zeros_or_pass_a_Shape_such_as_bias_of_a_layer {};
struct the_axes_of_a_tensor_are_not_known_pass_a_Shape_such_as_conv2d {};
}  // namespace why

namespace detail {

struct NothingWrong {};

template <class Init>
concept NeedsNoShape = requires(const Init& init) {
  init.distribution();
};
template <class Init>
concept Elementwise = requires(const Init& init, const Shape& shape) {
  init.distribution(shape);
};
/// Whether an initializer is chosen at run time. Then it is also checked at run time whether it may
/// fill a vector.
template <class Init>
inline constexpr bool decided_at_run_time = false;

template <class T>
concept AnyRng = std::same_as<std::remove_cvref_t<T>, Rng>;
template <class T>
concept AnyShape = std::same_as<std::remove_cvref_t<T>, Shape>;

template <class R>
constexpr auto why_not_rng() {
  using Plain = std::remove_cvref_t<R>;
  if constexpr (AnyRng<R> && std::is_const_v<std::remove_reference_t<R>>) {
    return why::the_Rng_is_const_but_drawing_moves_it_pass_an_Rng_that_is_not_const{};
  } else if constexpr (AnyRng<R>) {
    return NothingWrong{};
  } else if constexpr (std::is_arithmetic_v<Plain>) {
    return why::a_number_is_not_an_Rng_write_outset_Rng_rng_of_the_seed_and_pass_rng{};
  } else if constexpr (BitGenerator<Plain>) {
    return why::an_engine_is_not_an_Rng_write_outset_Rng_rng_of_the_engine_and_pass_rng{};
  } else {
    return why::the_last_argument_must_be_an_outset_Rng{};
  }
}

template <class Init, class M, bool has_shape>
constexpr auto why_not_target() {
  using Storage = StorageOf<std::remove_cvref_t<M>>;
  constexpr bool is_const = std::is_const_v<std::remove_reference_t<M>>;
  constexpr bool is_temporary = !std::is_lvalue_reference_v<M>;
  if constexpr (!Storage::is_known) {
    return why::
        the_first_argument_must_be_an_Eigen_object_use_Eigen_Map_or_row_major_for_other_memory{};
  } else if constexpr (Storage::is_sparse && !requires { typename Init::FillsSparse; }) {
    return why::only_outset_Sparse_fills_a_SparseMatrix{};
  } else if constexpr (!Storage::has_memory) {
    return why::an_expression_has_no_memory_to_write_assign_it_to_a_matrix_first{};
  } else if constexpr (is_const || !Storage::is_writable) {
    return why::the_matrix_is_const_and_cannot_be_written{};
  } else if constexpr (is_temporary && Storage::owns_memory) {
    return why::a_temporary_would_be_filled_and_lost_let_the_function_return_a_reference{};
  } else if constexpr (!WeightScalar<typename Storage::Scalar>) {
    return why::the_scalar_must_be_float_double_half_bfloat16_or_complex_of_float_or_double{};
  } else if constexpr (has_shape || Storage::has_shape || NeedsNoShape<Init>) {
    return NothingWrong{};
  } else if constexpr (Storage::is_tensor) {
    return why::the_axes_of_a_tensor_are_not_known_pass_a_Shape_such_as_conv2d{};
  } else if constexpr (Storage::is_vector && Elementwise<Init> && !decided_at_run_time<Init>) {
    return why::
        a_vector_has_no_fans_fill_a_bias_with_Zeros_or_pass_a_Shape_such_as_bias_of_a_layer{};
  } else {
    return NothingWrong{};
  }
}

template <class Init, class M, class R>
constexpr auto why_not_pair() {
  if constexpr (AnyRng<M> && StorageOf<std::remove_cvref_t<R>>::is_known) {
    return why::the_order_is_the_matrix_then_the_Shape_then_the_Rng{};
  } else if constexpr (AnyShape<R>) {
    return why::the_Rng_is_missing_call_it_as_init_W_rng{};
  } else {
    using Target = decltype(why_not_target<Init, M, false>());
    if constexpr (std::same_as<Target, NothingWrong>) {
      return why_not_rng<R>();
    } else {
      return Target{};
    }
  }
}

template <class Init, class M, class S, class R>
constexpr auto why_not_triple() {
  if constexpr (AnyRng<M> || AnyRng<S> || AnyShape<M> || AnyShape<R>) {
    return why::the_order_is_the_matrix_then_the_Shape_then_the_Rng{};
  } else if constexpr (StorageOf<std::remove_cvref_t<M>>::has_shape) {
    return why::the_Shape_is_there_already_call_it_as_init_W_rng{};
  } else {
    using Target = decltype(why_not_target<Init, M, true>());
    if constexpr (!std::same_as<Target, NothingWrong>) {
      return Target{};
    } else if constexpr (!std::is_convertible_v<S, const Shape&>) {
      return why::the_argument_before_the_Rng_must_be_a_Shape_such_as_dense_or_conv2d{};
    } else {
      return why_not_rng<R>();
    }
  }
}

template <class Init, class... Args>
constexpr auto why_not() {
  if constexpr (sizeof...(Args) == 1) {
    return why::the_Rng_is_missing_call_it_as_init_W_rng{};
  } else if constexpr (sizeof...(Args) == 2) {
    return why_not_pair<Init, Args...>();
  } else if constexpr (sizeof...(Args) == 3) {
    return why_not_triple<Init, Args...>();
  } else {
    return why::call_it_as_init_W_rng_or_as_init_W_shape_rng{};
  }
}

/// What is wrong with a call of Init with these arguments; NothingWrong if it compiles.
template <class Init, class... Args>
using WhyNot = decltype(why_not<Init, Args...>());

/// Whether a call of Init with these arguments compiles.
template <class Init, class... Args>
concept CanFill = std::same_as<WhyNot<Init, Args...>, NothingWrong>;

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
