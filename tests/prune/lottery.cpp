// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/lottery.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/digits.hpp"
#include "support/instances_nn.hpp"
#include "support/stats.hpp"

namespace nn = outset::nn;
namespace prune = outset::prune;
using outset::Index;
using outset::Rng;
using prune::Variant;
using support::parameter_bytes;

namespace {

using Net = nn::Mlp<float>;

// 130 digits: epochs of 60, 60 and 10 examples.
struct Some {
  Eigen::MatrixXf x = support::training_digits<float>().x.leftCols(130);
  std::vector<int> labels{support::training_digits<float>().labels.begin(),
                          support::training_digits<float>().labels.begin() + 130};
};
const Some& some() {
  static const Some data;
  return data;
}

Net small_net() { return Net({64, 20, 12, 10}, nn::Activation::prelu); }

prune::Lottery<float> lottery(std::int64_t rewind = 0, std::int64_t steps = 12) {
  return prune::Lottery<float>({.steps = steps, .rewind = rewind}, Rng{5});
}

}  // namespace

TEST_CASE("advance takes the steps of whole epochs, wherever it is divided", "[lottery]") {
  const auto trained = [](const std::vector<std::int64_t>& pieces) {
    Net net = small_net();
    net.initialize(outset::XavierNormal{}, Rng{1});
    prune::MaskedTrainer<float> trainer(net, prune::keep_all(net), nn::Adam{}, Rng{2},
                                        {.batch = 60});
    for (const std::int64_t piece : pieces) trainer.advance(some().x, some().labels, piece);
    return parameter_bytes(net);
  };
  Net net = small_net();
  net.initialize(outset::XavierNormal{}, Rng{1});
  nn::Trainer<float> trainer(net, nn::Adam{}, Rng{2}, {.batch = 60});
  trainer.epoch(some().x, some().labels);
  trainer.epoch(some().x, some().labels);
  const std::string expected = parameter_bytes(net);
  CHECK(trained({6}) == expected);
  CHECK(trained({1, 1, 1, 1, 1, 1}) == expected);
  CHECK(trained({2, 0, 4}) == expected);
  CHECK(trained({4}) != expected);

  // An epoch is whole even after steps into another.
  prune::MaskedTrainer<float> masked(net, prune::keep_all(net), nn::Adam{}, Rng{2}, {.batch = 60});
  masked.advance(some().x, some().labels, 2);
  masked.epoch(some().x, some().labels);
  CHECK(masked.steps() == 5);
  CHECK(masked.epochs() == 2);
  CHECK_THROWS_WITH(masked.advance(some().x, some().labels, -1),
                    "outset: MaskedTrainer: count is -1, must be >= 0");
}

TEST_CASE("a ticket starts from its seed's weights to the bit, without a copy of them",
          "[lottery]") {
  Net net = small_net(), start = small_net();
  start.initialize(outset::XavierNormal{}, Rng{5});
  const auto masks = lottery().find_masks(net, some().x, some().labels, 4);
  CHECK(parameter_bytes(net) != parameter_bytes(start));
  for (std::size_t l = 0; l < 3; ++l) {
    masks[l].apply(start.layer(static_cast<Index>(l)).weight());
  }
  lottery().begin(net, some().x, some().labels, masks);
  CHECK(parameter_bytes(net) == parameter_bytes(start));
}

TEST_CASE("rewound to step k it has the dense training's weights of step k, to the bit",
          "[lottery]") {
  for (const std::int64_t k : {1, 2, 3, 7}) {
    Net net = small_net(), dense = small_net();
    const auto all = prune::keep_all(dense);
    const auto masks = lottery(k).find_masks(net, some().x, some().labels, 2);
    lottery(0, k).train(dense, some().x, some().labels, all);
    for (std::size_t l = 0; l < 3; ++l) {
      masks[l].apply(dense.layer(static_cast<Index>(l)).weight());
    }
    auto trainer = lottery(k).begin(net, some().x, some().labels, masks);
    CHECK(parameter_bytes(net) == parameter_bytes(dense));
    CHECK(trainer.steps() == k);
    CHECK(trainer.masks() == masks);
  }
  // With all weights kept, the rest of the steps is the rest of the dense training.
  Net net = small_net(), dense = small_net();
  lottery(7).train(net, some().x, some().labels, prune::keep_all(net));
  lottery(0).train(dense, some().x, some().labels, prune::keep_all(net));
  CHECK(parameter_bytes(net) == parameter_bytes(dense));
}

