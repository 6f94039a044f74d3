// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of bias.hpp.

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

struct BiasMaker {
  static Shape bias(const Shape& layer) {
    ShapeMaker::require_whole("bias_of", layer);
    if (layer.is_bias_) fail({"bias_of: the shape is a bias already"});
    Shape shape = layer;
    shape.is_bias_ = true;
    shape.store_whole(layer.out_ * layer.parts_, 1);
    return shape;
  }

  /// The layer that a bias is of.
  static Shape layer(const Shape& bias) {
    Shape shape = bias;
    shape.is_bias_ = false;
    const Index taps = shape.receptive_field();
    if (shape.transposed_) {
      shape.store_whole(shape.in_, shape.out_ / shape.groups_ * taps * shape.parts_);
    } else {
      shape.store_whole(shape.out_ * shape.parts_, shape.in_ / shape.groups_ * taps);
    }
    return shape;
  }
};

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED Shape bias_of(const Shape& layer) { return detail::BiasMaker::bias(layer); }

}  // namespace OUTSET_LINK
}  // namespace outset
