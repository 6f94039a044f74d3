// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Krizhevsky, Sutskever & Hinton 2012, section 5: weights from N(0, 0.01^2), biases of the second,
// fourth and fifth convolution and of the hidden dense layers one, others zero.

#include "contest.hpp"

namespace claims {

Result check_alexnet(const Context& context) {
  const Race race{.sizes = sizes(64, 7, 128, 10), .method = nn::Sgd{.rate = 0.01, .momentum = 0.9}};
  const outset::Normal small{.std = 0.01};
  const std::vector<Contender> contenders = {
      {"AlexNet's",
       [=](Net& net, const outset::Rng& rng) {
         for (Eigen::Index l = 0; l < net.depth(); ++l) {
           const bool one = l == 1 || l == 3 || l == 4 || l == 5 || l == 6;
           net.layer(l).initialize(small, outset::Constant{.value = one ? 1.0 : 0.0}, rng,
                                   net.layer_name(l));
         }
       }},
      {"std 0.01, biases 0", [=](Net& net, const outset::Rng& rng) { net.initialize(small, rng); }},
      {"He", [](Net& net, const outset::Rng& rng) { net.initialize(outset::HeNormal{}, rng); }},
  };
  const std::vector<Runs> all = contest(context, "alexnet", race, contenders);
  Result r{.claim =
               "Weights of a fixed standard deviation of 0.01, as AlexNet had them with biases of "
               "one in some layers, keep nets of more than about eight layers from converging, "
               "where He's start does not.",
           .paper =
               "Krizhevsky, Sutskever & Hinton, NIPS 2012, section 5, for the recipe; He et al., "
               "ICCV 2015, sections 1 and 2.2, for what it does.",
           .setting =
               "Digits, AlexNet's eight layers as dense ones of 128 ReLU units, biases of one "
               "in layers 2, 4, 5, 6 and 7; SGD with momentum 0.9 and rate 0.01 (AlexNet's), "
               "batches of 32, 15 epochs, 5 seeds."};
  r.tables = {contest_table("After 15 epochs", contenders, all)};
  r.pictures = {contest_chart("Training accuracy", contenders, all)};
  for (Picture& p : signal_charts(context, race, contenders)) r.pictures.push_back(std::move(p));
  const auto he = test_accuracy(all[2]), alex = test_accuracy(all[0]);
  r.findings = {
      {he.mean > 0.9, "He's start trains this net: test accuracy " + percent_text(he) + " %"},
      {alex.mean < 0.5 * he.mean, "AlexNet's does not: test accuracy " + percent_text(alex) + " %"},
  };
  return r;
}

}  // namespace claims
