// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A pretrained network as the start: the example `transfer`, with its own settings.

#include "claim.hpp"
#include "transfer/check.hpp"

namespace claims {

Result check_transfer(const Context& context) { return transfer::check(context, {}); }

}  // namespace claims
