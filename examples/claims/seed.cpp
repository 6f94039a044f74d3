// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// One seed for every layer: layers of equal sizes start with equal weights.

#include "contest.hpp"

namespace claims {

Result check_seed(const Context& context) {
  const auto same = [](const auto& init) {
    return [=](Net& net, const outset::Rng& rng) {
      for (Eigen::Index l = 0; l < net.depth(); ++l) {
        net.layer(l).initialize(init, rng, "layer");  // one name, hence one stream
      }
    };
  };
  const auto own = [](const auto& init) {
    return [=](Net& net, const outset::Rng& rng) { net.initialize(init, rng); };
  };
  const outset::HeNormal he{};
  const outset::Orthogonal orthogonal{.gain = outset::gain::relu()};
  const outset::XavierNormal xavier{};
  const std::vector<Contender> relu = {{"He, own seeds", own(he)},
                                       {"He, one seed", same(he)},
                                       {"orthogonal, own seeds", own(orthogonal)},
                                       {"orthogonal, one seed", same(orthogonal)}};
  const std::vector<Contender> tanh = {{"Xavier, own seeds", own(xavier)},
                                       {"Xavier, one seed", same(xavier)}};
  const Race deep{.sizes = sizes(64, 15, 64, 10), .seeds = 20};
  const Race shallow{.sizes = sizes(64, 3, 64, 10), .seeds = 20};
  Race deep_tanh = deep;
  deep_tanh.activation = nn::Activation::tanh;
  const std::vector<Runs> by_deep = contest(context, "seed", deep, relu);
  const std::vector<Runs> by_shallow = contest(context, "seed", shallow, relu);
  const std::vector<Runs> by_tanh = contest(context, "seed", deep_tanh, tanh);
  Result r{.claim =
               "A random generator that is seeded anew for every layer gives layers of equal "
               "sizes equal weights, which costs accuracy.",
           .paper = "no paper; a mistake found in several programs.",
           .setting =
               "Digits, layers of 64 units, SGD with momentum 0.9 and rate 0.003, batches of "
               "32, 15 epochs, 20 seeds. ReLU with 4 and 16 layers of weights, tanh with 16."};
  r.tables = {contest_table("ReLU, 4 layers, after 15 epochs", relu, by_shallow),
              contest_table("ReLU, 16 layers", relu, by_deep),
              contest_table("tanh, 16 layers", tanh, by_tanh)};
  r.pictures = {contest_chart("Training accuracy, ReLU, 16 layers", relu, by_deep),
                contest_chart("Training accuracy, tanh, 16 layers", tanh, by_tanh)};
  for (Picture& p : signal_charts(context, deep, relu)) r.pictures.push_back(std::move(p));
  const auto finding = [](const std::string& where, const Runs& apart, const Runs& together) {
    const examples::Summary d = test_difference(apart, together);
    return Finding{d.mean > 3 * d.error && d.mean > 0.005,
                   where + ": one seed costs " + percent_text(d) + " points of test accuracy"};
  };
  r.findings = {finding("ReLU, 4 layers, He", by_shallow[0], by_shallow[1]),
                finding("ReLU, 16 layers, He", by_deep[0], by_deep[1]),
                finding("ReLU, 16 layers, orthogonal", by_deep[2], by_deep[3]),
                finding("tanh, 16 layers, Xavier", by_tanh[0], by_tanh[1])};
  return r;
}

}  // namespace claims
