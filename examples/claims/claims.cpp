// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "claim.hpp"

namespace claims {

std::span<const Claim> all_claims() {
  static constexpr Claim all[] = {
      {"symmetry", "Units that start equal stay equal", check_symmetry},
      {"scale", "Weights can start too small and too large", check_scale},
      {"alexnet", "AlexNet's recipe does not carry over to deeper nets", check_alexnet},
      {"axis", "He by the wrong axis costs accuracy", check_axis},
      {"seed", "The same seed for every layer costs accuracy", check_seed},
  };
  return all;
}

}  // namespace claims
