// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The network of Glorot and Bengio 2010, five tanh layers of 1000 units, as `measure` sees it:
// activations and back-propagated gradients fade from layer to layer with the standard
// initialization, U(+-1 / sqrt n), and hardly with the normalized one, U(+-sqrt 6 / sqrt(2 n)).

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "outset/distribution.hpp"
#include "outset/nn/network.hpp"
#include "outset/probe/measure.hpp"
#include "support/catch.hpp"
#include "support/instances_nn.hpp"

namespace nn = outset::nn;
using outset::Index;
using outset::Rng;

namespace {

constexpr Index width = 1000;
constexpr int draws = 16;

struct Setting {
  const char* name;
  double bound;  // of the uniform weights
  // Standard deviations by layer, first layer first: another program's, of one draw.
  std::array<double, 5> activation, gradient;
};

const Setting settings[] = {{"standard",
                             1 / std::sqrt(1000.0),
                             {0.460, 0.249, 0.141, 0.081, 0.047},
                             {0.083, 0.176, 0.323, 0.572, 0.995}},
                            {"normalized",
                             std::sqrt(6.0 / 2000.0),
                             {0.628, 0.486, 0.407, 0.357, 0.321},
                             {0.368, 0.540, 0.682, 0.801, 0.907}}};

// Mean and standard deviation over the draws.
struct Sample {
  double sum = 0, squares = 0;
  void add(double x) { sum += x, squares += x * x; }
  double mean() const { return sum / draws; }
  double std() const {
    return std::sqrt(std::fmax(0, squares / draws - mean() * mean()) * draws / (draws - 1));
  }
};

}  // namespace

// The difference of the mean of 16 draws and one other draw, in units of the draws' standard
// deviation times sqrt(1 + 1/16), has Student's law with 15 degrees: beyond 13.4 with probability
// 1e-9. The other draw's figures are rounded to 0.0005.
TEST_CASE("Glorot and Bengio's activations and gradients by layer") {
  for (const Setting& setting : settings) {
    INFO(setting.name);
    std::array<Sample, 5> activation{}, gradient{};
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
      nn::Mlp<float> net(std::vector<Index>(6, width), nn::Activation::tanh,
                         {.output = nn::Activation::tanh});
      const Rng rng(seed);
      net.initialize(outset::Uniform{-setting.bound, setting.bound}, rng);
      Eigen::MatrixXf x(width, 100), top(width, 100);
      Rng inputs = rng.stream("inputs"), tops = rng.stream("top");
      outset::Normal{0, 1}(x, inputs);
      outset::Normal{0, 1}(top, tops);
      const auto measured = outset::probe::measure(net, x);
      nn::backward(net, x, top);
      const auto views = nn::layers(net);
      for (std::size_t l = 0; l < 5; ++l) {
        activation[l].add(measured.layers[l].h->moments.std);
        gradient[l].add(nn::moments(views[l].z_gradient).std);
      }
    }
    for (std::size_t l = 0; l < 5; ++l) {
      INFO("layer " << l + 1 << ": activations " << activation[l].mean() << " +- "
                    << activation[l].std() << ", gradients " << gradient[l].mean() << " +- "
                    << gradient[l].std());
      const double unit = 13.4 * std::sqrt(1 + 1.0 / draws);
      CHECK(std::fabs(activation[l].mean() - setting.activation[l]) <
            unit * activation[l].std() + 0.0005);
      CHECK(std::fabs(gradient[l].mean() - setting.gradient[l]) <
            unit * gradient[l].std() + 0.0005);
    }
  }
}
