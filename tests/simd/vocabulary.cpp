// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Each backend of this build has all of simd/vocabulary.inl, and each operation gives what its
// definition does.

#include "outset/simd/scalar.hpp"  // which has no vectors: the laws are read by those that follow

#define OUTSET_EACH_BACKEND "simd/vocabulary_laws.inl"
#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"

namespace {

template <class Machine>
void check_chain() {
  if constexpr (Machine::place > 0) {
    check_chain<typename Machine::Lesser>();
    if (!Machine::runs(outset::simd::processor())) return;
    INFO(Machine::name);
    const vocabulary::Report report = check_vocabulary(Machine{}, 20000);
    CHECK(report.wrong() == "");
    CHECK(report.compared() > 1000000);
  }
}

}  // namespace

TEST_CASE("vocabulary: every backend's operations give what their definitions do", "[simd]") {
  check_chain<outset::simd::detail::Best>();
}
