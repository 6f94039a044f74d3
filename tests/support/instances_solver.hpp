// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// As instances.hpp, for what is solved by Eigen's decompositions, each seconds to compile: declared
// here, compiled once, in instances_solver.cpp.

#include "outset/nn/directions.hpp"
#include "outset/probe/jacobian.hpp"

// `prefix` is extern, to declare, or nothing, to define.
#define OUTSET_TEST_SOLVERS(prefix)                                                              \
  prefix template outset::Index outset::nn::detail::principal_directions(const Eigen::MatrixXd&, \
                                                                         Eigen::MatrixXd&);      \
  prefix template outset::Index outset::nn::detail::kmeans_directions(                           \
      const Eigen::MatrixXd&, const outset::Rng&, Eigen::MatrixXd&);                             \
  prefix template Eigen::MatrixXd outset::nn::detail::kmeans(const Eigen::MatrixXd&,             \
                                                             outset::Index, const outset::Rng&); \
  prefix template Eigen::VectorXd outset::probe::detail::largest_eigenvalues(                    \
      const Eigen::MatrixXd&, outset::Index);

OUTSET_TEST_SOLVERS(extern)
