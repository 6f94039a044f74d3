// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Mishkin & Matas 2016: each layer scaled by a batch, for activations that no formula of the papers
// knows.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "contest.hpp"

namespace claims {
namespace {

struct Case {
  const char* name;
  nn::Activation f;
  double parameter;
};
constexpr Case cases[] = {{"elu with alpha 3", nn::Activation::elu, 3},
                          {"silu", nn::Activation::silu, 0},
                          {"softplus", nn::Activation::softplus, 0}};

// How much of the variance of a layer's pre-activations is between images, not between units: 1
// where all units have one mean, 0 where all images look alike.
double between_images(const nn::DenseLayer<float>& layer) {
  examples::Double sum = 0;
  const auto z = layer.preactivations();
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    const examples::Double own = nn::moments(z.row(i)).std;
    sum = sum + own * own;
  }
  const examples::Double whole = nn::moments(z).std;
  return (sum / static_cast<double>(z.rows()) / (whole * whole)).value;
}

}  // namespace

Result check_lsuv(const Context& context) {
  Result r{.claim =
               "Orthogonal weights, each layer divided by the standard deviation that its "
               "pre-activations have on a batch, train deep nets of any activation, as well as or "
               "better than a start by formula.",
           .paper = "Mishkin & Matas, All you need is a good init, ICLR 2016, sections 2 and 3.",
           .setting =
               "Digits, 20 layers of weights, 64 units in each; SGD with momentum 0.9 and rate "
               "0.003, batches of 32, 15 epochs, 5 seeds. LSUV on 256 images, with the "
               "tolerance 0.02. Own gain: orthogonal weights times 1/sqrt(E[f(z)^2]), which "
               "outset::gain::of computes for any f (to six digits)."};
  int most_divisions = 0;
  double worst = 0, first = 0, last = 0;  // the latter two of the last case
  for (const Case& own : cases) {
    // Six digits: the last bits of a quadrature depend on the compiler, and training amplifies
    // them.
    const double by_quadrature =
        outset::gain::of([&](double z) { return nn::activate(own.f, z, own.parameter); });
    const double gain = std::strtod(examples::format("%.6g", by_quadrature).c_str(), nullptr);
    const auto images = context.digits().train.x.leftCols(256);
    const std::vector<Contender> contenders = {
        {"He", [](Net& net, const outset::Rng& rng) { net.initialize(outset::HeNormal{}, rng); }},
        {"Xavier",
         [](Net& net, const outset::Rng& rng) { net.initialize(outset::XavierNormal{}, rng); }},
        {"own gain",
         [=](Net& net, const outset::Rng& rng) {
           net.initialize(outset::Orthogonal{.gain = gain}, rng);
         }},
        {"LSUV", [&](Net& net, const outset::Rng& rng) {
           net.initialize(outset::Orthogonal{}, rng);
           nn::lsuv(net, images);
         }}};
    const Race race{
        .sizes = sizes(64, 19, 64, 10), .activation = own.f, .parameter = own.parameter};
    Net net = race.net();
    net.initialize(outset::Orthogonal{}, outset::Rng(context.seed(0)));
    for (const nn::LsuvLayer& layer : nn::lsuv(net, images)) {
      most_divisions = (std::max)(most_divisions, layer.tries);
      worst = (std::max)(worst, std::abs(layer.after - 1));
    }
    net.forward(images);
    first = between_images(net.layer(0));
    last = between_images(net.layer(net.depth() - 2));
    const std::vector<Runs> all = contest(context, "lsuv", race, contenders);
    r.tables.push_back(contest_table(own.name, contenders, all));
    r.pictures.push_back(
        contest_chart(std::string("Training accuracy, ") + own.name, contenders, all));
    const auto signal = signal_charts(context, race, contenders);
    r.pictures.push_back(signal.front());
    std::get<Chart>(r.pictures.back()).title += std::string(", ") + own.name;
    const auto text = [&](std::size_t k) { return percent_text(test_accuracy(all[k])) + " %"; };
    const auto behind = [&](std::size_t k) { return test_difference(all[k], all[3]); };
    const std::size_t paper = test_accuracy(all[0]).mean > test_accuracy(all[1]).mean ? 0 : 1;
    r.findings.push_back({test_accuracy(all[3]).mean > 0.9 && behind(paper).mean < 0.01,
                          std::string(own.name) + ": LSUV's test accuracy is " + text(3) +
                              "; He's " + text(0) + ", Xavier's " + text(1) +
                              ", that of the own gain " + text(2)});
  }
  r.findings.insert(
      r.findings.begin(),
      {most_divisions <= 1 && worst < 0.02,
       "with biases of 0 no layer needs more than one division: every variance is then "
       "1 within " +
           examples::format("%.1g", worst)});
  using examples::short_number;
  r.note =
      "LSUV needs no formula, but here the activation's own gain, computed before any data is "
      "seen, does as well. Why softplus fails: its activations are all positive, so units get "
      "means that differ. Of the variance that LSUV sets to 1, " +
      short_number(100 * first) +
      " % is between images in the first layer, the rest between "
      "units; in the last hidden layer " +
      short_number(100 * last) + " %. All images look alike there.";
  return r;
}

}  // namespace claims
