// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/diagnosis.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

using namespace outset::probe;

TEST_CASE("A diagnosis without findings is healthy and says so") {
  CHECK(Diagnosis{}.healthy());
  CHECK_THAT(Diagnosis{}.text(), StartsWith("healthy"));
}

TEST_CASE("Findings are sorted by problem, and a tensor keeps its worst one") {
  Diagnosis d;
  d.findings = {{Problem::loss_at_start, "b", 0, 0, "", ""},
                {Problem::wrong_gain, "a", 0, 0, "", ""},
                {Problem::not_finite, "b", 0, 0, "", ""},
                {Problem::wrong_gain, "c", 0, 0, "", ""}};
  detail::sort_findings(d);
  REQUIRE(d.findings.size() == 3);
  CHECK(d.findings[0].problem == Problem::not_finite);
  CHECK(d.findings[0].where == "b");
  CHECK(d.findings[1].where == "a");
  CHECK(d.findings[2].where == "c");
}

TEST_CASE("One line tells all findings of one problem and one cure") {
  Diagnosis d;
  d.findings = {{Problem::wrong_gain, "w0", 0, 0, "w0 is small.", "he_normal"},
                {Problem::wrong_gain, "w1", 0, 0, "w1 is small.", "he_normal"},
                {Problem::wrong_gain, "w2", 0, 0, "w2 is small.", "lecun_normal"}};
  CHECK(d.text() ==
        "wrong_gain: w0 is small. The same in w1.\n    cure: he_normal\n"
        "wrong_gain: w2 is small.\n    cure: lecun_normal\n");
  d.findings.clear();
  for (int i = 0; i < 9; ++i) {
    d.findings.push_back(
        {Problem::constant, "w" + std::to_string(i), 0, 0, "w is 0.", "he_normal"});
  }
  CHECK(d.text() == "constant: w is 0. The same in 8 more, from w1 to w8.\n    cure: he_normal\n");
}

TEST_CASE("Every problem has its name") {
  CHECK(to_string(Problem::not_finite) == "not_finite");
  CHECK(to_string(Problem::dead_units) == "dead_units");
  CHECK(to_string(Problem::indistinguishable_inputs) == "indistinguishable_inputs");
  CHECK(to_string(Problem::update_too_small) == "update_too_small");
}

}  // namespace