TEST_CASE("rounds prune a fifth of hidden and a tenth of output weights, the smallest ones",
          "[lottery]") {
  Net net = small_net();
  auto masks = prune::keep_all(net);
  for (int round = 1; round <= 5; ++round) {
    lottery().train(net, some().x, some().labels, masks);
    const auto next = lottery().next_masks(net, masks);
    for (std::size_t l = 0; l < 3; ++l) {
      const double share = l < 2 ? 0.2 : 0.1;
      const Index gone = prune::Keep::rounded(share * static_cast<double>(masks[l].count()));
      CHECK(next[l].count() == masks[l].count() - gone);
      CHECK((next[l] & masks[l]) == next[l]);
      const auto& w = net.layer(static_cast<Index>(l)).weight();
      float largest_gone = 0, smallest_kept = 1e9F;
      for (Index i = 0; i < w.size(); ++i) {
        const float size = std::abs(w.data()[i]);
        if (next[l][i]) smallest_kept = std::min(smallest_kept, size);
        if (masks[l][i] && !next[l][i]) largest_gone = std::max(largest_gone, size);
      }
      CHECK(largest_gone <= smallest_kept);
    }
    masks = next;
    Net again = small_net();
    CHECK(lottery().find_masks(again, some().x, some().labels, round) == masks);
  }
  // Rounds without end leave a weight in every layer.
  for (int round = 0; round < 100; ++round) masks = lottery().next_masks(net, masks);
  for (const prune::Mask& mask : masks) CHECK(mask.count() >= 1);
}

TEST_CASE("each control differs from the ticket in what it is named for alone", "[lottery]") {
  Net ticket = small_net();
  const auto masks = prune::random(ticket, 0.3, Rng{9});
  lottery().begin(ticket, some().x, some().labels, masks);
  const auto start = [&](Variant variant) {
    Net net = small_net();
    const auto trainer = lottery().begin(net, some().x, some().labels, masks, variant);
    CHECK(prune::count(trainer.masks()) == prune::count(masks));
    CHECK((trainer.masks() == masks) == (variant != Variant::shuffled));
    return net;
  };
  const auto redrawn = start(Variant::redrawn), shuffled = start(Variant::shuffled),
             signs = start(Variant::signs_only);
  Net whole = small_net();
  whole.initialize(outset::XavierNormal{}, Rng{5});
  for (Index l = 0; l < 3; ++l) {
    const auto& mask = masks[static_cast<std::size_t>(l)];
    const auto& w = ticket.layer(l).weight();
    const double rms =
        std::sqrt(whole.layer(l).weight().cast<double>().squaredNorm() / double(w.size()));
    Index moved = 0;
    for (Index i = 0; i < w.size(); ++i) {
      const float own = w.data()[i];
      const float sign = signs.layer(l).weight().data()[i];
      if (mask[i]) {
        CHECK(redrawn.layer(l).weight().data()[i] != own);
        CHECK((sign > 0) == (own > 0));
        // The sum's order differs: n roundings of 2^-53 before that to a float.
        CHECK(std::abs(sign) == Approx(rms).epsilon(1e-7));
      } else {
        CHECK(redrawn.layer(l).weight().data()[i] == 0);
        CHECK(sign == 0);
      }
      const float there = shuffled.layer(l).weight().data()[i];
      CHECK((there == 0 || there == whole.layer(l).weight().data()[i]));
      moved += (there != 0) != mask[i] ? 1 : 0;
    }
    CHECK(moved > 0);
  }
}

TEST_CASE("each round draws its controls anew, from the streams that Lottery names", "[lottery]") {
  for (const double density : {0.3, 0.5}) {
    Net net = small_net(), drawn = small_net();
    const auto masks = prune::random(net, density, Rng{9});
    const auto kept = static_cast<std::uint64_t>(prune::count(masks));
    const auto begin = [&](Variant variant) {
      return lottery().begin(net, some().x, some().labels, masks, variant).masks();
    };
    begin(Variant::redrawn);
    drawn.initialize(outset::XavierNormal{}, Rng{5}.stream("redrawn").stream(kept));
    for (std::size_t l = 0; l < 3; ++l) {
      masks[l].apply(drawn.layer(static_cast<Index>(l)).weight());
    }
    CHECK(parameter_bytes(net) == parameter_bytes(drawn));
    CHECK(begin(Variant::shuffled) ==
          prune::shuffled(masks, Rng{5}.stream("shuffled").stream(kept)));
  }
}

