// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How frameworks store a layer, and from one to another. outset stores as PyTorch does.
//
// clang-format off
//                    PyTorch (outset)             Keras                        Flax (JAX)
//   dense            (out, in)                    (in, out)                    (in, out)
//   conv             (out, in/groups, k...)       (k..., in/groups, out)       (k..., in/groups, out)
//   conv_transposed  (in, out/groups, k...)       (k..., out, in)              (k..., in, out), taps reversed
//   depthwise        (channels * m, 1, k...)      (k..., channels, m)          (k..., 1, channels * m)
//   embedding        (count, dim)                 (count, dim)                 (count, dim)
//   lstm             (4 hidden, in), gates ifgo   (in, 4 hidden), gates ifgo   (in, hidden) per gate
//   gru              (3 hidden, in), gates rzn    (in, 3 hidden), gates zrn    (in, hidden) per gate
// clang-format on
//
// A gate's letter is PyTorch's: input, forget, cell (g; Keras says c), output; reset, update (z),
// new (n; Keras says h). The same holds for recurrent weights, with hidden instead of in. Flax's
// cells store each gate by itself (LSTMCell: ii, if, ig, io, hi, ...; GRUCell: ir, iz, in, hr, hz,
// hn); here they stand side by side in PyTorch's order. Flax's ConvTranspose reverses no taps
// unless transpose_kernel is set, the others do, as the gradient of a convolution.
//
// Biases of lstm: PyTorch adds two of (4 hidden), Keras has their sum, Flax has it in the recurrent
// gates. Biases of gru: PyTorch has two of (3 hidden), Keras (reset_after) one of (2, 3 hidden),
// the inputs' first. A bias alone, of one axis, has its gates reordered as the weights' are.
//
// Sources: the modules' own documentation (torch.nn, keras.layers, flax.linen).

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/error.hpp"
#include "outset/io/matrix.hpp"
#include "outset/io/safetensors.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

enum class Framework { pytorch, keras, flax };
enum class LayerKind { dense, conv, conv_transposed, depthwise, embedding, lstm, gru };

/// A tensor in memory, the last axis contiguous.
template <class Scalar>
struct NdArray {
  Sizes sizes{};
  std::vector<Scalar> values{};
};

namespace detail {

[[noreturn]] inline void fail_axes(const Sizes& sizes, const char* needed) {
  outset::detail::fail({"relayout: the sizes are ", text_of(sizes), ", must have ", needed});
}

/// An array whose axis a is axis order[a] of the given one.
template <class Scalar>
NdArray<Scalar> permuted(const NdArray<Scalar>& from, const std::vector<std::size_t>& order) {
  const std::size_t rank = from.sizes.size();
  std::vector<Index> strides(rank, 1);
  for (std::size_t axis = rank; axis-- > 1;) strides[axis - 1] = strides[axis] * from.sizes[axis];
  NdArray<Scalar> to;
  for (const std::size_t axis : order) to.sizes.push_back(from.sizes[axis]);
  to.values.reserve(from.values.size());
  std::vector<Index> at(rank, 0);
  for (std::size_t n = 0; n < from.values.size(); ++n) {
    Index place = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) place += at[axis] * strides[order[axis]];
    to.values.push_back(from.values[static_cast<std::size_t>(place)]);
    for (std::size_t axis = rank; axis-- > 0;) {
      if (++at[axis] < to.sizes[axis]) break;
      at[axis] = 0;
    }
  }
  return to;
}

/// Reverses the order of all taps, of an array (a, b, taps...).
template <class Scalar>
void reverse_taps(NdArray<Scalar>& array) {
  std::ptrdiff_t taps = 1;
  for (std::size_t axis = 2; axis < array.sizes.size(); ++axis) taps *= array.sizes[axis];
  if (taps == 0) return;
  for (auto at = array.values.begin(); at != array.values.end(); at += taps) {
    std::reverse(at, at + taps);
  }
}

/// Blocks of the first axis in another order: block b is block order[b] of what was there.
template <class Scalar>
void reorder_gates(NdArray<Scalar>& array, const std::vector<std::size_t>& order) {
  const std::size_t block = array.values.size() / order.size();
  std::vector<Scalar> values;
  values.reserve(array.values.size());
  for (const std::size_t gate : order) {
    const auto begin = array.values.begin() + static_cast<std::ptrdiff_t>(gate * block);
    values.insert(values.end(), begin, begin + static_cast<std::ptrdiff_t>(block));
  }
  array.values = std::move(values);
}

/// The axes of PyTorch's array in one of Keras or Flax.
inline std::vector<std::size_t> axes_of(LayerKind kind, Framework framework, std::size_t rank) {
  std::vector<std::size_t> order(rank);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (framework == Framework::pytorch || kind == LayerKind::embedding || rank < 2) return order;
  // (taps..., a, b) from (b, a, taps...); of Flax's transposed convolution from (a, b, taps...).
  const bool straight = kind == LayerKind::conv_transposed && framework == Framework::flax;
  order[0] = straight ? rank - 2 : rank - 1;
  order[1] = straight ? rank - 1 : rank - 2;
  for (std::size_t tap = 2; tap < rank; ++tap) order[tap] = tap - 2;
  return order;
}

