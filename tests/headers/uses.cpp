// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A program for each header that users include, chosen by OUTSET_USE: what compiles by a header
// alone must link and run by it alone. CMakeLists.txt reads the list of headers from this file.

#include <cstdlib>

#if defined(OUTSET_USE_activation)
#include "outset/activation.hpp"
bool works() {
  return outset::detail::ActivationFunction<outset::Activation::relu>::facts.name == "relu";
}

#elif defined(OUTSET_USE_any_initializer)
#include "outset/any_initializer.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::initializer("he_normal")(w, rng);
  return w(0, 0) != 0.0F;
}

#elif defined(OUTSET_USE_call)
#include "outset/call.hpp"
bool works() { return std::is_empty_v<outset::why::the_matrix_is_const_and_cannot_be_written>; }

#elif defined(OUTSET_USE_bias)
#include "outset/bias.hpp"
bool works() { return outset::bias_of(outset::dense(4, 3)).size() == 4; }

#elif defined(OUTSET_USE_checked)
#include "outset/checked.hpp"
bool works() {
  float memory[12] = {};
  const auto w = outset::View<float>::matrix(memory, 4, 3, 1, 4);
  return outset::detail::checked("Zeros", w, false, outset::dense(4, 3)).cols == 3;
}

#elif defined(OUTSET_USE_config)
#include "outset/config.hpp"
bool works() { return OUTSET_VERSION_MAJOR + OUTSET_VERSION_MINOR + OUTSET_VERSION_PATCH > 0; }

#elif defined(OUTSET_USE_distribution)
#include "outset/distribution.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::Normal{}(w, rng);
  outset::TruncatedNormal{}(w, rng);
  outset::Uniform{}(w, rng);
  outset::Constant{.value = 2}(w, rng);
  return w(3, 2) > 1.5F;
}

#elif defined(OUTSET_USE_error)
#include "outset/error.hpp"
bool works() {
  outset::set_error_handler(nullptr);
  return outset::detail::show(0.5) == "0.5";
}

#elif defined(OUTSET_USE_executor)
#include "outset/executor.hpp"
bool works() {
  int runs = 0;
  outset::SerialExecutor{}(3, [&](outset::Index) { ++runs; });
  return runs == 3;
}

#elif defined(OUTSET_USE_fans)
#include "outset/fans.hpp"
bool works() { return outset::fan(outset::Fans{2, 4}, outset::Fan::avg) > 2.5; }

#elif defined(OUTSET_USE_gain)
#include "outset/gain.hpp"
bool works() {
  return outset::gain::of([](double z) { return z; }) > 0.9 && outset::gain::find("relu") > 1.4;
}

#elif defined(OUTSET_USE_heap)
#include "outset/heap.hpp"
bool works() {
  const outset::detail::Heap<double> numbers(3);
  numbers.data()[2] = 1;
  return numbers.data()[2] > 0;
}

#elif defined(OUTSET_USE_initializer)
#include "outset/initializer.hpp"
bool works() { return outset::Initializer<int> == false; }

#elif defined(OUTSET_USE_initializers_elementwise)
#include "outset/initializers/elementwise.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::Ones{}(w, rng);
  return w(0, 0) > 0.5F;
}

#elif defined(OUTSET_USE_initializers_identity)
#include "outset/initializers/identity.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::Dirac{}(w, rng);
  outset::Identity{}(w, rng);
  return w(0, 0) > 0.5F;
}

#elif defined(OUTSET_USE_initializers_orthogonal)
#include "outset/initializers/orthogonal.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::DeltaOrthogonal{}(w, rng);
  outset::Orthogonal{}(w, rng);
  return w.norm() > 1.7F;
}

#elif defined(OUTSET_USE_initializers_sparse)
#include "outset/initializers/sparse.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::Sparse{.sparsity = 0.5}(w, rng);
  return w.norm() > 0;
}

#elif defined(OUTSET_USE_initializers_variance_scaling)
#include "outset/initializers/variance_scaling.hpp"
bool works() {
  Eigen::MatrixXf w(4, 3);
  outset::Rng rng{1};
  outset::VarianceScaling{}(w, rng);
  outset::HeNormal{}(w, rng);
  outset::XavierUniform{}(w, rng);
  return w.norm() > 0;
}

#elif defined(OUTSET_USE_law)
#include "outset/law.hpp"
bool works() {
  return outset::cdf(outset::TruncatedNormal{}, 0) > 0.4 && outset::variance(outset::Uniform{}) > 0;
}

#elif defined(OUTSET_USE_make)
#include "outset/make.hpp"
bool works() { return outset::detail::make_sized<Eigen::MatrixXf>(4, 3).size() == 12; }

