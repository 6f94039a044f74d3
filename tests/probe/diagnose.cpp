// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/probe/diagnose.hpp"

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/weights_alone.hpp"

namespace {

using namespace outset::probe;
using outset::Rng;

// tests/statistical/diagnose.cpp does the same with 100 seeds.
TEST_CASE("Faults of real projects are found in weights alone, first, and their cures cure") {
  for (const auto& fault : weights_alone::faults()) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      INFO(fault.name << ", seed " << seed);
      weights_alone::Set set = fault.set(Rng{seed});
      const Diagnosis found = diagnose(set.tensors());
      INFO(found.text());
      REQUIRE_FALSE(found.healthy());
      CHECK(found.findings[0].problem == fault.problem);
      set.cure(found, Rng{seed}.stream("cure"));
      CHECK(diagnose(set.tensors()).text() == Diagnosis{}.text());
    }
  }
}

TEST_CASE("Nothing is said of weights that follow their rules") {
  for (const char* text : {"he_normal", "he_uniform", "xavier_uniform", "lecun_normal",
                           "orthogonal", "variance_scaling", "sparse(sparsity=0.8, std=0.3)",
                           "he_normal(fan=out)", "normal(std=0.02)", "identity"}) {
    INFO(text);
    const auto fill = [&](Eigen::MatrixXf& w, const outset::Shape& shape, const Rng& rng) {
      outset::initializer(text)(w, shape, Rng(rng));
    };
    const auto set =
        weights_alone::dense_layers({64, 128, 32, 10}, Rng{1}, fill, weights_alone::no_bias);
    CHECK(diagnose(set.tensors()).text() == Diagnosis{}.text());
  }
}

TEST_CASE("Nothing is said of embeddings, depthwise kernels, fused layers and tied weights") {
  Eigen::MatrixXf table(500, 64), filters(32, 9), qkv(192, 64);
  outset::Normal{.mean = 0, .std = 0.125}(table, Rng{1});
  const auto depthwise = outset::depthwise(32, {3, 3});
  const auto fused = outset::fused(outset::dense(64, 64), 3);
  outset::HeNormal{}(filters, depthwise, Rng{2});
  outset::XavierUniform{}(qkv, fused, Rng{3});
  const auto d = diagnose({tensor("table", table, outset::embedding(500, 64)),
                           tensor("filters", filters, depthwise), tensor("qkv", qkv, fused),
                           tensor("head", table, outset::dense(500, 64))});
  CHECK(d.text() == Diagnosis{}.text());
}

TEST_CASE("A head of zeros is accepted, as in Fixup, and a norm's ones") {
  auto set = weights_alone::dense_layers({64, 128, 10}, Rng{1}, outset::HeNormal{},
                                         weights_alone::no_bias);
  set.all[2].w.setZero();
  auto tensors = set.tensors();
  const Eigen::VectorXf ones = Eigen::VectorXf::Ones(128);
  tensors.push_back(tensor("norm.scale", ones));
  CHECK(diagnose(tensors).healthy());
}

TEST_CASE("PyTorch's biases are no finding, though they are drawn like its weights") {
  const auto fill_bias = [](Eigen::MatrixXf& b, const outset::Shape& shape, const Rng& rng) {
    const double bound = 1 / std::sqrt(shape.fans().in);
    outset::Uniform{-bound, bound}(b, Rng(rng));
  };
  const auto set = weights_alone::dense_layers(
      {64, 128, 32, 10}, Rng{1}, outset::HeUniform{.gain = detail::torch_gain}, fill_bias);
  CHECK(diagnose(set.tensors()).text() == Diagnosis{}.text());
}

TEST_CASE("Biases as large as the weights, but off their mean, were trained and not drawn") {
  const auto fill_bias = [](Eigen::MatrixXf& b, const outset::Shape& shape, const Rng& rng) {
    const double std = 1 / std::sqrt(shape.fans().in);
    outset::Normal{.mean = std * std::sqrt(0.5), .std = std * std::sqrt(0.5)}(b, Rng(rng));
  };
  const auto fill = [](Eigen::MatrixXf& w, const outset::Shape& shape, const Rng& rng) {
    outset::LecunNormal{}(w, shape, Rng(rng));
  };
  const auto set = weights_alone::dense_layers({64, 128, 32, 10}, Rng{1}, fill, fill_bias);
  CHECK(diagnose(set.tensors()).text() == Diagnosis{}.text());
}

TEST_CASE("No tensors, empty ones and hostile names are no reason to fail") {
  CHECK(diagnose({}).healthy());
  const Eigen::MatrixXf none(0, 3);
  CHECK(diagnose({tensor("", none), tensor("\n\"", none)}).healthy());
  const Eigen::Index most = (std::numeric_limits<Eigen::Index>::max)() / 4;
  const Eigen::MatrixXf wide(0, most);
  const Eigen::MatrixXf tall(most, 0);
  CHECK(diagnose({tensor("wide", wide), tensor("tall", tall)}).healthy());
}

TEST_CASE("A finding says where, what is measured, what is expected and why") {
  weights_alone::Set set = weights_alone::faults()[5].set(Rng{1});
  const Finding finding = diagnose(set.tensors()).findings[0];
  CHECK(finding.where == "w0");
  CHECK(finding.measured == Approx(std::sqrt(2.0 / 512)).epsilon(0.02));
  CHECK(finding.expected == Approx(std::sqrt(2.0 / 64)).epsilon(0.02));
  CHECK(finding.cure == "he_normal");
  CHECK_THAT(finding.text, StartsWith("w0 has standard deviation 0.06"));
  CHECK_THAT(finding.text, ContainsSubstring("stored (in, out) and was filled as (out, in)"));
}

}  // namespace