TEST_CASE("with 5 % of its weights a ticket learns digits better than every control but its signs",
          "[lottery]") {
  // Training is exact, so that these are the figures everywhere: 95.8 % for the ticket and for its
  // signs, 90.8 % redrawn, 85.8 % shuffled. The bounds leave room for another seed.
  const auto& digits = support::training_digits<float>();
  examples::Examples<float> train, test;  // every sixth is a test image: they are sorted by label
  for (auto* part : {&train, &test}) part->x.resize(64, digits.x.cols());
  for (Index j = 0; j < digits.x.cols(); ++j) {
    auto& part = j % 6 == 0 ? test : train;
    part.x.col(static_cast<Index>(part.labels.size())) = digits.x.col(j);
    part.labels.push_back(digits.labels[static_cast<std::size_t>(j)]);
  }
  for (auto* part : {&train, &test}) {
    part->x.conservativeResize(64, static_cast<Index>(part->labels.size()));
  }
  const prune::Lottery<float> tickets({.steps = 300}, Rng{5});
  Net net({64, 128, 64, 10});
  const auto masks = tickets.find_masks(net, train.x, train.labels, 14);
  CHECK(prune::density(masks) == Approx(0.0509).margin(0.0001));
  const auto accuracy = [&](Variant variant) {
    tickets.train(net, train.x, train.labels, masks, variant);
    return 100 * nn::evaluate(net, test.x, test.labels).accuracy;
  };
  const double ticket = accuracy(Variant::ticket);
  CHECK(ticket > 93);
  CHECK(ticket > accuracy(Variant::redrawn) + 3);
  CHECK(ticket > accuracy(Variant::shuffled) + 3);
  CHECK(accuracy(Variant::signs_only) == Approx(ticket).margin(2));
}

TEST_CASE("shuffled masks keep any place as often as any other", "[lottery]") {
  // As for prune::random: 2,000 masks of 6 among 20; Pearson's sum times 19 / 20 over 1 - 0.3 is
  // chi-square.
  prune::Mask first(4, 5, false);
  for (Index i = 0; i < 6; ++i) first[i] = true;
  std::vector<double> counts(20, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto masks = prune::shuffled({first, first}, Rng{seed});
    CHECK(masks[0].count() == 6);
    for (Index i = 0; i < 20; ++i) counts[static_cast<std::size_t>(i)] += masks[1][i] ? 1 : 0;
  }
  double sum = 0;
  for (const double n : counts) sum += (n - 600) * (n - 600) / 600;
  CHECK(stats::chi_square_tail(sum / (1 - 0.3) * 19 / 20, 19) > stats::false_alarm);
  const auto masks = prune::shuffled({first, first}, Rng{1});
  CHECK_FALSE(masks[0] == masks[1]);
  CHECK(masks == prune::shuffled({first, first}, Rng{1}));
}

TEST_CASE("signs alone: one magnitude a layer, zeros stay", "[lottery]") {
  nn::Mlp<double> net({2, 2});
  net.layer(0).weight() << 3, -4, 0, 1e-300;
  prune::keep_signs(net);
  // sqrt((9 + 16) / 4)
  CHECK(net.layer(0).weight() == Eigen::Matrix2d{{2.5, -2.5}, {0, 2.5}});
}

TEST_CASE("a lottery that cannot be drawn is refused, and the net stays", "[lottery]") {
  CHECK_THROWS_WITH(lottery(0, 0), "outset: Lottery: steps is 0, must be >= 1");
  CHECK_THROWS_WITH(lottery(12), "outset: Lottery: rewind is 12, must be in [0, 12)");
  CHECK_THROWS_WITH(lottery(-1), "outset: Lottery: rewind is -1, must be in [0, 12)");
  Net net = small_net();
  net.initialize(outset::HeNormal{}, Rng{1});
  const std::string before = parameter_bytes(net);
  auto masks = prune::keep_all(net);
  masks[1] = prune::Mask(2, 2);
  CHECK_THROWS_WITH(lottery().train(net, some().x, some().labels, masks),
                    ContainsSubstring("the mask of layer 1 is 2 x 2, must be 12 x 20"));
  masks.pop_back();
  CHECK_THROWS_WITH(lottery().next_masks(net, masks),
                    "outset: prune_round: 2 masks, must be 3, one for each layer");
  const std::vector<int> labels(130, 10);
  CHECK_THROWS(lottery().train(net, some().x, labels, prune::keep_all(net)));
  CHECK(parameter_bytes(net) == before);
  CHECK_THROWS_WITH(prune::prune_round(net, prune::keep_all(net), {.hidden = 1.5}),
                    ContainsSubstring("fraction is 1.5, must be in [0, 1]"));
}
