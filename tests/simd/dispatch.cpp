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
  for (const Backend each : outset::simd::backends) {
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
  for (const Backend wanted :
       {Backend::scalar, Backend::wasm, Backend::neon, Backend::avx2, Backend::avx512}) {
    const Backend taken = outset::simd::force(wanted);
    CHECK(taken <= wanted);
    CHECK(std::count(available.begin(), available.end(), taken) == 1);
    CHECK(outset::simd::active() == taken);
  }
}

TEST_CASE("simd: the processor and the limit decide together") {
  for (const Backend limit : outset::simd::backends) {
    const Backend best = outset::simd::detail::best_up_to(limit);
    CHECK(best <= limit);
    CHECK(outset::simd::detail::runs(best, outset::simd::processor()));
  }
}
