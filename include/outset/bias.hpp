// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A bias whose rule asks for fans. A bias is the column of weights of one more input, which is
// always 1: by itself it has a fan-in of 1, but rules scale it by the fans of the layer's weights.
// PyTorch's default for its dense layers and convolutions, b ~ U(-1/sqrt(fan-in), 1/sqrt(fan-in)),
// is HeUniform{.gain = gain::leaky_relu(std::sqrt(5.0))}(b, bias_of(layer), rng). (For a transposed
// convolution PyTorch divides by out/groups * k, its fan-in as PyTorch reads it.)

#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_LINK {

/// The bias of a layer: for a vector with an element for each output (of every part, if fused), and
/// with the fans of the layer's weights. A part of it is slice(bias_of(layer), first, 0, count, 1).
/// Throws std::invalid_argument if `layer` is a slice or a bias.
OUTSET_LINKED Shape bias_of(const Shape& layer);

}  // namespace OUTSET_LINK
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/bias.inl"
#endif
