// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Counts a layer's connections. The layer is laid out on a circular grid (no edges, so every unit
// is an interior one), and all pairs (input unit, output unit) that its index formula joins are
// enumerated, with the stored weight that joins them. No code of the library is used.

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace connections {

using Eigen::Index;

struct Layer {
  Index out, in;
  std::array<Index, 3> kernel;  // depth, height, width; 1 where the layer has no such axis
  std::array<Index, 3> stride = {1, 1, 1};
  Index groups = 1;
  bool transposed = false;
  Index dilation = 1;
};

struct Count {
  Index rows = 0, cols = 0;  // of the weights that were used
  double fan_in = 0, fan_out = 0;
  bool every_unit_alike_in = true, every_unit_alike_out = true;
  bool every_weight_used_alike = true, no_pair_twice = true;
};

// Grid points of the coarser side along an axis: enough that no tap meets another around the
// circle.
inline Index coarse_points(const Layer& layer, std::size_t axis) {
  const Index reach = (layer.kernel[axis] - 1) * layer.dilation + 1;
  return (reach + layer.stride[axis] - 1) / layer.stride[axis];
}

inline Count count_connections(const Layer& layer) {
  std::array<Index, 3> coarse{}, fine{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    coarse[axis] = coarse_points(layer, axis);
    fine[axis] = coarse[axis] * layer.stride[axis];
  }
  const Index coarse_size = coarse[0] * coarse[1] * coarse[2];
  const Index fine_size = fine[0] * fine[1] * fine[2];
  const Index taps = layer.kernel[0] * layer.kernel[1] * layer.kernel[2];
  const Index out_of_group = layer.out / layer.groups, in_of_group = layer.in / layer.groups;

  std::vector<Index> arriving(
      static_cast<std::size_t>(layer.out * (layer.transposed ? fine_size : coarse_size)));
  std::vector<Index> leaving(
      static_cast<std::size_t>(layer.in * (layer.transposed ? coarse_size : fine_size)));
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::vector<Index>> used;  // by row and column of the stored matrix
  Count count;

  for (Index o = 0; o < layer.out; ++o) {
    for (Index i = 0; i < layer.in; ++i) {
      if (o / out_of_group != i / in_of_group) continue;
      for (Index point = 0; point < coarse_size; ++point) {
        const std::array<Index, 3> at = {point / (coarse[1] * coarse[2]),
                                         point / coarse[2] % coarse[1], point % coarse[2]};
        for (Index tap = 0; tap < taps; ++tap) {
          const std::array<Index, 3> offset = {tap / (layer.kernel[1] * layer.kernel[2]),
                                               tap / layer.kernel[2] % layer.kernel[1],
                                               tap % layer.kernel[2]};
          Index other = 0;  // the point of the finer side: at * stride + offset * dilation, around
          for (std::size_t axis = 0; axis < 3; ++axis) {
            other = other * fine[axis] +
                    (at[axis] * layer.stride[axis] + offset[axis] * layer.dilation) % fine[axis];
          }
          // A convolution gathers: `at` is the output's. A transposed one scatters: the input's.
          const Index output = layer.transposed ? o * fine_size + other : o * coarse_size + point;
          const Index input = layer.transposed ? i * coarse_size + point : i * fine_size + other;
          // Stored (out, in/groups * taps); transposed, (in, out/groups * taps).
          const Index row = layer.transposed ? i : o;
          const Index col = (layer.transposed ? o % out_of_group : i % in_of_group) * taps + tap;
          if (row >= count.rows) used.resize(static_cast<std::size_t>(count.rows = row + 1));
          auto& line = used[static_cast<std::size_t>(row)];
          if (col >= static_cast<Index>(line.size()))
            line.resize(static_cast<std::size_t>(col + 1));
          count.cols = (std::max)(count.cols, col + 1);
          ++line[static_cast<std::size_t>(col)];
          ++arriving[static_cast<std::size_t>(output)];
          ++leaving[static_cast<std::size_t>(input)];
          if (!pairs.emplace(input, output).second) count.no_pair_twice = false;
        }
      }
    }
  }
  for (const Index n : arriving) {
    count.fan_in += static_cast<double>(n) / static_cast<double>(arriving.size());
    count.every_unit_alike_in = count.every_unit_alike_in && n == arriving[0];
  }
  for (const Index n : leaving) {
    count.fan_out += static_cast<double>(n) / static_cast<double>(leaving.size());
    count.every_unit_alike_out = count.every_unit_alike_out && n == leaving[0];
  }
  for (const auto& line : used) {
    count.every_weight_used_alike =
        count.every_weight_used_alike && static_cast<Index>(line.size()) == count.cols;
    for (const Index n : line) {
      count.every_weight_used_alike = count.every_weight_used_alike && n == coarse_size;
    }
  }
  return count;
}

}  // namespace connections
