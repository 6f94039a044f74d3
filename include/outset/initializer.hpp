// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How a call of an initializer runs: check everything, take one stream, write. An initializer is a
// plain aggregate of options with a `name`, the two call operators of call.hpp, and one of
//
//   Distribution distribution(const Shape&) const     elementwise: a pure function of the shape
//   Distribution distribution() const                 elementwise, and the shape does not matter
//   void validate(const Shape&) const                 structured: throw on bad options, for the
//   void validate_scalar<Scalar>() const              shape and, where it matters, the scalar, and
//   void write(View, Shape, Stream) const             then write the whole matrix
//
// If a check throws, nothing has been written and the Rng has not moved. An empty matrix is filled
// with nothing, and takes its stream: what comes after it does not depend on it.

#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "outset/call.hpp"
#include "outset/exact/float_mode.hpp"
#include "outset/fill/fill.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// Whatever fills a matrix: init(W, rng).
template <class Init>
concept Initializer = requires(const Init& init, Eigen::MatrixXf& w, const Shape& shape, Rng& rng) {
  init(w, rng);
  init(w, shape, rng);
};

namespace detail {

inline std::string sizes(Index rows, Index cols) {
  std::string text = std::to_string(rows);
  text += " x ";
  text += std::to_string(cols);
  return text;
}

template <class Scalar, class D, Executor E>
void draw(const D& distribution, const char* name, const View<Scalar>& w, Rng& rng,
          const Window& window, const E& executor) {
  if constexpr (std::is_same_v<D, Distribution>) {
    std::visit([&](const auto& d) { draw(d, name, w, rng, window, executor); }, distribution);
  } else {
    const Sampler<Scalar, D> sampler(distribution, name);
    fill<Scalar>(sampler, w, rng.take(), window, executor);
  }
}

/// A slice of what only exists as a whole, made in memory of its own, column by column.
template <class Init, class Scalar>
void write_slice(const Init& init, const View<Scalar>& w, const Shape& shape,
                 const random::Stream& stream) {
  const Shape whole_shape = shape.whole();
  const std::unique_ptr<Scalar[]> whole(new Scalar[static_cast<std::size_t>(whole_shape.size())]);
  const Index rows = whole_shape.rows();
  init.write(View<Scalar>::matrix(whole.get(), rows, whole_shape.cols(), 1, rows), whole_shape,
             stream);
  for (Index j = 0; j < w.cols; ++j) {
    for (Index i = 0; i < w.rows; ++i) {
      w(i, j) = whole[element_number(w, shape.window(), j * w.rows + i)];
    }
  }
}

template <class Scalar, class Init>
void validate_scalar(const Init& init) {
  if constexpr (requires { init.template validate_scalar<Scalar>(); }) {
    init.template validate_scalar<Scalar>();
  }
}

/// Refuses options that no fill accepts, whatever its shape and scalar. The shape here has fans so
/// large that a gain is too large only if it is for any fans.
template <class Init>
void validate_options(const Init& init) {
  if constexpr (NeedsNoShape<Init>) {
    static_cast<void>(init.distribution());
  } else if constexpr (Elementwise<Init>) {
    static_cast<void>(init.distribution(dense(Index{1} << 15, Index{1} << 15)));
  } else if constexpr (requires { init.validate(); }) {
    init.validate();
  } else {
    init.validate(dense(1, 1));
  }
}

/// The axes of a Shape's tensor, such as 64 x 3 x 7 x 7.
inline std::string tensor_sizes(const Shape& shape) {
  std::string text = sizes(shape.rows(), shape.cols() / shape.receptive_field());
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
    text += " x ";
    text += std::to_string(shape.kernel_size(axis));
  }
  return text;
}

/// The sizes that W has, each axis of a tensor by itself.
template <class Scalar>
std::string view_sizes(const View<Scalar>& w) {
  std::string text = std::to_string(w.rows);
  for (int axis = 0; axis < w.axes; ++axis) {
    text += " x ";
    text += std::to_string(w.axis_size[static_cast<std::size_t>(axis)]);
  }
  return text;
}

