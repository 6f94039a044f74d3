// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// An own network, written with Eigen, with a skip connection: what its layers carry, at the end of
// the residual branch and of the sum. outset asks for `layers`, `forward` and `backward`.

#include <Eigen/Core>
#include <cstdio>
#include <outset/outset.hpp>
#include <outset/probe/measure.hpp>
#include <vector>

using Eigen::MatrixXf;

struct Net {  // logits = w3 s, s = h + w2 h, h = relu(w1 x)
  MatrixXf w1{64, 20}, w2{64, 64}, w3{5, 64}, z, h, r, s, logits, dw1, dw2, dw3, dz, ds;

  std::vector<outset::nn::LayerView<float>> layers() {
    const auto relu = outset::Activation::relu;
    return {{.name = "stem", .weight = w1, .z = z, .h = h, .f = relu, .weight_gradient = dw1},
            {.name = "branch", .weight = w2, .z = r, .h = r, .weight_gradient = dw2},
            {.name = "sum", .h = s, .h_gradient = ds},
            {.name = "head", .weight = w3, .z = logits, .h = logits, .weight_gradient = dw3}};
  }
  void forward(const MatrixXf& x) {
    z = w1 * x;
    h = z.cwiseMax(0.0F);
    r = w2 * h;
    s = h + r;
    logits = w3 * s;
  }
  void backward(const MatrixXf& x, const MatrixXf& gradient) {  // dL/dlogits
    dw3 = gradient * s.transpose();
    ds = w3.transpose() * gradient;
    dw2 = ds * h.transpose();
    dz = (ds + w2.transpose() * ds).array() * (z.array() > 0).cast<float>();
    dw1 = dz * x.transpose();
  }
};

int main() {
  outset::Rng rng{7};
  Net net;
  outset::HeNormal{}(net.w1, rng);
  outset::HeNormal{}(net.w2, rng);
  outset::Normal{0, 2}(net.w3, rng);  // a mistake: XavierNormal's std is 0.17

  MatrixXf x(20, 200);
  outset::Normal{0, 1}(x, rng);
  std::vector<int> labels(200);
  for (std::size_t j = 0; j < labels.size(); ++j) labels[j] = static_cast<int>(j % 5);
  const auto m = outset::probe::measure(net, x, labels, {.method = outset::nn::Sgd{.rate = 0.1}});
  std::printf("loss %.3g, ln K %.3g\nlayer     rms h  cosine  update : W\n", *m.loss,
              m.log_classes);
  for (const auto& layer : m.layers) {
    std::printf("%-8s %6.3g %7.2f", layer.name.c_str(), layer.h->moments.rms, *layer.h->cosine);
    std::printf("%12.2g\n", layer.update_to_weight.value_or(0));
  }
}
