// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "playground/contender.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "playground/program.hpp"
#include "support/catch.hpp"

using playground::Contender;
using playground::parse_settings;
using playground::Settings;

namespace {

std::string error_of(const std::string& text) {
  try {
    parse_settings(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

bool says(const std::string& text, const std::string& part) {
  return error_of(text).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the playground's settings come from the page's address") {
  const Settings s = parse_settings(
      "data=moons&noise=0.2&depth=2&width=8&f=tanh&method=adam&rate=0.01&batch=16&seed=7"
      "&bias=normal(std=0.1)&nudge=0.001&init=he_normal(fan=out, gain=2);zeros");
  CHECK(s.data == "moons");
  CHECK(s.noise == 0.2);
  CHECK((s.depth == 2 && s.width == 8 && s.batch == 16));
  CHECK((s.f == "tanh" && s.method == "adam" && s.bias == "normal(std=0.1)"));
  CHECK((s.rate == 0.01 && s.nudge == 0.001));
  CHECK(s.seed == 7u);
  CHECK(s.init == std::vector<std::string>{"he_normal(fan=out, gain=2)", "zeros"});
  CHECK(parse_settings("").init.size() == 4u);
}

TEST_CASE("a setting that is wrong is named, with what is allowed") {
  CHECK(says("depth=51", "depth is \"51\", must be a whole number from 1 to 50"));
  CHECK(says("depth=two", "must be a whole number"));
  CHECK(says("rate=-1", "rate is \"-1\", must be a number from 0 to 100"));
  CHECK(says("rate=nan", "must be a number"));
  CHECK(says("data=mnist", "must be one of blobs, circles, moons, xor, spiral, digits"));
  CHECK(says("colour=red", "\"colour\" is no setting"));
  CHECK(says("init=he_nromal", "he_normal"));
  CHECK(says("init=zeros;zeros;zeros;zeros;zeros", "more than four"));
  CHECK(error_of("rate=0&depth=1") == "none");
}

TEST_CASE("a contender that trains step by step has the history of nn::fit") {
  for (const char* text : {"data=moons&method=momentum&batch=50&init=orthogonal",
                           "data=xor&f=prelu&method=adam&nudge=0.01&init=constant(value=0.1)",
                           "data=blobs&bias=normal(std=0.1)&init=normal(std=9)&depth=6&rate=1"}) {
    const Settings s = parse_settings(text);
    const playground::Set set = playground::set_of(s, {});
    Contender contender(s, s.init[0], set);
    while (contender.history().size() < 6 && !contender.diverged()) contender.step();

    const outset::Rng rng(s.seed);
    playground::Net net(playground::sizes_of(s, set), outset::nn::activation(s.f));
    net.initialize(s.init[0], s.bias, rng);
    if (s.nudge > 0) playground::nudge(net, s.nudge, rng);
    outset::nn::Trainer trainer(net, playground::method_of(s), rng,
                                {.batch = s.batch, .stop_when_diverged = true});
    const auto history =
        outset::nn::fit(trainer, set.train.x, set.train.labels,
                        {.epochs = 5, .test = set.test.x, .test_labels = set.test.labels});
    CAPTURE(text);
    CHECK(csv(contender.history()) == csv(history));
    CHECK(contender.diverged() == trainer.diverged());
  }
}

TEST_CASE("after divergence a contender steps no more") {
  const Settings s = parse_settings("data=moons&rate=100&init=normal(std=50)");
  const playground::Set set = playground::set_of(s, {});
  Contender contender(s, s.init[0], set);
  for (int i = 0; i < 100; ++i) contender.step();
  REQUIRE(contender.diverged());
  CHECK(contender.steps() < 100u);
  CHECK(contender.history().back().diverged == contender.diverged());
}

TEST_CASE("a nudge makes units that are the same different") {
  const Settings s = parse_settings("data=xor&depth=1&width=8&init=constant(value=0.1)");
  Settings nudged = s;
  nudged.nudge = 0.001;
  const playground::Set set = playground::set_of(s, {});
  Contender same(s, s.init[0], set), different(nudged, s.init[0], set);
  CHECK(outset::nn::distinct_units(same.net().layer(0)) == 1);
  CHECK(outset::nn::distinct_units(different.net().layer(0)) == 8);
}

TEST_CASE("the program of a run names its settings") {
  const Settings s = parse_settings("data=xor&depth=2&width=3&method=momentum&rate=0.5&init=zeros");
  const std::string text = playground::program(s, "zeros", 12);
  for (const char* part : {"xor_quadrants<float>", "{2, 3, 3, 2}", ".momentum = 0.9",
                           ".epochs = 12", "net.initialize(\"zeros\", \"zeros\", rng)"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
}
