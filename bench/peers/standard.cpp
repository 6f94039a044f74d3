// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The standard library's engines and distributions: mt19937 for float, mt19937_64 for double.

#include <algorithm>
#include <random>

#include "../peers.hpp"

namespace outset_bench {

void add_standard() {
  add_peer("std/uniform/float", [](float* out, std::size_t count) {
    std::mt19937 engine(1);
    std::uniform_real_distribution<float> draw(-0.05F, 0.05F);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
  add_peer("std/normal/float", [](float* out, std::size_t count) {
    std::mt19937 engine(1);
    std::normal_distribution<float> draw(0, 0.01F);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
  add_peer("std/uniform/double", [](double* out, std::size_t count) {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> draw(-0.05, 0.05);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
  add_peer("std/normal/double", [](double* out, std::size_t count) {
    std::mt19937_64 engine(1);
    std::normal_distribution<double> draw(0, 0.01);
    std::generate_n(out, count, [&] { return draw(engine); });
  });
}

}  // namespace outset_bench
