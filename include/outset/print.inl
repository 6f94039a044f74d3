// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of print.hpp.

#include <cmath>
#include <initializer_list>
#include <string_view>

#include "outset/bias.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// The stride of a Shape, computed from the fan that it divides: a Shape does not hold its stride.
inline Index stride_of(const Shape& shape) {
  const Fans fans = shape.fans();
  const double thinned = shape.transposed() ? fans.in : fans.out;
  if (shape.spatial_rank() == 0 || !(thinned > 0)) return 1;
  const Index channels = (shape.transposed() ? shape.in() : shape.out()) / shape.groups();
  const double all = static_cast<double>(channels) * static_cast<double>(shape.receptive_field());
  return static_cast<Index>(std::llround(std::pow(all / thinned, 1.0 / shape.spatial_rank())));
}

inline void append_sizes(std::string& text, std::initializer_list<Index> numbers) {
  for (const Index number : numbers) {
    if (text.back() != '(') text += ", ";
    append(text, {number});
  }
}

/// Options that are not at their defaults: `, {.groups = 4, .stride = 2}`.
class ShownOptions {
 public:
  void add(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? ", {." : ", .";
    text_ += name;
    text_ += " = ";
    text_ += value;
  }
  std::string close() const { return text_.empty() ? text_ : text_ + '}'; }

 private:
  std::string text_{};
};

/// The text of a Shape that is no slice and has one part.
inline std::string show_layer(const Shape& shape) {
  const bool embedding = shape.transposed() && shape.fans().in < static_cast<double>(shape.in());
  ShownOptions options;
  std::string text;
  if (shape.spatial_rank() == 0 && embedding) {
    text = "embedding(";
    append_sizes(text, {shape.in(), shape.out()});
  } else if (shape.spatial_rank() == 0 && shape.groups() > 1) {
    text = joined({"depthwise(", shape.in(), ", {}"});
    if (shape.out() > shape.in()) append_sizes(text, {shape.out() / shape.in()});
  } else {
    text = shape.spatial_rank() == 0 ? "dense(" : joined({"conv", shape.spatial_rank(), "d("});
    append_sizes(text, {shape.out(), shape.in()});
    for (int axis = 0; axis < shape.spatial_rank(); ++axis) {
      append_sizes(text, {shape.kernel_size(axis)});
    }
    if (shape.groups() > 1) options.add("groups", joined({shape.groups()}));
    if (stride_of(shape) > 1) options.add("stride", joined({stride_of(shape)}));
    if (shape.transposed()) options.add("transposed", "true");
  }
  text += options.close();
  text += ')';
  return text;
}

/// The text of a Shape that is no slice.
inline std::string show_whole(const Shape& shape) {
  if (shape.is_bias()) {
    std::string text = "bias_of(";
    text += show_whole(BiasMaker::layer(shape));
    text += ')';
    return text;
  }
  if (shape.parts() == 1) return show_layer(shape);
  std::string text = "fused(";
  text += show_layer(shape);
  append_sizes(text, {shape.parts()});
  text += ')';
  return text;
}

}  // namespace detail
}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {

OUTSET_LINKED std::string to_string(Fan fan) {
  return std::string(detail::name_of_choice(detail::fan_names, static_cast<std::size_t>(fan)));
}

OUTSET_LINKED std::string to_string(Family family) {
  return std::string(
      detail::name_of_choice(detail::family_names, static_cast<std::size_t>(family)));
}

OUTSET_LINKED std::string to_string(const Fans& fans) {
  std::string text = "Fans{.in = ";
  text += detail::show(fans.in);
  text += ", .out = ";
  text += detail::show(fans.out);
  text += '}';
  return text;
}

OUTSET_LINKED std::string to_string(const Shape& shape) {
  const Shape whole = shape.whole();
  if (!shape.is_slice()) return detail::show_whole(whole);
  const Window window = shape.window();
  // A flat slice counts elements as if they were rows of the first column, so they go beyond its
  // end.
  const bool block = window.row0 + shape.rows() <= whole.rows();
  std::string text = block ? "slice(" : "flat_slice(";
  text += detail::show_whole(whole);
  if (block) {
    detail::append_sizes(text, {window.row0, window.col0, shape.rows(), shape.cols()});
  } else {
    detail::append_sizes(text, {window.row0, shape.rows()});
  }
  text += ')';
  return text;
}

}  // namespace OUTSET_LINK
}  // namespace outset
