// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/simd/dispatch.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "support/backends.hpp"
#include "support/catch.hpp"

using outset::simd::Backend;

TEST_CASE("simd: a backend's name is read back as it") {
  for (const Backend each : outset::simd::backends()) {
    CHECK(outset::simd::backend(outset::simd::name(each)) == each);
  }
}

TEST_CASE("simd: an unknown name is refused, and the known ones are named") {
  const std::string name = GENERATE("sse9", "", "AVX2", "scalar ", "avx");
  INFO(name);
  CHECK_THROWS_AS(outset::simd::backend(name), std::invalid_argument);
  CHECK_THROWS_WITH(outset::simd::backend(name),
                    ContainsSubstring('"' + name + '"') && ContainsSubstring("has scalar"));
}

TEST_CASE("simd: every available backend can be made the active one, and no other") {
  const RestoredBackend restored;
  const auto available = outset::simd::available();
  REQUIRE(available.front() == Backend::scalar);
  CHECK(std::is_sorted(available.begin(), available.end()));
  CHECK(available.back() == outset::simd::best());
  for (const Backend each : available) {
    CHECK(outset::simd::force(each) == each);
    CHECK(outset::simd::active() == each);
  }
  for (const Backend wanted : outset::simd::backends()) {
    const Backend taken = outset::simd::force(wanted);
    CHECK(taken <= wanted);
    CHECK(std::count(available.begin(), available.end(), taken) == 1);
    CHECK(outset::simd::active() == taken);
  }
}

TEST_CASE("simd: the backend that another file has forced is lowered to one that this file has") {
  const RestoredBackend restored;
  outset::forced_backend = 100;
  CHECK(outset::simd::active() == outset::simd::best());
  for (const Backend each : outset::simd::backends()) {
    outset::forced_backend = static_cast<int>(each);
    CHECK(outset::simd::active() <= each);
    const auto available = outset::simd::available();
    CHECK(std::count(available.begin(), available.end(), outset::simd::active()) == 1);
  }
}

TEST_CASE("simd: the machines of the build are in their order") {
  const auto all = outset::simd::backends();
  std::string names;
  for (const Backend each : all) names += std::string(" ") + outset::simd::name(each);
#if OUTSET_X86_SIMD
  CHECK(names == " scalar avx2 avx512");
#else
  CHECK_THAT(names, StartsWith(" scalar"));
#endif
}
