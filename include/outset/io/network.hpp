// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Nets on disk, whole: weights, biases, slopes and activations, and where a training is. The file
// is safetensors; tensors are named after the layers ("layer.0.weight", (out, in)), as PyTorch
// names them, so that any reader of the format gets the weights. The rest is metadata under
// "outset.".
//
//   outset::io::save_training("run.safetensors", trainer);   // the net and the trainer
//   auto net = outset::io::load_network<float>("run.safetensors");
//   auto trainer = outset::io::load_trainer("run.safetensors", net);
//
// The net then has the same outputs, and the training goes on, both to the bit.

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "outset/activation.hpp"
#include "outset/error.hpp"
#include "outset/io/metadata.hpp"
#include "outset/io/safetensors.hpp"
#include "outset/nn/activation.hpp"
#include "outset/nn/mlp.hpp"
#include "outset/nn/optimizer.hpp"
#include "outset/nn/train.hpp"
#include "outset/rng.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

inline constexpr const char* network_format = "1";

/// Adds a net's tensors and says the rest as metadata.
template <std::floating_point Scalar>
void add_network(SafetensorsWriter& writer, const nn::Mlp<Scalar>& net) {
  for (Index i = 0; i < net.depth(); ++i) {
    const auto& layer = net.layer(i);
    writer.add(net.layer_name(i) + ".weight", layer.weight());
    writer.add(net.layer_name(i) + ".bias", layer.bias());
    if (layer.activation() == Activation::prelu) {
      writer.add(net.layer_name(i) + ".slope",
                 Eigen::Matrix<Scalar, 1, 1>::Constant(layer.slope()).eval());
    }
  }
}

template <std::floating_point Scalar>
Metadata metadata_of(const nn::Mlp<Scalar>& net, Metadata metadata) {
  const auto& first = net.layer(0);
  metadata["outset.network"] = network_format;
  metadata["outset.stream_version"] = std::to_string(random::stream_version);
  metadata["outset.hidden"] = to_string(first.activation());
  metadata["outset.output"] = to_string(net.layer(net.depth() - 1).activation());
  metadata["outset.parameter"] = outset::detail::show(static_cast<double>(first.parameter()));
  return metadata;
}

template <std::floating_point Scalar>
void add_trainer(SafetensorsWriter& writer, const nn::Trainer<Scalar>& trainer) {
  const nn::Mlp<Scalar>& net = trainer.net();
  Eigen::VectorXd rate_factors(net.depth());
  for (Index i = 0; i < net.depth(); ++i) rate_factors(i) = net.layer(i).rate_factor();
  writer.add("optimizer.rate_factors", rate_factors);
  const auto& optimizer = trainer.optimizer().state();
  if (optimizer.first.size() > 0) writer.add("optimizer.first", optimizer.first);
  if (optimizer.second.size() > 0) writer.add("optimizer.second", optimizer.second);
  if (optimizer.powers.size() > 0) writer.add("optimizer.powers", optimizer.powers);
}

template <std::floating_point Scalar>
Metadata metadata_of(const nn::Trainer<Scalar>& trainer, Metadata metadata) {
  const nn::TrainerState<Scalar> state = trainer.state();
  metadata["outset.epochs"] = std::to_string(state.epochs);
  metadata["outset.shuffle"] = to_string(state.shuffle);
  metadata["outset.parameters"] = std::to_string(state.optimizer.count);
  metadata["outset.batch"] = std::to_string(trainer.options().batch);
  metadata["outset.loss"] = nn::to_string(trainer.options().loss);
  metadata["outset.stop_when_diverged"] = trainer.options().stop_when_diverged ? "true" : "false";
  const auto number = [&](const char* name, double value) {
    metadata[std::string("outset.") + name] = outset::detail::show(value);
  };
  if (const auto* sgd = std::get_if<nn::Sgd>(&trainer.optimizer().method())) {
    metadata["outset.method"] = "sgd";
    number("rate", sgd->rate);
    number("momentum", sgd->momentum);
  } else {
    const auto& adam = std::get<nn::Adam>(trainer.optimizer().method());
    metadata["outset.method"] = "adam";
    number("rate", adam.rate);
    number("beta1", adam.beta1);
    number("beta2", adam.beta2);
    number("epsilon", adam.epsilon);
  }
  return metadata;
}

inline nn::Method read_method(const MetadataReader& read) {
  if (read.one_of("outset.method", {"sgd", "adam"}) == 0) {
    return nn::Sgd{.rate = read.number("outset.rate"), .momentum = read.number("outset.momentum")};
  }
  return nn::Adam{.rate = read.number("outset.rate"),
                  .beta1 = read.number("outset.beta1"),
                  .beta2 = read.number("outset.beta2"),
                  .epsilon = read.number("outset.epsilon")};
}

/// Gives the net the file's rate factors, or, where one is wrong, leaves it as it is.
template <std::floating_point Scalar>
void read_rate_factors(const Safetensors& file, nn::Mlp<Scalar>& net) {
  Eigen::VectorXd factors(net.depth());
  file.load_into("optimizer.rate_factors", factors);
  if (!nn::all_finite(factors) || !(factors.minCoeff() >= 0)) {
    fail_file(file.path(),
              {"tensor \"optimizer.rate_factors\": every one must be finite and >= 0"});
  }
  for (Index i = 0; i < net.depth(); ++i) net.layer(i).set_rate_factor(factors(i));
}

