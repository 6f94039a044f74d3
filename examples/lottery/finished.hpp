// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The trainings that are done, and the masks that came of them.

#include <cstdint>
#include <map>
#include <string>

#include "plan.hpp"

namespace lottery {

struct Finished {
  // A character for each weight of the net, layer by layer: mark(r) where round r pruned it, `kept`
  // where none has yet. One such text is the masks of all rounds, because a round prunes only what
  // the one before it has kept.
  using Marks = std::string;
  static constexpr char kept = '.';
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  static constexpr int most_rounds = static_cast<int>(alphabet.size());
  static char mark(int round) { return alphabet[static_cast<std::size_t>(round - 1)]; }

  std::map<Cell, Outcome> outcomes{};
  std::map<std::uint64_t, Marks> marks{};  // by seed

  // The masks under which a round trains: those after so many prunings.
  static outset::prune::Masks masks(const Marks& marks, outset::prune::Masks all, int round) {
    std::size_t at = 0;
    for (outset::prune::Mask& mask : all) {
      for (Eigen::Index i = 0; i < mask.size(); ++i) {
        const char c = marks[at++];
        mask[i] = c == kept || alphabet.find(c) >= static_cast<std::size_t>(round);
      }
    }
    return all;
  }

  // Round `round` has left these masks.
  static void add(Marks& marks, const outset::prune::Masks& masks, int round) {
    std::size_t at = 0;
    for (const outset::prune::Mask& mask : masks) {
      for (Eigen::Index i = 0; i < mask.size(); ++i, ++at) {
        if (!mask[i] && marks[at] == kept) marks[at] = mark(round);
      }
    }
  }
};

}  // namespace lottery
