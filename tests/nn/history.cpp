// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/nn/history.hpp"

#include <limits>
#include <string>

#include "support/catch.hpp"

namespace nn = outset::nn;

namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

nn::History two_epochs() {
  return {{.epoch = 0, .rate = 0.1, .train = {1.0 / 3, 0.5}, .test = nn::Score{0.25, 0.75}},
          {.epoch = 1, .rate = 0.1, .train = {nan, nan}, .diverged = 2}};
}

}  // namespace

TEST_CASE("a history as CSV has a field for each name, empty where there is no number") {
  CHECK(nn::csv({}) == "epoch,rate,loss,accuracy,test_loss,test_accuracy,diverged\n");
  CHECK(nn::csv(two_epochs()) ==
        "epoch,rate,loss,accuracy,test_loss,test_accuracy,diverged\n"
        "0,0.1,0.3333333333333333,0.5,0.25,0.75,\n"
        "1,0.1,,,,,2\n");
}

TEST_CASE("a history as JSON has the same names and numbers, null where there is none") {
  CHECK(nn::json({}) == "[\n]\n");
  CHECK(nn::json(two_epochs()) ==
        "[\n {\"epoch\": 0, \"rate\": 0.1, \"loss\": 0.3333333333333333, \"accuracy\": 0.5, "
        "\"test_loss\": 0.25, \"test_accuracy\": 0.75, \"diverged\": null},\n"
        " {\"epoch\": 1, \"rate\": 0.1, \"loss\": null, \"accuracy\": null, "
        "\"test_loss\": null, \"test_accuracy\": null, \"diverged\": 2}\n]\n");
}

TEST_CASE("an epoch as a line of text") {
  const nn::History history = two_epochs();
  CHECK(to_string(history[0]) ==
        "epoch 0  rate 0.1  loss 0.3333  accuracy 0.5  test loss 0.25  test accuracy 0.75");
  CHECK(to_string(history[1]) ==
        "epoch 1  rate 0.1  loss not finite  accuracy not finite  not finite from layer 2 on");
}
