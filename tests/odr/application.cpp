// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include <algorithm>
#include <array>
#include <cstdio>
#include <variant>

#include "signatures.hpp"

int main() {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
#endif
  const outset::Shape shape = outset::conv2d(8, 3, 3, 3);
  outset::Rng here{1}, there{1};
  std::array<float, 8 * 27> own{}, librarys{};
  Eigen::Map<Eigen::MatrixXf> w(own.data(), 8, 27);
  const outset::HeNormal init{.fan = outset::Fan::out};
  init(w, shape, here);
  fill_with(init, shape, there, librarys.data());
  outset::Philox4x32 engine;

  int wrong = 0;
  const auto expect = [&](bool is_true, const char* what) {
    if (!is_true) std::printf("not true: %s\n", what);
    wrong += is_true ? 0 : 1;
  };
  expect(own == librarys, "both files fill with the same bits");
  expect(here == there && there.next() == 1, "the caller's Rng has moved");
  expect(rule_of(init, shape).std < 0.17 && rule_of(init, shape).std > 0.166, "sqrt(2 / 72)");
  expect(std::holds_alternative<outset::Normal>(distribution_of(init, shape)), "a Normal");
  expect(first_value(engine) != engine(), "the caller's engine has moved");
  return wrong;
}
