// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A network is measured through the concept of nn/network.hpp, which says what an own network must
// tell. Its names, for probe/.

#include "outset/nn/network.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

using nn::LayerView;
using nn::MatrixView;
using nn::Network;
using nn::Nonlinearity;

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
