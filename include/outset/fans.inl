// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The definitions of fans.hpp.

#include <string>

#include "outset/exact/arithmetic.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

OUTSET_LINKED bool equal(const Fans& a, const Fans& b) {
  return exact::equal(a.in, b.in) && exact::equal(a.out, b.out);
}

}  // namespace library

OUTSET_LINKED double fan(const Fans& fans, Fan which) {
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
  detail::fail({"Fan: value is ", static_cast<int>(which), ", must be in, out, avg or geo_avg"});
}

}  // namespace OUTSET_LINK
}  // namespace outset
