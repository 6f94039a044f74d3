// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The second half of distribution.hpp: how each of the four distributions is drawn.

#include "outset/fill/parameters.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

template <class D>
struct Draws {
  template <class Scalar>
  static D fit(const D& d, const char* name) {
    require_fits<Scalar>(d, name);
    return d;
  }
  static bool is_constant(const D& d) { return !has_width(d); }
  static double center(const D& d) { return detail::center(d); }
  template <class Scalar>
  requires(!std::is_same_v<D, Constant>) static auto parameters(const D& d, const char* name) {
    return kernel_parameters<Scalar>(d, name);
  }
  static D real_part(const D& d) { return Parts::real(d); }
  static D imaginary_part(const D& d) { return Parts::imaginary(d); }
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
