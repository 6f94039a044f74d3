// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Weights without a network, for the tests of the diagnosis: the faults of real projects that
// weights alone show, each with the problem that must be found first.

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outset/outset.hpp"
#include "outset/probe/diagnose.hpp"

namespace weights_alone {

using Eigen::MatrixXf;
using outset::Index;
using outset::Rng;
using outset::Shape;
using outset::probe::Diagnosis;
using outset::probe::Problem;

struct Weights {
  std::string name;
  MatrixXf w;
  std::optional<Shape> shape;  // what the diagnosis is told; none for a dense (out, in) matrix
  Shape truth;                 // what a cure is given
};

struct Set {
  std::vector<Weights> all;

  void add(const std::string& name, const Shape& truth, const std::optional<Shape>& told) {
    all.push_back({name, MatrixXf(truth.rows(), truth.cols()), told, truth});
  }
  MatrixXf& last() { return all.back().w; }

  std::vector<outset::probe::Tensor> tensors() const {
    std::vector<outset::probe::Tensor> views;
    for (const Weights& weights : all) {
      if (weights.shape) {
        views.push_back(outset::probe::tensor(weights.name, weights.w, *weights.shape));
      } else if (weights.w.cols() == 1) {
        views.push_back(outset::probe::tensor(weights.name, weights.w.col(0)));
      } else {
        views.push_back(outset::probe::tensor(weights.name, weights.w));
      }
    }
    return views;
  }

  void cure(const Diagnosis& diagnosis, const Rng& rng) {
    for (const outset::probe::Finding& finding : diagnosis.findings) {
      for (Weights& weights : all) {
        if (weights.name != finding.where) continue;
        outset::initializer(finding.cure)(weights.w, weights.truth, rng.stream(finding.where));
      }
    }
  }
};

/// Dense layers of these sizes, filled by fill(w, shape, rng), and biases by fill_bias of the same
/// form.
template <class Fill, class FillBias>
Set dense_layers(const std::vector<Index>& sizes, const Rng& rng, const Fill& fill,
                 const FillBias& fill_bias) {
  Set set;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const std::string stem = "layer." + std::to_string(i);
    const Shape shape = outset::dense(sizes[i + 1], sizes[i]);
    set.add(stem + ".weight", shape, std::nullopt);
    fill(set.last(), shape, rng.stream(stem + ".weight"));
    set.add(stem + ".bias", outset::dense(sizes[i + 1], 1), std::nullopt);
    fill_bias(set.last(), shape, rng.stream(stem + ".bias"));
  }
  return set;
}

struct Fault {
  const char* name;
  Problem problem;
  std::function<Set(const Rng&)> set;
};

inline const auto no_bias = [](MatrixXf& b, const Shape&, const Rng&) { b.setZero(); };

/// Convolutions 3 -> 32 -> 64 -> 64 of 3 x 3 taps, uniform in +-bound(shape).
template <class Bound>
Set convolutions(const Rng& rng, const Bound& bound) {
  Set set;
  const Index channels[] = {3, 32, 64, 64};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string name = "conv" + std::to_string(i);
    const Shape shape = outset::conv2d(channels[i + 1], channels[i], 3, 3);
    set.add(name, shape, shape);
    const double b = bound(shape);
    outset::Uniform{-b, b}(set.last(), shape, rng.stream(name));
  }
  return set;
}

