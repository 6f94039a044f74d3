// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A network is trained on some digits and saved. Another one starts from its file and learns other
// digits from a few examples of each class.

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <outset/nn/layer_rates.hpp>

#include "data/images.hpp"

namespace transfer {

// What is learned first, and what then.
enum class Task {
  relabelled,  // half of the images, then the other half, under other labels
  new_classes  // the digits 0 to 4, then 5 to 9
};

inline constexpr Eigen::Index depth = 3;  // layers of weights

// How the second network is trained. Its last layer is always new.
struct Way {
  const char* name;
  bool pretrained;  // the other layers are from the file, not random
  outset::nn::LayerRates rates{};
  bool gradual = false;  // starts with the last layer alone, gets one more after each third
};
inline constexpr std::array ways = {
    Way{"random start", false},
    Way{"fine-tuned", true},
    Way{"discriminative", true, {.ratio = 2.6}},
    Way{"gradual", true, {.ratio = 2.6}, true},
    Way{"frozen features", true, {.frozen = depth - 1}},
    Way{"random features", false, {.frozen = depth - 1}},
};
enum : std::size_t { scratch, fine_tuned, discriminative, gradual, frozen, frozen_random };

inline constexpr std::array<Eigen::Index, 4> sizes = {1, 2, 5, 10};  // examples of each class
inline constexpr std::array rates = {0.001, 0.003, 0.01, 0.03};      // Adam's, of the last layer
inline constexpr std::uint64_t pretraining_epochs = 50;
inline constexpr int steps = 300;  // of the second training, each on all of its examples

// Of one task and seed.
struct Outcome {
  // Test accuracy.
  std::array<std::array<std::array<double, rates.size()>, sizes.size()>, ways.size()> accuracy{};
  // Layers that were frozen in a training and compared with their start after it.
  std::size_t frozen_layers = 0;
};

// Writes the trained network of `width` units per layer to `file`. Throws std::runtime_error where
// that fails, or a frozen layer has not kept its bits.
Outcome run(Task task, const examples::Dataset<float>& digits, Eigen::Index width,
            std::uint64_t seed, const std::filesystem::path& file);

}  // namespace transfer
