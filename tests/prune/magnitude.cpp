// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/prune/magnitude.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "outset/initializers/elementwise.hpp"
#include "support/catch.hpp"
#include "support/instances.hpp"
#include "support/stats.hpp"

namespace prune = outset::prune;
using outset::Index;
using outset::Rng;
using prune::Keep;
using prune::Mask;

TEST_CASE("Keep: a count, or a fraction that is rounded, halves to even", "[magnitude]") {
  CHECK(Keep(3).of(10) == 3);
  CHECK(Keep(0).of(10) == 0);
  CHECK(Keep(10L).of(10) == 10);
  CHECK(Keep(1).of(10) == 1);
  CHECK(Keep(1.0).of(10) == 10);
  CHECK(Keep(0.0).of(10) == 0);
  CHECK(Keep(0.25F).of(10) == 2);  // 2.5
  CHECK(Keep(0.35).of(10) == 4);   // 3.5 in the product of doubles
  CHECK(Keep(0.5).of(5) == 2);
  CHECK(Keep(0.5).of(7) == 4);
  CHECK(Keep(0.8).of(266200) == 212960);
  CHECK_THROWS_WITH(Keep(11).of(10), "outset: Keep: count is 11, must be in [0, 10]");
  CHECK_THROWS_WITH(Keep(-1).of(10), "outset: Keep: count is -1, must be in [0, 10]");
  CHECK_THROWS_WITH(Keep(1.5).of(10), "outset: Keep: fraction is 1.5, must be in [0, 1]");
  CHECK_THROWS_WITH(Keep(std::nan("")).of(10), "outset: Keep: fraction is nan, must be in [0, 1]");
}

TEST_CASE("magnitude keeps the largest, exactly as many, and of equal ones the first",
          "[magnitude]") {
  Eigen::Matrix3f w;
  w << -5, 1, 2,  //
      0, 2, -2,   //
      3, -1, 2;
  const Mask two = prune::magnitude(w, 2);
  CHECK(two(0, 0));
  CHECK(two(2, 0));
  CHECK(two.count() == 2);
  // Three of the four twos, in column-major order.
  const Mask five = prune::magnitude(w, 5);
  CHECK(five.count() == 5);
  CHECK(five(1, 1));
  CHECK(five(0, 2));
  CHECK(five(1, 2));
  CHECK_FALSE(five(2, 2));
  for (Index keep = 0; keep <= 9; ++keep) CHECK(prune::magnitude(w, keep).count() == keep);
  for (Index keep = 0; keep < 9; ++keep) {
    const Mask fewer = prune::magnitude(w, keep);
    CHECK((fewer & prune::magnitude(w, keep + 1)) == fewer);
  }
  CHECK(prune::magnitude(Eigen::MatrixXd::Zero(10, 10), 0.37).count() == 37);
  w(1, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(prune::magnitude(w, 2), ContainsSubstring("weight 4 of tensor 0 is nan"));
}

TEST_CASE("rounds of LeNet-300-100 leave the paper's densities", "[magnitude]") {
  // Frankle and Carbin 2019: 20 % of each hidden layer and 10 % of the last one go each round.
  // Their labels P_m = 51.3, 21.1 and 3.6 % are rounds 3, 7 and 15.
  std::vector<Eigen::MatrixXf> weights{Eigen::MatrixXf(300, 784), Eigen::MatrixXf(100, 300),
                                       Eigen::MatrixXf(10, 100)};
  const double share[] = {0.2, 0.2, 0.1};
  prune::Masks masks;
  Rng rng{3};
  for (auto& w : weights) {
    outset::Normal{.std = 1}(w, rng);
    masks.emplace_back(w.rows(), w.cols());
  }
  const double percent[] = {100,   80.04, 64.06, 51.28, 41.05, 32.87, 26.32, 21.07,
                            16.88, 13.52, 10.83, 8.68,  6.95,  5.57,  4.47,  3.58};
  for (const double expected : percent) {
    CHECK(std::abs(100 * prune::density(masks) - expected) < 0.00501);
    for (std::size_t t = 0; t < 3; ++t) {
      const Mask before = masks[t];
      masks[t] = prune::prune_round(weights[t], before, share[t]);
      CHECK((masks[t] & before) == masks[t]);
      CHECK(before.count() - masks[t].count() ==
            Keep::rounded(share[t] * static_cast<double>(before.count())));
    }
  }
}

TEST_CASE("magnitude_global compares over all tensors", "[magnitude]") {
  std::vector<Eigen::MatrixXd> tensors{Eigen::MatrixXd::Constant(2, 2, 1.0),
                                       Eigen::MatrixXd::Constant(3, 3, -2.0)};
  tensors[0](1, 1) = 7;
  auto masks = prune::magnitude_global(tensors, 10);
  CHECK(masks[0].count() == 1);
  CHECK(masks[0](1, 1));
  CHECK(masks[1].count() == 9);
  masks = prune::magnitude_global(tensors, 12);
  CHECK(masks[0].count() == 3);  // the first of the equal ones
  CHECK_FALSE(masks[0](0, 1));
  CHECK(prune::count(prune::magnitude_global(tensors, 0.5)) == 6);  // 6.5, to the even number

  outset::nn::Mlp<double> net({2, 3, 1});
  net.layer(0).weight() << 1, 2, 3, 4, 5, 6;
  net.layer(1).weight() << -9, 0.5, 3.5;
  masks = prune::magnitude_global(net, 4);
  CHECK(masks[0].count() == 3);
  CHECK(masks[1].count() == 1);
  CHECK(masks[1](0, 0));
  masks = prune::magnitude(net, 0.5);
  CHECK(masks[0].count() == 3);
  CHECK(masks[1].count() == 2);
  CHECK_THROWS_WITH(prune::magnitude(net, 5), ContainsSubstring("count is 5, must be in [0, 3]"));
}

TEST_CASE("random masks keep any place as often as any other", "[magnitude]") {
  const Mask one = prune::random(4, 5, 7, Rng{1});
  CHECK(one.count() == 7);
  CHECK(one == prune::random(4, 5, 7, Rng{1}));
  CHECK_FALSE(one == prune::random(4, 5, 7, Rng{2}));
  // 4,000 masks of 6 among 20: each place 1,200 times, with a binomial's variance; the draws of one
  // mask exclude each other, so that Pearson's sum, times 19 / 20 over 1 - 0.3, is chi-square.
  std::vector<double> counts(20, 0);
  const int masks = 4000;
  for (int seed = 0; seed < masks; ++seed) {
    const Mask mask = prune::random(4, 5, 6, Rng{static_cast<std::uint64_t>(seed)});
    for (Index place = 0; place < 20; ++place) {
      counts[static_cast<std::size_t>(place)] += mask[place] ? 1 : 0;
    }
  }
  double sum = 0;
  for (const double n : counts) sum += (n - 1200) * (n - 1200) / 1200;
  CHECK(stats::chi_square_tail(sum / (1 - 0.3) * 19 / 20, 19) > stats::false_alarm);

  const outset::nn::Mlp<float> net({10, 10, 10});
  const auto of_net = prune::random(net, 0.3, Rng{5});
  CHECK(of_net[0].count() == 30);
  CHECK(of_net[1].count() == 30);
  CHECK_FALSE(of_net[0] == of_net[1]);
}
