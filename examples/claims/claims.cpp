// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "claim.hpp"

namespace claims {

std::span<const Claim> all_claims() {
  static constexpr Claim all[] = {
      {"symmetry", "Units that start equal stay equal", check_symmetry},
      {"scale", "Weights can start too small and too large", check_scale},
      {"depth", "He's start trains a deep ReLU net, Xavier's stalls", check_depth},
      {"glorot", "Xavier's start keeps signal and gradient alive in deep tanh nets", check_glorot},
      {"orthogonal", "Orthogonal weights make deep linear nets learn as fast as shallow ones",
       check_orthogonal},
      {"edge", "A net trains up to the depth that its correlation length allows", check_edge},
      {"lsuv", "LSUV finds the scale where no formula has it", check_lsuv},
      {"alexnet", "AlexNet's recipe does not carry over to deeper nets", check_alexnet},
      {"axis", "He by the wrong axis costs accuracy", check_axis},
      {"seed", "The same seed for every layer costs accuracy", check_seed},
      {"lottery", "A pruned net trains as well as the whole, from its own initial weights",
       check_lottery},
      {"transfer", "A pretrained network is the better start where examples are few",
       check_transfer},
  };
  return all;
}

}  // namespace claims
