// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A file of weights, whichever format it has, and its tensors one by one.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <outset/io/io.hpp>
#include <outset/probe/tensor.hpp>

namespace inspect {

/// A tensor in memory. `tensor` is of real weights; `is_read` is false for integers and complex
/// numbers, which no rule fills.
struct Loaded {
  std::vector<std::byte> memory{};
  outset::probe::Tensor tensor{};
  bool is_read = false;
};

class File {
 public:
  /// A safetensors, npy or npz file, by the end of its name. Throws std::runtime_error.
  explicit File(const std::string& path);

  /// In the order of a network's layers: numbers in names count as numbers.
  const std::vector<std::string>& names() const { return names_; }
  outset::io::Sizes shape(const std::string& name) const;
  std::string dtype(const std::string& name) const;
  bool contains(const std::string& name) const;

  /// `transposed`: matrices are stored (in, out). `memory` is used where it is large enough: the
  /// first write to new memory takes longer than the reading.
  Loaded load(const std::string& name, bool transposed, std::vector<std::byte> memory = {}) const;

 private:
  struct Format;

  template <class Use>
  void with_file(const std::string& name, const Use& use) const;

  std::shared_ptr<Format> format_;
  std::vector<std::string> names_{};
};

/// Whether a tensor of one axis holds biases, by its name; others scale (a normalization's weights,
/// its running variance).
bool is_bias(const std::string& name);

}  // namespace inspect
