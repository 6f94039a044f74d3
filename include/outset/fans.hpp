// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A fan is a count of connections. Fan-in: the inputs that feed one output unit; fan-out: the
// output units that one input feeds. What they are for each layer is in shape.hpp.

#include "outset/error.hpp"

namespace outset {
inline namespace OUTSET_VALUES {
struct Fans;
}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {
namespace library {
OUTSET_LINKED bool equal(const Fans& a, const Fans& b);
}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_VALUES {

/// Connections of one unit. Whole numbers but for a stride, where they are averages.
struct Fans {
  double in = 1;
  double out = 1;
  OUTSET_KEYED friend bool operator==(const Fans& a, const Fans& b) { return library::equal(a, b); }
};

/// Which fan a rule divides by: in, out, their mean, or their geometric mean.
enum class Fan { in, out, avg, geo_avg };

}  // namespace OUTSET_VALUES

inline namespace OUTSET_LINK {

/// The fan that a rule divides by.
OUTSET_LINKED double fan(const Fans& fans, Fan which);

}  // namespace OUTSET_LINK
}  // namespace outset

#if OUTSET_DEFINITIONS
#include "outset/fans.inl"
#endif
