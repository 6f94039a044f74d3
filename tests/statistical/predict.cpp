// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/predict.hpp"

#include "support/catch.hpp"
#include "support/predicted_signals.hpp"

TEST_CASE("predicted and measured signals agree within 5 % at width 512", "[predict]") {
  predicted_signals::check(0.05);
}
