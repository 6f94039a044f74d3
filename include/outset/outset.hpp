// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The whole core in one include, and the library's map:
//
//   Shape --> Fans --> initializer --> Distribution --> fill --> Eigen storage
//                         ^                              ^
//                       gain                     Rng --> chunks of random words --> SIMD kernel
//
// An elementwise initializer is a pure function from a Shape to a Distribution; one `fill` does the
// rest for all of them. Eigen::Tensor needs outset/tensor.hpp as well, networks need
// outset/nn/nn.hpp.

#include "outset/any_initializer.hpp"  // initializer("he_normal(fan=out)")
#include "outset/bias.hpp"             // bias_of(layer): a bias with the layer's fans
#include "outset/config.hpp"           // version, switches
#include "outset/distribution.hpp"     // Constant, Uniform, Normal, TruncatedNormal
#include "outset/gain.hpp"             // gain::relu, ..., gain::of(f)
#include "outset/initializer.hpp"      // what an initializer is; on(executor, init)
#include "outset/initializers/elementwise.hpp"
#include "outset/initializers/identity.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/initializers/variance_scaling.hpp"
#include "outset/law.hpp"            // mean, variance, pdf, cdf, quantile of a distribution
#include "outset/make.hpp"           // make<Eigen::MatrixXf>(HeNormal{}, 256, 784, rng)
#include "outset/print.hpp"          // << and to_string
#include "outset/random/engine.hpp"  // Philox4x32, a standard engine
#include "outset/rng.hpp"            // Rng: seed, streams
#include "outset/shape.hpp"          // Shape: dense, conv2d, ...; Fans
#include "outset/slice.hpp"          // a block of a tensor
#include "outset/span.hpp"           // row_major(span, shape), col_major
#include "outset/storage.hpp"        // View, storage<T>: your own type of tensor
