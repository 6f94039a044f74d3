// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The names that the C++ blocks of README.md and the guide take for granted.

#include <Eigen/Dense>
#include <Eigen/SparseCore>
#include <cmath>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "outset/io/io.hpp"
#include "outset/nn/nn.hpp"
#include "outset/outset.hpp"
#include "outset/probe/probe.hpp"
#include "outset/prune/prune.hpp"
#include "outset/tensor.hpp"

extern outset::Rng rng;

// Weights and a bias of a layer; V is stored (in, out).
extern Eigen::MatrixXf W, V, W1, W2;
extern Eigen::VectorXf b;
extern Eigen::SparseMatrix<float> S;
extern std::vector<float> kernel;

extern outset::SerialExecutor pool;

extern outset::nn::Mlp<float> net;
extern outset::nn::Trainer<float> trainer;
extern Eigen::MatrixXf X;
extern std::vector<int> labels;

// What a file calls the network's tensors.
extern std::map<std::string, std::string> names;
