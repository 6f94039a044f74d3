// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Types of tensors that outset does not know, each with the one specialization of outset::storage
// that makes it known. In a header, because a specialization may not stand in a test's namespace.

#include <array>
#include <vector>

#include "outset/shape.hpp"
#include "outset/storage.hpp"

namespace own_types {

using outset::Index;

/// A row-major matrix that owns its memory: what most people have. It says nothing but its view.
template <class Scalar>
struct Plain {
  Index rows, cols;
  std::vector<Scalar> values;
};

/// Every other number of some memory.
struct Strided {
  float* data;
  Index size;
};

/// Memory that cannot be written.
struct Constant {
  const float* data;
};

/// Three axes, which only a Shape explains.
struct Axes {
  std::vector<float> values;
};

/// The same, with its Shape.
struct Knowing {
  std::vector<float> values;
};

}  // namespace own_types

template <class Scalar>
struct outset::storage<own_types::Plain<Scalar>> {
  static View<Scalar> view(own_types::Plain<Scalar>& w) {
    return View<Scalar>::matrix(w.values.data(), w.rows, w.cols, w.cols, 1);
  }
};

template <>
struct outset::storage<own_types::Strided> {
  static constexpr bool owns_memory = false;
  static constexpr bool is_vector = true;
  static View<float> view(const own_types::Strided& w) {
    return View<float>::matrix(w.data, w.size, 1, 2, 1);
  }
};

template <>
struct outset::storage<own_types::Constant> {
  static constexpr bool is_writable = false;
  static View<const float> view(const own_types::Constant&);
};

template <>
struct outset::storage<own_types::Axes> {
  static constexpr bool is_tensor = true;
  static View<float> view(own_types::Axes& w) {
    const std::array<Index, 3> sizes{4, 3, 2};
    const std::array<Index, 3> strides{6, 2, 1};
    return View<float>::tensor(w.values.data(), sizes, strides);
  }
};

template <>
struct outset::storage<own_types::Knowing> {
  static Shape shape(const own_types::Knowing&) { return conv1d(4, 3, 2); }
  static View<float> view(own_types::Knowing& w) {
    return View<float>::matrix(w.values.data(), 4, 6, 6, 1);
  }
};
