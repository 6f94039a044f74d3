// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Boost.Random with its own mt19937; its normal distribution is a ziggurat.

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include "../peers.hpp"

namespace outset_bench {

void add_boost() {
  add_peer("Boost/uniform/float", [](float* out, std::size_t count) {
    boost::random::mt19937 engine(1);
    boost::random::uniform_real_distribution<float> draw(-0.05F, 0.05F);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
  add_peer("Boost/normal/float", [](float* out, std::size_t count) {
    boost::random::mt19937 engine(1);
    boost::random::normal_distribution<float> draw(0, 0.01F);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
}

}  // namespace outset_bench
