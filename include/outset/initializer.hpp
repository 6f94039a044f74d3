// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How a call of an initializer runs: check everything, take one stream, write. An initializer is a
// plain aggregate of options with a `name`, the two call operators, and one of
//
//   Distribution distribution(const Shape&) const     elementwise: a pure function of the shape
//   Distribution distribution() const                 elementwise, and the shape does not matter
//   void check(const Shape&) const                    structured: throws on bad options, and then
//   void write(View, Shape, Stream) const             writes the whole matrix
//
// If a check throws, nothing has been written and the Rng has not moved.

#include <string>
#include <utility>

#include "outset/fill.hpp"

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

template <class Scalar, class D>
void draw(const D& distribution, const char* name, const View<Scalar>& w, Rng& rng,
          const Window& window) {
  if constexpr (std::is_same_v<D, Distribution>) {
    std::visit([&](const auto& d) { draw(d, name, w, rng, window); }, distribution);
  } else {
    const Sampler<Scalar> sampler(distribution, name);
    fill(sampler, w, rng.take(), window);
  }
}

template <class Init, class Scalar>
void write_shaped(const Init& init, const View<Scalar>& w, const Shape& shape, Rng& rng) {
  if constexpr (Elementwise<Init>) {
    draw(init.distribution(shape), Init::name, w, rng, {.rows = w.rows});
  } else {
    init.check(shape);
    init.write(w, shape, rng.take());
  }
}

template <class Init, class M, class R>
void apply(const Init& init, M& w, R& rng) {
  using Storage = StorageOf<std::remove_cvref_t<M>>;
  const auto view = Storage::view(w);
  if constexpr (NeedsNoShape<Init>) {
    draw(init.distribution(), Init::name, view, rng, {.rows = view.rows});
  } else {
    static_assert(!Elementwise<Init> || !Storage::is_vector,
                  "outset: the fans of a vector are not known from its size. Pass a Shape, such as "
                  "init(w, outset::dense(1, n), rng).");
    static_assert(!Storage::is_tensor,
                  "outset: which axes of a tensor are which is not known from its sizes. Pass a "
                  "Shape, such as init(t, outset::conv2d(out, in, 3, 3), rng).");
    if (view.rows == 0 || view.cols == 0) {
      if constexpr (Elementwise<Init>) {
        fail(std::string(Init::name) + ": W is " + sizes(view.rows, view.cols) +
             ", an empty matrix has no fans");
      } else {
        init.check(dense(1, 1));
        rng.take();
        return;
      }
    }
    write_shaped(init, view, dense(view.rows, view.cols), rng);
  }
}

template <class Init, class M, class R>
void apply(const Init& init, M& w, const Shape& shape, R& rng) {
  const auto view = StorageOf<std::remove_cvref_t<M>>::view(w);
  if (view.rows != shape.rows() || view.cols != shape.cols()) {
    fail(std::string(Init::name) + ": W is " + sizes(view.rows, view.cols) + ", must be " +
         sizes(shape.rows(), shape.cols()) + " as its Shape");
  }
  write_shaped(init, view, shape, rng);
}

}  // namespace detail

/// A new matrix, filled: make<Eigen::MatrixXd>(Orthogonal{}, 512, 512, rng). Throws
/// std::invalid_argument where the type cannot have these sizes.
template <class Matrix, Initializer Init, RandomSource R>
Matrix make(const Init& init, Index rows, Index cols, R&& rng) {
  constexpr int fixed_rows = Matrix::RowsAtCompileTime;
  constexpr int fixed_cols = Matrix::ColsAtCompileTime;
  if (rows < 0 || cols < 0 || (fixed_rows != Eigen::Dynamic && fixed_rows != rows) ||
      (fixed_cols != Eigen::Dynamic && fixed_cols != cols)) {
    detail::fail("make: sizes are " + detail::sizes(rows, cols) +
                 ", which the matrix type cannot have");
  }
  Matrix w(rows, cols);
  init(w, rng);
  return w;
}

/// The same for a layer: make<Eigen::MatrixXf>(HeNormal{}, conv2d(64, 3, 7, 7), rng).
template <class Matrix, Initializer Init, RandomSource R>
Matrix make(const Init& init, const Shape& shape, R&& rng) {
  Matrix w(shape.rows(), shape.cols());
  init(w, shape, rng);
  return w;
}

}  // namespace OUTSET_ABI
}  // namespace outset