#elif defined(OUTSET_USE_outset)
#include "outset/outset.hpp"
bool works() {
  outset::Rng rng{1};
  return outset::make<Eigen::MatrixXf>(outset::HeNormal{}, 4, 3, rng).norm() > 0;
}

#elif defined(OUTSET_USE_print)
#include "outset/print.hpp"
bool works() {
  return outset::to_string(outset::HeNormal{.fan = outset::Fan::out}) == "he_normal(fan=out)";
}

#elif defined(OUTSET_USE_quadrature)
#include "outset/quadrature.hpp"
bool works() {
  auto f = [](double x) { return x; };
  return outset::detail::integrate(f, 0.0, 1.0, 1e-9).value > 0.49;
}

#elif defined(OUTSET_USE_random_engine)
#include "outset/random/engine.hpp"
bool works() {
  outset::Philox4x32 engine;
  engine.discard(9999);
  return engine() == 1955073260;
}

#elif defined(OUTSET_USE_registry)
#include "outset/registry.hpp"
bool works() { return outset::detail::registry<>.size >= 18; }

#elif defined(OUTSET_USE_rng)
#include "outset/rng.hpp"
bool works() {
  return outset::Rng::parse(outset::to_string(outset::Rng{7}.stream("a"))) ==
         outset::Rng{7}.stream("a");
}

#elif defined(OUTSET_USE_shape)
#include "outset/shape.hpp"
bool works() { return outset::conv2d(8, 4, 3, 3).fans() == outset::Fans{36, 72}; }

#elif defined(OUTSET_USE_slice)
#include "outset/slice.hpp"
bool works() { return outset::slice(outset::dense(4, 3), 1, 1, 2, 2).size() == 4; }

#elif defined(OUTSET_USE_span)
#include "outset/span.hpp"
bool works() {
  float memory[12] = {};
  return outset::row_major(memory, outset::dense(4, 3)).data() == memory;
}

#elif defined(OUTSET_USE_storage)
#include "outset/storage.hpp"
bool works() { return outset::WritableDense<Eigen::MatrixXf&>; }

#elif defined(OUTSET_USE_structured)
#include "outset/structured.hpp"
bool works() {
  float memory[6] = {};
  const outset::detail::Structured<float> threes{
      "Threes", nullptr, [](const void*, const outset::Shape*) {},
      [](const void*, const outset::View<float>& w, const outset::Shape&,
         const outset::random::Stream&, const outset::detail::ExecutorRef&) { w(1, 2) = 3; }};
  const auto w = outset::View<float>::matrix(memory, 2, 3, 1, 2);
  outset::Rng rng(1);
  outset::detail::fill_structured(threes, {w, false, nullptr, nullptr}, rng,
                                  outset::SerialExecutor{});
  return memory[5] > 2 && rng.next() == 1;
}

#elif defined(OUTSET_USE_target)
#include "outset/target.hpp"
bool works() {
  float memory[6] = {};
  const outset::detail::Target<float> target{outset::View<float>::matrix(memory, 2, 3, 1, 2), false,
                                             nullptr, nullptr};
  return outset::detail::shape_of(target) == outset::dense(2, 3);
}

#elif defined(OUTSET_USE_tensor)
#include "outset/tensor.hpp"
bool works() { return outset::WritableDense<Eigen::Tensor<float, 4>&>; }

#elif defined(OUTSET_USE_io_io)
#include "outset/io/io.hpp"
bool works() {
  const std::string json = "{}";
  std::string file(8, '\0');
  file[0] = 2;
  file += json;
  return outset::io::Safetensors(std::as_bytes(std::span(file)), "memory").names().empty();
}

#elif defined(OUTSET_USE_nn_nn)
#include "outset/nn/nn.hpp"
bool works() {
  outset::nn::Mlp<float> net({3, 4, 2}, outset::nn::Activation::tanh);
  outset::Rng rng{1};
  net.initialize("xavier_uniform", "zeros", rng);
  return net.depth() == 2;
}

#elif defined(OUTSET_USE_probe_probe)
#include "outset/probe/probe.hpp"
bool works() {
  outset::nn::Mlp<float> net({3, 4, 2}, outset::nn::Activation::tanh);
  net.initialize("xavier_uniform", "zeros", outset::Rng(1));
  return outset::probe::measure(net, Eigen::MatrixXf::Identity(3, 3)).layers.size() == 2;
}

#elif defined(OUTSET_USE_prune_prune)
#include "outset/prune/prune.hpp"
bool works() {
  outset::nn::Mlp<float> net({3, 4, 2}, outset::nn::Activation::tanh);
  net.initialize("xavier_uniform", "zeros", outset::Rng(1));
  return outset::prune::count(outset::prune::magnitude_global(net, 0.5)) == 10;
}

#endif

int main() { return works() ? EXIT_SUCCESS : EXIT_FAILURE; }