template <class Scalar>
[[noreturn]] void fail_sizes(const char* initializer, const View<Scalar>& w, const Shape& shape) {
  const bool has_axes = w.axes > 1 && !shape.is_slice();
  std::string expected = has_axes ? tensor_sizes(shape) : sizes(shape.rows(), shape.cols());
  if (has_axes) {
    expected += shape.transposed() ? " (in, out/groups, kernel)" : " (out, in/groups, kernel)";
  }
  fail({initializer, ": W is ", view_sizes(w), ", must be ", expected, " as its Shape"});
}

/// A tensor that comes as one, with an axis for each kernel size, must have them in the Shape's
/// order: a matrix's columns are just as many.
template <class Scalar>
void require_axes(const char* initializer, const View<Scalar>& w, const Shape& shape) {
  if (w.axes == 1 || shape.spatial_rank() == 0 || shape.is_slice()) return;
  bool same = w.axis_size[0] * shape.receptive_field() == w.cols;
  for (int axis = 1; axis < w.axes; ++axis) {
    const Index size = w.axis_size[static_cast<std::size_t>(axis)];
    if (w.axes == 1 + shape.spatial_rank() && size != shape.kernel_size(axis - 1)) same = false;
  }
  if (!same) fail_sizes(initializer, w, shape);
}

template <class Init, class Scalar, Executor E>
void write_shaped(const Init& init, const View<Scalar>& w, const Shape& shape, Rng& rng,
                  const E& executor) {
  if constexpr (NeedsNoShape<Init>) {
    draw(init.distribution(), Init::name, w, rng, shape.window(), executor);
  } else if (w.rows == 0 || w.cols == 0) {
    validate_options(init);
    validate_scalar<Scalar>(init);
    rng.take();
  } else if constexpr (Elementwise<Init>) {
    draw(init.distribution(shape), Init::name, w, rng, shape.window(), executor);
  } else {
    init.validate(shape.whole());
    validate_scalar<Scalar>(init);
    if (shape.is_slice()) {
      write_slice(init, w, shape, rng.take());
    } else {
      init.write(w, shape, rng.take());
    }
  }
}

/// With the shape of a dense layer, or none where none is needed.
template <class Init, class Scalar, Executor E>
void write(const Init& init, const View<Scalar>& w, Rng& rng, const E& executor) {
  in_standard_mode([&] {
    if constexpr (NeedsNoShape<Init>) {
      draw(init.distribution(), Init::name, w, rng, {.rows = w.rows}, executor);
    } else {
      write_shaped(init, w, dense(w.rows, w.cols), rng, executor);
    }
  });
}

/// With a Shape of W's sizes. A vector of as many elements has them column by column.
template <class Init, class Scalar, Executor E>
void write(const Init& init, const View<Scalar>& w, bool is_vector, const Shape& shape, Rng& rng,
           const E& executor) {
  in_standard_mode([&] {
    if (w.rows == shape.rows() && w.cols == shape.cols()) {
      require_axes(Init::name, w, shape);
      write_shaped(init, w, shape, rng, executor);
    } else if (is_vector && w.rows * w.cols == shape.size()) {
      write_shaped(init, reshaped(w, shape.rows(), shape.cols()), shape, rng, executor);
    } else {
      fail_sizes(Init::name, w, shape);
    }
  });
}

template <class Init, class M, Executor E>
OUTSET_ALWAYS_INLINE void call_on(const Init& init, M& w, Rng& rng, const E& executor) {
  if constexpr (SparseObject<M>) {
    init.write_sparse(w, rng);
  } else if constexpr (requires { init.run(w, rng, executor); }) {
    init.run(w, rng, executor);
  } else {
    write(init, StorageOf<M>::view(w), rng, executor);
  }
}
template <class Init, class M, Executor E>
OUTSET_ALWAYS_INLINE void call_on(const Init& init, M& w, const Shape& shape, Rng& rng,
                                  const E& executor) {
  using Storage = StorageOf<M>;
  if constexpr (SparseObject<M>) {
    init.write_sparse(w, shape, rng);
  } else if constexpr (requires { init.run(w, shape, rng, executor); }) {
    init.run(w, shape, rng, executor);
  } else {
    write(init, Storage::view(w), Storage::is_vector, shape, rng, executor);
  }
}

