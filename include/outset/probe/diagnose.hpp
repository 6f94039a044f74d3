// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is wrong with weights, without data and without the network:
//
//   const auto d = outset::probe::diagnose({outset::probe::tensor("w1", W1),
//                                           outset::probe::tensor("b1", b1), ...});
//   std::cout << d.text();
//
// With data, see diagnose_network.hpp.

#include <cstddef>
#include <vector>

#include "outset/probe/bias_checks.hpp"
#include "outset/probe/diagnosis.hpp"
#include "outset/probe/subject.hpp"
#include "outset/probe/tensor.hpp"
#include "outset/probe/weight_checks.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {
namespace detail {

/// All checks that need no data.
inline void check_weights(const std::vector<Subject>& all, Diagnosis& out) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!check_values(all, i, out)) continue;
    check_units(all, i, out);
    check_rule(all, i, out);
  }
  check_duplicates(all, out);
  check_biases(all, out);
}

}  // namespace detail

/// Tensors in the order of the network's layers, weights and biases. Where all is well nothing is
/// found; without data this says only that the weights follow known rules, not that the rules suit
/// the activations.
inline Diagnosis diagnose(const std::vector<Tensor>& tensors) {
  Diagnosis diagnosis;
  detail::check_weights(detail::subjects_of(tensors), diagnosis);
  detail::sort_findings(diagnosis);
  return diagnosis;
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
