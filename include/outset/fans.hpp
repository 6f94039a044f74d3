// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A fan is a count of connections. Fan-in: the inputs that feed one output unit; fan-out: the
// output units that one input feeds. What they are for each layer is in shape.hpp.

#include <string>

#include "outset/error.hpp"
#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_VALUES {

/// Connections of one unit. Whole numbers but for a stride, where they are averages.
struct Fans {
  double in = 1;
  double out = 1;
  OUTSET_KEYED friend bool operator==(const Fans& a, const Fans& b) {
    return exact::equal(a.in, b.in) && exact::equal(a.out, b.out);
  }
};

/// Which fan a rule divides by: in, out, their mean, or their geometric mean.
enum class Fan { in, out, avg, geo_avg };

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {

/// The fan that a rule divides by.
inline double fan(const Fans& fans, Fan which) {
  switch (which) {
    case Fan::in:
      return fans.in;
    case Fan::out:
      return fans.out;
    case Fan::avg:
      return exact::mul(exact::add(fans.in, fans.out), 0.5);
    case Fan::geo_avg:
      return exact::sqrt(exact::mul(fans.in, fans.out));
  }
  detail::fail({"Fan: value is ", std::to_string(static_cast<int>(which)),
                ", must be in, out, avg or geo_avg"});
}

}  // namespace OUTSET_ABI
}  // namespace outset