template <class Init, class M>
OUTSET_ALWAYS_INLINE void call(const Init& init, M& w, Rng& rng) {
  call_on(init, w, rng, DefaultExecutor{});
}
template <class Init, class M>
OUTSET_ALWAYS_INLINE void call(const Init& init, M& w, const Shape& shape, Rng& rng) {
  call_on(init, w, shape, rng, DefaultExecutor{});
}

}  // namespace detail

}  // namespace OUTSET_ABI

inline namespace OUTSET_VALUES {

/// An initializer whose large fills run on the caller's threads; made by `on`.
template <class Init, Executor E>
struct OnExecutor {
  Init init;
  E executor;

  template <class... Args>
  requires detail::CanFill<Init, Args...> OUTSET_ALWAYS_INLINE void operator()(
      Args&&... args) const {
    detail::call_on(init, args..., executor);
  }
  template <class... Args, class Why = detail::WhyNot<Init, Args...>>
  requires(!detail::CanFill<Init, Args...>) void operator()(Args&&...) const = delete;
};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// The same initializer, and the same numbers, on an executor: one callable (n, body) that calls
/// body(i) once for each i in [0, n). on(pool, HeNormal{})(W, rng). Structured initializers run on
/// the calling thread.
template <Executor E, Initializer Init>
OnExecutor<Init, E> on(E executor, const Init& init) {
  return {init, std::move(executor)};
}

namespace detail {

template <class Matrix>
OUTSET_ALWAYS_INLINE Matrix make_sized(Index rows, Index cols) {
  constexpr Index limit = (std::numeric_limits<Eigen::Index>::max)();
  const auto fits = [](Index size, int fixed, int most) {
    return size >= 0 && size <= limit && (fixed == Eigen::Dynamic || size == fixed) &&
           (most == Eigen::Dynamic || size <= most);
  };
  if (!fits(rows, Matrix::RowsAtCompileTime, Matrix::MaxRowsAtCompileTime) ||
      !fits(cols, Matrix::ColsAtCompileTime, Matrix::MaxColsAtCompileTime)) {
    fail({"make: sizes are ", sizes(rows, cols), ", which the matrix type cannot have"});
  }
  if (cols > 0) checked_product("make", rows, cols);
  Matrix w;
  // Matrix(rows, cols) would be a vector of two with these coefficients.
  w.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols));
  return w;
}

}  // namespace detail

/// A new matrix, filled: make<Eigen::MatrixXd>(Orthogonal{}, 512, 512, rng). Throws
/// std::invalid_argument where the type cannot have these sizes.
template <class Matrix, Initializer Init, RandomSource R>
OUTSET_ALWAYS_INLINE Matrix make(const Init& init, Index rows, Index cols, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(rows, cols);
  init(w, rng);
  return w;
}

/// The same for a layer: make<Eigen::MatrixXf>(HeNormal{}, conv2d(64, 3, 7, 7), rng).
template <class Matrix, Initializer Init, RandomSource R>
OUTSET_ALWAYS_INLINE Matrix make(const Init& init, const Shape& shape, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(shape.rows(), shape.cols());
  init(w, shape, rng);
  return w;
}

template <class Matrix, Initializer Init, class R, class Why = decltype(detail::why_not_rng<R>())>
requires(!RandomSource<R>) Matrix make(const Init&, Index, Index, R&&)
= delete;
template <class Matrix, Initializer Init, class R, class Why = decltype(detail::why_not_rng<R>())>
requires(!RandomSource<R>) Matrix make(const Init&, const Shape&, R&&)
= delete;

}  // namespace OUTSET_ABI
}  // namespace outset
