// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Functions of each distribution: mean, variance, density (per unit of x), cumulative function and
// quantile function. No fill needs any of them.

#include "outset/distribution.hpp"

namespace outset {
inline namespace OUTSET_LINK {

/// The mean of a draw.
OUTSET_LINKED double mean(const Constant& d);
OUTSET_LINKED double mean(const Uniform& d);
OUTSET_LINKED double mean(const Normal& d);
OUTSET_LINKED double mean(const TruncatedNormal& d);
OUTSET_LINKED double mean(const Distribution& d);

/// The variance of a draw.
OUTSET_LINKED double variance(const Constant& d);
OUTSET_LINKED double variance(const Uniform& d);
OUTSET_LINKED double variance(const Normal& d);
OUTSET_LINKED double variance(const TruncatedNormal& d);
OUTSET_LINKED double variance(const Distribution& d);

/// The density at x, per unit of x.
OUTSET_LINKED double pdf(const Constant& d, double x);
OUTSET_LINKED double pdf(const Uniform& d, double x);
OUTSET_LINKED double pdf(const Normal& d, double x);
OUTSET_LINKED double pdf(const TruncatedNormal& d, double x);
OUTSET_LINKED double pdf(const Distribution& d, double x);

/// The probability of a draw of at most x.
OUTSET_LINKED double cdf(const Constant& d, double x);
OUTSET_LINKED double cdf(const Uniform& d, double x);
OUTSET_LINKED double cdf(const Normal& d, double x);
OUTSET_LINKED double cdf(const TruncatedNormal& d, double x);
OUTSET_LINKED double cdf(const Distribution& d, double x);

/// The x with cdf(x) = p. Throws std::invalid_argument unless p is in [0, 1].
OUTSET_LINKED double quantile(const Constant& d, double p);
OUTSET_LINKED double quantile(const Uniform& d, double p);
OUTSET_LINKED double quantile(const Normal& d, double p);
OUTSET_LINKED double quantile(const TruncatedNormal& d, double p);
OUTSET_LINKED double quantile(const Distribution& d, double p);

}  // namespace OUTSET_LINK
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/law.inl"
#endif
