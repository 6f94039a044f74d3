// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Trains a plan's cells on several threads. Their number, and where a run was stopped and begun
// again, change no bit of any outcome.

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "data/images.hpp"
#include "finished.hpp"
#include "plan.hpp"

namespace lottery {

class Experiment {
 public:
  // Holds the validation images out of the training images, the same for all seeds. Throws
  // std::invalid_argument where no training image is left.
  Experiment(const Plan& plan, const examples::Dataset<float>& data);

  const Plan& plan() const { return plan_; }
  // Of the net, from the inputs to the classes.
  const std::vector<Eigen::Index>& sizes() const { return sizes_; }
  // Weights, without biases.
  std::size_t weights() const;
  // The share of them that a round's masks keep, and their number.
  double density(int round) const;
  std::size_t kept(int round) const;
  // All that decides an outcome, as text: where it is the same, finished cells can be used again.
  std::string settings() const;
  // All, in the order in which one thread would train them.
  std::vector<Cell> cells() const;

  // Trains the cells that are not finished yet, and calls after_each(finished, cell) after each, on
  // one thread at a time.
  using AfterEach = std::function<void(const Finished&, const Cell&)>;
  void run(Finished& finished, unsigned threads, const AfterEach& after_each) const;

 private:
  using Net = outset::nn::Mlp<float>;

  Outcome train(Net& net, const Cell& cell, const outset::prune::Masks& masks) const;
  outset::prune::Lottery<float> draw(std::uint64_t seed) const;

  Plan plan_;
  std::vector<Eigen::Index> sizes_;
  examples::Examples<float> train_{}, validation_{}, test_{};
};

}  // namespace lottery
