// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/fit.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/stats.hpp"

namespace {

using namespace outset::probe;
using outset::Rng;

Eigen::MatrixXf filled(const std::string& text, const outset::Shape& shape, std::uint64_t seed) {
  Eigen::MatrixXf w(shape.rows(), shape.cols());
  outset::initializer(text)(w, shape, Rng{seed});
  return w;
}

TEST_CASE("The moments of the families, and their standard errors, are right") {
  // Against an integration of the densities.
  const auto truncated = stats::Law::of([](double x) { return std::exp(-x * x / 2); }, -2, 2);
  const auto uniform = stats::Law::uniform(-1, 1);
  const auto normal = stats::Law::normal(0, 1);
  const stats::Law* const laws[] = {&normal, &truncated, &uniform};
  for (std::size_t i = 0; i < 3; ++i) {
    const detail::FamilyMoments& family = detail::families[i];
    CHECK(family.kurtosis == Approx(laws[i]->moment[4]).epsilon(1e-7));
    CHECK(family.sixth == Approx(laws[i]->moment[6]).epsilon(1e-5));
    CHECK(family.eighth == Approx(laws[i]->moment[8]).epsilon(1e-5));
  }
  CHECK(detail::families[1].bound == Approx(2 / truncated.sd).epsilon(1e-7));
  CHECK(detail::families[0].kurtosis_error(24) == Approx(1));  // sqrt(24 / n)
}

TEST_CASE("z follows the normal law: its mean square over 300 matrices is 1") {
  // Of 300 squared z, the mean has a standard error of sqrt(2 / 300) = 0.082.
  for (const char* text : {"he_normal", "he_uniform", "variance_scaling(scale=2)"}) {
    double squares = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      const auto w = filled(text, outset::dense(24, 40), seed);
      const Fit f = fit(tensor("w", w));
      REQUIRE(!f.candidates.empty());
      CHECK(f.candidates[0].rule == text);
      squares += f.candidates[0].z * f.candidates[0].z / 300;
    }
    CHECK(std::abs(squares - 1) < stats::bound(stats::false_alarm, std::sqrt(2 / 300.0)));
  }
}

TEST_CASE("Each initializer is recognized by its weights") {
  const std::vector<std::string> texts = {"he_normal",
                                          "he_uniform",
                                          "xavier_normal",
                                          "xavier_uniform",
                                          "lecun_normal",
                                          "lecun_uniform",
                                          "variance_scaling(scale=2)",
                                          "variance_scaling(fan=avg)",
                                          "he_normal(fan=out)",
                                          "normal(std=0.02)",
                                          "uniform(-0.1, 0.1)",
                                          "orthogonal(gain=relu)",
                                          "orthogonal",
                                          "xavier_normal(gain=torch.tanh)",
                                          "zeros",
                                          "constant(value=0.5)",
                                          "identity(gain=2)"};
  for (const std::string& text : texts) {
    for (const auto& shape :
         {outset::dense(100, 230), outset::dense(300, 64), outset::conv2d(64, 32, 3, 3)}) {
      INFO(text << " on " << outset::to_string(shape));
      const auto w = filled(text, shape, 3);
      const Fit f = fit(tensor("w", w, shape));
      CHECK(f.is_known());
      const bool found = std::any_of(f.candidates.begin(), f.candidates.end(),
                                     [&](const auto& c) { return c.fits() && c.rule == text; });
      CHECK(found);
    }
  }
}

TEST_CASE("Sparse weights are found with their share of zeros and their scale") {
  const auto w = filled("sparse(sparsity=0.9, std=0.5)", outset::dense(100, 200), 1);
  const Fit f = fit(tensor("w", w));
  CHECK(f.form == Form::sparse);
  REQUIRE(f.best() != nullptr);
  CHECK_THAT(f.best()->rule, StartsWith("sparse(std=0."));
  CHECK(f.figures.count == 2000);
}

TEST_CASE("PyTorch's default is told from other uniforms") {
  const auto w = filled("he_uniform(gain=leaky_relu(2.23606797749979))", outset::dense(64, 200), 1);
  const Fit f = fit(tensor("w", w));
  CHECK(f.form == Form::uniform);
  CHECK(f.candidates[0].rule == "he_uniform(gain=0.5774)");
}

TEST_CASE("Weights without a rule have none, and those of a known mistake say which") {
  const auto w = filled("normal(std=0.3141)", outset::dense(200, 300), 1);
  CHECK(fit(tensor("w", w)).best() == nullptr);
  const auto n = filled("normal(std=0.005)", outset::dense(100, 200), 1);
  const Fit f = fit(tensor("w", n));
  REQUIRE(f.best() != nullptr);
  CHECK(f.best()->mistake == Mistake::no_root);
  CHECK_FALSE(f.is_known());
}

TEST_CASE("Weights that are not finite have no rule, and their count is told") {
  Eigen::MatrixXf w = filled("he_normal", outset::dense(20, 30), 1);
  w(3, 4) = std::nanf("");
  w(5, 6) = INFINITY;
  const Fit f = fit(tensor("w", w));
  CHECK(f.form == Form::unknown);
  CHECK(f.figures.not_finite == 2);
  CHECK(f.candidates.empty());
}

TEST_CASE("Figures neither overflow nor vanish in the range of double") {
  for (const double scale : {1e-160, 1e150}) {
    Eigen::MatrixXd w(30, 40);
    outset::Normal{.mean = 0, .std = scale}(w, Rng{1});
    const Fit f = fit(tensor("w", w));
    CHECK(f.form == Form::normal);
    CHECK(f.figures.kurtosis == Approx(3).margin(1));
  }
}

TEST_CASE("Empty and single weights are no reason to fail") {
  const Eigen::MatrixXf none(0, 5), one = Eigen::MatrixXf::Ones(1, 1);
  CHECK(fit(tensor("none", none)).best() == nullptr);
  CHECK(fit(tensor("one", one)).form == Form::constant);
}

}  // namespace