/// The net that a file describes; what does not fit together is an error of the file.
template <std::floating_point Scalar>
nn::Mlp<Scalar> read_network(const Safetensors& file) {
  const MetadataReader read(file);
  read.one_of("outset.network", {network_format});
  std::vector<Index> sizes;
  for (Index i = 0; file.contains("layer." + std::to_string(i) + ".weight"); ++i) {
    const std::string name = "layer." + std::to_string(i) + ".weight";
    const Sizes& shape = file.shape(name);
    if (shape.size() != 2 || (i > 0 && shape[1] != sizes.back())) {
      fail_file(file.path(), {"tensor \"", name, "\": the sizes are ", text_of(shape), ", must be ",
                              "(out, in) with as many inputs as the layer before has outputs"});
    }
    if (i == 0) sizes.push_back(shape[1]);
    sizes.push_back(shape[0]);
  }
  nn::Mlp<Scalar> net = read.value("outset.hidden", [&] {
    return nn::Mlp<Scalar>(sizes, nn::activation(read.text("outset.hidden")),
                           {.output = nn::activation(read.text("outset.output")),
                            .parameter = read.number("outset.parameter")});
  });
  for (Index i = 0; i < net.depth(); ++i) {
    auto& layer = net.layer(i);
    file.load_into(net.layer_name(i) + ".weight", layer.weight());
    file.load_into(net.layer_name(i) + ".bias", layer.bias());
    if (layer.activation() == Activation::prelu) {
      layer.slope() = file.load<Eigen::Matrix<Scalar, 1, 1>>(net.layer_name(i) + ".slope")(0);
    }
  }
  return net;
}

}  // namespace detail

/// Saves a net of float or double. `metadata` goes along: the seed, the initializers, what you
/// like. Throws std::runtime_error where the file cannot be written; the old one is then as it was.
template <std::floating_point Scalar>
void save_network(const std::filesystem::path& path, const nn::Mlp<Scalar>& net,
                  Metadata metadata = {}) {
  SafetensorsWriter writer(path, detail::metadata_of(net, std::move(metadata)));
  detail::add_network(writer, net);
  writer.finish();
}

/// The net that save_network or save_training has saved, of the same scalar. Throws
/// std::runtime_error where the file has no such net.
template <std::floating_point Scalar>
nn::Mlp<Scalar> load_network(const std::filesystem::path& path) {
  return detail::read_network<Scalar>(Safetensors(path));
}

/// Saves a trainer and its net, between two epochs.
template <std::floating_point Scalar>
void save_training(const std::filesystem::path& path, const nn::Trainer<Scalar>& trainer,
                   Metadata metadata = {}) {
  metadata = detail::metadata_of(trainer, std::move(metadata));
  SafetensorsWriter writer(path, detail::metadata_of(trainer.net(), std::move(metadata)));
  detail::add_network(writer, trainer.net());
  detail::add_trainer(writer, trainer);
  writer.finish();
}

/// The trainer that save_training has saved, for the net that load_network gives, whose layers get
/// the saved rate factors; `net` must outlive the trainer. With the same examples, its epochs give
/// the same bits as if the training had not stopped. Throws std::runtime_error where the file has
/// no trainer of this net.
template <std::floating_point Scalar>
nn::Trainer<Scalar> load_trainer(const std::filesystem::path& path, nn::Mlp<Scalar>& net) {
  const Safetensors file(path);
  const detail::MetadataReader read(file);
  read.one_of("outset.stream_version", {std::to_string(random::stream_version)});
  nn::TrainerState<Scalar> state{.shuffle = Rng(0)};
  if (!Rng::read(read.text("outset.shuffle"), state.shuffle)) {
    read.refuse("outset.shuffle", {"the text of an Rng"});
  }
  state.epochs = read.count("outset.epochs");
  state.optimizer.count = static_cast<Index>(read.count("outset.parameters"));
  if (state.optimizer.count != 0 && state.optimizer.count != net.parameter_count()) {
    read.refuse("outset.parameters", {"the net's ", net.parameter_count()});
  }
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  if (file.contains("optimizer.first")) {
    state.optimizer.first = file.load<Vector>("optimizer.first");
  }
  if (file.contains("optimizer.second")) {
    state.optimizer.second = file.load<Vector>("optimizer.second");
  }
  if (file.contains("optimizer.powers")) {
    state.optimizer.powers.resize(2, net.tensor_count());
    file.load_into("optimizer.powers", state.optimizer.powers);
  }
  const nn::TrainerOptions options{
      .batch = static_cast<Index>(read.count("outset.batch")),
      .loss = read.one_of("outset.loss", {nn::to_string(nn::Loss::cross_entropy),
                                          nn::to_string(nn::Loss::mean_squared_error)}) == 0
                  ? nn::Loss::cross_entropy
                  : nn::Loss::mean_squared_error,
      .stop_when_diverged = read.one_of("outset.stop_when_diverged", {"false", "true"}) == 1};
  nn::Trainer<Scalar> trainer = read.value("outset.method", [&] {
    return nn::Trainer<Scalar>(net, detail::read_method(read), state, options);
  });
  detail::read_rate_factors(file, net);
  return trainer;
}

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