inline std::vector<std::size_t> inverse(const std::vector<std::size_t>& order) {
  std::vector<std::size_t> inverse(order.size());
  for (std::size_t a = 0; a < order.size(); ++a) inverse[order[a]] = a;
  return inverse;
}

inline bool has_gates(LayerKind kind) { return kind == LayerKind::lstm || kind == LayerKind::gru; }

/// Refuses sizes that a layer does not have.
template <class Scalar>
void require_layer(const NdArray<Scalar>& array, LayerKind kind) {
  const std::size_t rank = array.sizes.size();
  Index count = 1;
  for (const Index size : array.sizes) count *= size;
  if (count != static_cast<Index>(array.values.size())) {
    fail_axes(array.sizes, "as many elements as there are values");
  }
  const bool is_conv =
      kind == LayerKind::conv || kind == LayerKind::conv_transposed || kind == LayerKind::depthwise;
  if (is_conv ? rank < 3 || rank > 5 : has_gates(kind) ? rank < 1 || rank > 2 : rank != 2) {
    fail_axes(array.sizes, is_conv ? "3 to 5 axes" : has_gates(kind) ? "1 or 2 axes" : "2 axes");
  }
}

template <class Scalar>
void require_gates(const NdArray<Scalar>& array, LayerKind kind) {
  const Index gates = kind == LayerKind::lstm ? 4 : 3;
  if (array.sizes[0] % gates != 0) {
    fail_axes(array.sizes,
              kind == LayerKind::lstm ? "4 gates of equal size" : "3 gates of equal size");
  }
}

/// Keras' order of gru, zrn, from PyTorch's rzn; also the way back.
inline bool swaps_gates(LayerKind kind, Framework framework) {
  return kind == LayerKind::gru && framework == Framework::keras;
}

template <class Scalar>
NdArray<Scalar> to_pytorch(NdArray<Scalar> array, LayerKind kind, Framework from) {
  if (kind == LayerKind::depthwise && from == Framework::keras) {
    Index& multiplier = array.sizes.back();
    Index& channels = array.sizes[array.sizes.size() - 2];
    multiplier *= std::exchange(channels, Index{1});
  }
  array = permuted(array, axes_of(kind, from, array.sizes.size()));
  if (kind == LayerKind::conv_transposed && from == Framework::flax) reverse_taps(array);
  if (has_gates(kind)) require_gates(array, kind);
  if (swaps_gates(kind, from)) reorder_gates(array, {1, 0, 2});
  return array;
}

template <class Scalar>
NdArray<Scalar> from_pytorch(NdArray<Scalar> array, LayerKind kind, Framework to,
                             Index multiplier) {
  if (has_gates(kind)) require_gates(array, kind);
  if (swaps_gates(kind, to)) reorder_gates(array, {1, 0, 2});
  if (kind == LayerKind::conv_transposed && to == Framework::flax) reverse_taps(array);
  array = permuted(array, inverse(axes_of(kind, to, array.sizes.size())));
  if (kind == LayerKind::depthwise && to == Framework::keras) {
    Index& last = array.sizes.back();
    if (multiplier < 1 || last % multiplier != 0) {
      outset::detail::fail(
          {"relayout: multiplier is ", multiplier, ", must divide the ", last, " output channels"});
    }
    array.sizes[array.sizes.size() - 2] = last / multiplier;
    last = multiplier;
  }
  return array;
}

}  // namespace detail

/// A layer's weights, or the bias of lstm and gru, from one framework's layout to another's.
/// `multiplier`: of a depthwise layer, for Keras. Throws std::invalid_argument where the layer has
/// no such sizes.
template <class Scalar>
NdArray<Scalar> relayout(const NdArray<Scalar>& weights, LayerKind kind, Framework from,
                         Framework to, Index multiplier = 1) {
  detail::require_layer(weights, kind);
  return detail::from_pytorch(detail::to_pytorch(weights, kind, from), kind, to, multiplier);
}

/// A tensor of a file with all of its axes.
template <class Scalar>
NdArray<Scalar> load_array(const Safetensors& file, std::string_view name,
                           Convert convert = Convert::no) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  NdArray<Scalar> array;
  array.sizes = file.shape(name);
  const auto matrix = file.load<Matrix>(name, convert);
  array.values.assign(matrix.data(), matrix.data() + matrix.size());
  return array;
}

/// An array as a matrix: the first axis as rows, all others as columns.
template <class Scalar>
Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> matrix_of(
    const NdArray<Scalar>& array) {
  const detail::MatrixSizes sizes = detail::matrix_sizes(array.sizes);
  return {array.values.data(), sizes.rows, sizes.cols};
}

/// The weights of a layer that a framework has stored, as outset's matrix: (out, in) of dense,
/// (out, in/groups * k...) of conv, and so on.
template <class Matrix>
Matrix load_layer(const Safetensors& file, std::string_view name, LayerKind kind, Framework from,
                  Convert convert = Convert::no) {
  using Scalar = typename Matrix::Scalar;
  return matrix_of(
      relayout(load_array<Scalar>(file, name, convert), kind, from, Framework::pytorch));
}

/// Adds an array to a file with all of its axes.
template <class Scalar>
void add_array(SafetensorsWriter& writer, const std::string& name, const NdArray<Scalar>& array) {
  writer.add(name, matrix_of(array), array.sizes);
}

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
