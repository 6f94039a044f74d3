// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include <cstdio>

#include "units.hpp"

int main() {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
  const auto base = static_cast<unsigned long long>(base_hash());
  const auto wide = static_cast<unsigned long long>(wide_hash());
  std::printf("-O2                              %016llx\n", base);
  std::printf("-O2 -mavx2 -mfma -ffast-math     %016llx\n", wide);
  return base == wide ? 0 : 1;
}
