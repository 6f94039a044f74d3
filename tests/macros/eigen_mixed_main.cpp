// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include <cstdint>
#include <cstdio>

std::uint64_t plain_hash();
std::uint64_t switched_hash();

int main() {
  const std::uint64_t plain = plain_hash();
  const std::uint64_t switched = switched_hash();
  std::printf("without switches  %016llx\n", static_cast<unsigned long long>(plain));
  std::printf("with them         %016llx\n", static_cast<unsigned long long>(switched));
  return plain == switched ? 0 : 1;
}
