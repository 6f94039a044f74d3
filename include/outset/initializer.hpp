// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How a call of an initializer runs: check everything, take one stream, write. An initializer is a
// plain aggregate of options with a `name`, the two call operators, and one of
//
//   Distribution distribution(const Shape&) const     elementwise: a pure function of the shape
//   Distribution distribution() const                 elementwise, and the shape does not matter
//   void validate(const Shape&) const                    structured: throw on bad options, for the
//   void check_scalar<Scalar>() const                 shape and, where it matters, the scalar, and
//   void write(View, Shape, Stream) const             then write the whole matrix
//
// If a check throws, nothing has been written and the Rng has not moved.

#include <string>
#include <utility>

#include "outset/fill.hpp"
#include "outset/float_mode.hpp"

namespace outset {
inline namespace OUTSET_ABI {

/// Whatever fills a matrix: init(W, rng).
template <class Init>
concept Initializer = requires(const Init& init, Eigen::MatrixXf& w, const Shape& shape, Rng& rng) {
  init(w, rng);
  init(w, shape, rng);
};

namespace detail {

template <class Init>
concept NeedsNoShape = requires(const Init& init) {
  init.distribution();
};
template <class Init>
concept Elementwise = requires(const Init& init, const Shape& shape) {
  init.distribution(shape);
};

inline std::string sizes(Index rows, Index cols) {
  return std::to_string(rows) + " x " + std::to_string(cols);
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

/// A slice of what only exists as a whole.
template <class Init, class Scalar>
void write_slice(const Init& init, const View<Scalar>& w, const Shape& shape,
                 const random::Stream& stream) {
  const Shape whole_shape = shape.whole();
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> whole(whole_shape.rows(),
                                                              whole_shape.cols());
  init.write(StorageOf<decltype(whole)>::view(whole), whole_shape, stream);
  for (Index j = 0; j < w.cols; ++j) {
    for (Index i = 0; i < w.rows; ++i) {
      w(i, j) = whole.data()[element_number(w, shape.window(), j * w.rows + i)];
    }
  }
}

template <class Scalar, class Init>
void check_structured(const Init& init, const Shape& whole) {
  init.validate(whole);
  if constexpr (requires { init.template check_scalar<Scalar>(); }) {
    init.template check_scalar<Scalar>();
  }
}

/// A tensor that comes as one, with an axis for each kernel size, must have them in the Shape's
/// order: a matrix's columns are just as many.
template <class Scalar>
void require_axes(const char* initializer, const View<Scalar>& w, const Shape& shape) {
  if (w.axes == 1 || shape.spatial_rank() == 0 || shape.is_slice()) return;
  bool same = w.axis_size[0] * shape.receptive_field() == w.cols;
  std::string found = std::to_string(w.rows) + " x " + std::to_string(w.axis_size[0]);
  for (int axis = 1; axis < w.axes; ++axis) {
    const Index size = w.axis_size[static_cast<std::size_t>(axis)];
    found += " x " + std::to_string(size);
    if (w.axes == 1 + shape.spatial_rank() && size != shape.kernel_size(axis - 1)) same = false;
  }
  if (same) return;
  std::string expected = sizes(shape.rows(), w.cols / shape.receptive_field());
  for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
    expected += " x " + std::to_string(shape.kernel_size(axis));
  }
  fail({initializer, ": W is ", found, ", must be ", expected, " as its Shape"});
}

template <class Init, class Scalar, Executor E>
void write_shaped(const Init& init, const View<Scalar>& w, const Shape& shape, Rng& rng,
                  const E& executor) {
  if constexpr (Elementwise<Init>) {
    draw(init.distribution(shape), Init::name, w, rng, shape.window(), executor);
  } else {
    check_structured<Scalar>(init, shape.whole());
    if (shape.is_slice()) {
      write_slice(init, w, shape, rng.take());
    } else {
      init.write(w, shape, rng.take());
    }
  }
}

/// With the shape of a dense layer, or none where none is needed.
template <class Init, class Scalar, Executor E>
void check_and_write(const Init& init, const View<Scalar>& w, Rng& rng, const E& executor) {
  if constexpr (NeedsNoShape<Init>) {
    draw(init.distribution(), Init::name, w, rng, {.rows = w.rows}, executor);
  } else {
    if (w.rows == 0 || w.cols == 0) {
      if constexpr (Elementwise<Init>) {
        fail({Init::name, ": W is ", sizes(w.rows, w.cols), ", an empty matrix has no fans"});
      } else {
        // Whatever an option must fit in a shape fits in nothing.
        if constexpr (requires { init.validate(); }) {
          init.validate();
        } else {
          check_structured<Scalar>(init, dense(1, 1));
        }
        rng.take();
        return;
      }
    }
    write_shaped(init, w, dense(w.rows, w.cols), rng, executor);
  }
}

template <class Init, class Scalar, Executor E>
void check_and_write(const Init& init, const View<Scalar>& w, const Shape& shape, Rng& rng,
                     const E& executor) {
  if (w.rows != shape.rows() || w.cols != shape.cols()) {
    fail({Init::name, ": W is ", sizes(w.rows, w.cols), ", must be ",
          sizes(shape.rows(), shape.cols()), " as its Shape"});
  }
  require_axes(Init::name, w, shape);
  write_shaped(init, w, shape, rng, executor);
}

template <class Init, class Scalar, Executor E>
void write(const Init& init, const View<Scalar>& w, Rng& rng, const E& executor) {
  in_standard_mode([&] { check_and_write(init, w, rng, executor); });
}
template <class Init, class Scalar, Executor E>
void write(const Init& init, const View<Scalar>& w, const Shape& shape, Rng& rng,
           const E& executor) {
  in_standard_mode([&] { check_and_write(init, w, shape, rng, executor); });
}

template <class M>
constexpr void refuse_tensor() {
  static_assert(!StorageOf<std::remove_cvref_t<M>>::is_tensor,
                "outset: which axes of a tensor are which is not known from its sizes. Pass a "
                "Shape, such as init(t, outset::conv2d(out, in, 3, 3), rng).");
}

template <class Init, class M, class R, Executor E>
void apply(const Init& init, M& w, R& rng, const E& executor) {
  using Storage = StorageOf<std::remove_cvref_t<M>>;
  if constexpr (!NeedsNoShape<Init>) {
    static_assert(!Elementwise<Init> || !Storage::is_vector,
                  "outset: the fans of a vector are not known from its size. Pass a Shape, such as "
                  "init(w, outset::dense(1, n), rng).");
    refuse_tensor<M>();
  }
  write(init, Storage::view(w), rng, executor);
}

template <class Init, class M, class R, Executor E>
void apply(const Init& init, M& w, const Shape& shape, R& rng, const E& executor) {
  write(init, StorageOf<std::remove_cvref_t<M>>::view(w), shape, rng, executor);
}

template <class Init, class M, class R>
void apply(const Init& init, M& w, R& rng) {
  apply(init, w, rng, DefaultExecutor{});
}
template <class Init, class M, class R>
void apply(const Init& init, M& w, const Shape& shape, R& rng) {
  apply(init, w, shape, rng, DefaultExecutor{});
}

}  // namespace detail

/// An initializer whose large fills run on the caller's threads; made by `on`.
template <class Init, Executor E>
struct OnExecutor {
  Init init;
  E executor;

  template <WritableDense M, RandomSource R>
  void operator()(M&& w, R&& rng) const {
    if constexpr (requires { init.run(w, rng, executor); }) {
      init.run(w, rng, executor);
    } else {
      detail::apply(init, w, rng, executor);
    }
  }
  template <WritableDense M, RandomSource R>
  void operator()(M&& w, const Shape& shape, R&& rng) const {
    if constexpr (requires { init.run(w, shape, rng, executor); }) {
      init.run(w, shape, rng, executor);
    } else {
      detail::apply(init, w, shape, rng, executor);
    }
  }
};

/// The same initializer, and the same numbers, on an executor: one callable (n, body) that calls
/// body(i) once for each i in [0, n). on(pool, HeNormal{})(W, rng). Structured initializers run on
/// the calling thread.
template <Executor E, Initializer Init>
OnExecutor<Init, E> on(E executor, const Init& init) {
  return {init, std::move(executor)};
}

namespace detail {

template <class Matrix>
Matrix make_sized(Index rows, Index cols) {
  const auto fits = [](Index size, int fixed, int most) {
    return size >= 0 && (fixed == Eigen::Dynamic || size == fixed) &&
           (most == Eigen::Dynamic || size <= most);
  };
  if (!fits(rows, Matrix::RowsAtCompileTime, Matrix::MaxRowsAtCompileTime) ||
      !fits(cols, Matrix::ColsAtCompileTime, Matrix::MaxColsAtCompileTime)) {
    fail({"make: sizes are ", sizes(rows, cols), ", which the matrix type cannot have"});
  }
  if (cols > 0) checked_product("make", rows, cols);
  Matrix w;
  w.resize(rows, cols);  // Matrix(rows, cols) would be a vector of two with these coefficients
  return w;
}

}  // namespace detail

/// A new matrix, filled: make<Eigen::MatrixXd>(Orthogonal{}, 512, 512, rng). Throws
/// std::invalid_argument where the type cannot have these sizes.
template <class Matrix, Initializer Init, RandomSource R>
Matrix make(const Init& init, Index rows, Index cols, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(rows, cols);
  init(w, rng);
  return w;
}

/// The same for a layer: make<Eigen::MatrixXf>(HeNormal{}, conv2d(64, 3, 7, 7), rng).
template <class Matrix, Initializer Init, RandomSource R>
Matrix make(const Init& init, const Shape& shape, R&& rng) {
  Matrix w = detail::make_sized<Matrix>(shape.rows(), shape.cols());
  init(w, shape, rng);
  return w;
}

}  // namespace OUTSET_ABI
}  // namespace outset