inline const std::vector<Fault>& faults() {
  static const std::vector<Fault> all = {
      {"an infinity", Problem::not_finite,
       [](const Rng& rng) {
         Set set = dense_layers({64, 32, 10}, rng, outset::HeNormal{}, no_bias);
         set.all[0].w(1, 2) = INFINITY;
         return set;
       }},
      {"zeros", Problem::constant,
       [](const Rng& rng) {
         Set set = dense_layers({64, 32, 10}, rng, outset::HeNormal{}, no_bias);
         set.all[0].w.setZero();
         return set;
       }},
      {"equal columns", Problem::symmetric_units,
       [](const Rng& rng) {
         Set set = dense_layers({64, 32, 10}, rng, outset::HeNormal{}, no_bias);
         set.all[0].w.col(5) = set.all[0].w.col(9);
         return set;
       }},
      {"one seed for every layer (FluCoMa)", Problem::duplicate,
       [](const Rng& rng) {
         const auto fill = [&](MatrixXf& w, const Shape& shape, const Rng&) {
           outset::HeUniform{}(w, shape, Rng(rng));
         };
         return dense_layers({32, 32, 32, 10}, rng, fill, no_bias);
       }},
      {"a layer that is another one, halved", Problem::duplicate,
       [](const Rng& rng) {
         Set set = dense_layers({32, 32, 32, 10}, rng, outset::HeNormal{}, no_bias);
         set.all[2].w = 0.7F * set.all[0].w;
         return set;
       }},
      {"stored (in, out), filled as (out, in), with Shapes", Problem::wrong_axis,
       [](const Rng& rng) {
         Set set;
         const Index sizes[] = {64, 512, 128, 10};
         for (std::size_t i = 0; i < 3; ++i) {
           const Shape shape = outset::dense(sizes[i + 1], sizes[i], {.transposed = true});
           set.add("w" + std::to_string(i), shape, shape);
           outset::HeNormal{}(set.last(), rng.stream(i));
         }
         return set;
       }},
      {"stored (in, out), filled as (out, in), without Shapes", Problem::wrong_axis,
       [](const Rng& rng) {
         Set set;
         const Index sizes[] = {64, 512, 128, 10};
         for (std::size_t i = 0; i < 3; ++i) {
           set.add("w" + std::to_string(i),
                   outset::dense(sizes[i + 1], sizes[i], {.transposed = true}), std::nullopt);
           outset::HeUniform{}(set.last(), rng.stream(i));
         }
         return set;
       }},
      {"normal 0.01 for weights and biases (MiniDNN)", Problem::odd_bias,
       [](const Rng& rng) {
         const auto fill = [](MatrixXf& w, const Shape&, const Rng& stream) {
           outset::Normal{.mean = 0, .std = 0.01}(w, Rng(stream));
         };
         return dense_layers({784, 256, 128, 10}, rng, fill, fill);
       }},
      {"biases by Xavier's rule (OpenNN)", Problem::odd_bias,
       [](const Rng& rng) {
         const auto fill_bias = [](MatrixXf& b, const Shape& shape, const Rng& stream) {
           outset::XavierUniform{}.distribution(shape)(b, Rng(stream));
         };
         return dense_layers({64, 128, 64, 10}, rng, outset::XavierUniform{}, fill_bias);
       }},
      {"a convolution's fan-out without taps (dlib)", Problem::wrong_gain,
       [](const Rng& rng) {
         return convolutions(rng, [](const Shape& shape) {
           return std::sqrt(6 / (shape.fans().in + static_cast<double>(shape.out())));
         });
       }},
      {"a convolution's fan-in without taps", Problem::wrong_gain,
       [](const Rng& rng) {
         return convolutions(rng, [](const Shape& shape) {
           return std::sqrt(6 / static_cast<double>(shape.in()));
         });
       }},
      {"1 / n for 1 / sqrt n (neural-fortran)", Problem::wrong_gain,
       [](const Rng& rng) {
         const auto fill = [](MatrixXf& w, const Shape& shape, const Rng& stream) {
           outset::Normal{.mean = 0, .std = 1 / shape.fans().in}(w, Rng(stream));
         };
         return dense_layers({200, 300, 100, 10}, rng, fill, no_bias);
       }},
      {"all weights counted as the fan (mlpack)", Problem::wrong_gain,
       [](const Rng& rng) {
         const auto fill = [](MatrixXf& w, const Shape& shape, const Rng& stream) {
           const auto size = static_cast<double>(shape.size() + shape.rows());
           outset::Normal{.mean = 0, .std = std::sqrt(2 / size)}(w, Rng(stream));
         };
         return dense_layers({100, 90, 80, 10}, rng, fill, no_bias);
       }},
      {"uniform from 0 (JAX)", Problem::wrong_gain,
       [](const Rng& rng) {
         return dense_layers(
             {64, 64, 10}, rng,
             [](MatrixXf& w, const Shape&, const Rng& stream) {
               outset::Uniform{0, 0.1}(w, Rng(stream));
             },
             no_bias);
       }},
      {"normal 1", Problem::wrong_gain,
       [](const Rng& rng) {
         return dense_layers(
             {64, 64, 64, 10}, rng,
             [](MatrixXf& w, const Shape&, const Rng& stream) {
               outset::Normal{.mean = 0, .std = 1}(w, Rng(stream));
             },
             no_bias);
       }},
  };
  return all;
}

}  // namespace weights_alone
