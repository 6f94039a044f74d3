// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is trained: for each seed the tickets of all rounds, one after another, and controls of some
// of them.

#include <Eigen/Core>
#include <array>
#include <compare>
#include <cstdint>
#include <outset/prune/lottery.hpp>
#include <string_view>
#include <vector>

namespace lottery {

using outset::prune::Variant;

inline constexpr std::array variants = {Variant::ticket, Variant::redrawn, Variant::shuffled,
                                        Variant::signs_only};
inline constexpr std::array<std::string_view, variants.size()> names = {"ticket", "redrawn",
                                                                        "shuffled", "signs only"};
inline std::size_t number(Variant variant) { return static_cast<std::size_t>(variant); }

// The defaults are for the digits.
struct Plan {
  std::vector<Eigen::Index> hidden = {128, 64};
  Eigen::Index validation = 240;  // of the training images
  Eigen::Index batch = 60;
  double rate = 0.0012;  // of Adam
  std::int64_t steps = 3000, rewind = 0;
  std::int64_t every = 50;  // steps between two looks at the validation images
  int rounds = 17;
  int control_every = 2;  // controls in the last round, and in every second one before it
  int seeds = 10;         // the runs use seed, seed + 1, ...
  std::uint64_t seed = 1;

  bool has_controls(int round) const { return round > 0 && (rounds - round) % control_every == 0; }
};

// LeNet-300-100 on MNIST as in Frankle & Carbin 2019.
inline Plan mnist_plan() {
  return {.hidden = {300, 100},
          .validation = 5000,
          .steps = 50000,
          .every = 100,
          .rounds = 15,
          .seeds = 5};
}

// One training. The dense net is the ticket of round 0.
struct Cell {
  std::uint64_t seed = 0;
  int round = 0;
  Variant variant = Variant::ticket;

  auto operator<=>(const Cell&) const = default;
};

struct Outcome {
  double test = 0;  // accuracy after the last step
  // The step with the least loss on the validation images; 0 where none is a number.
  std::int64_t stop = 0;
  double test_at_stop = 0;

  bool operator==(const Outcome&) const = default;
};

}  // namespace lottery
