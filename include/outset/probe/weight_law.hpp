// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The distribution of one weight of an initializer, for mean-field theory, which knows no more of a
// weight than its variance.

#include <algorithm>
#include <cmath>
#include <string_view>
#include <type_traits>

#include "outset/any_initializer.hpp"
#include "outset/config.hpp"
#include "outset/distribution.hpp"
#include "outset/error.hpp"
#include "outset/initializers/orthogonal.hpp"
#include "outset/initializers/sparse.hpp"
#include "outset/shape.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace probe {

/// Of an elementwise initializer its distribution for a Shape. Of Orthogonal and Sparse the normal
/// distribution with an entry's variance: gain^2 / max(rows, cols) and (1 - sparsity) std^2.
/// `init`: an initializer, an AnyInitializer or a text. Errors: another structured initializer
/// (Identity, Dirac, DeltaOrthogonal: their entries are not alike), and the initializer's own.
template <class Init>
Distribution weight_law(const Init& init, const Shape& shape) {
  if constexpr (std::is_convertible_v<const Init&, std::string_view>) {
    return weight_law(initializer(std::string_view(init)), shape);
  } else if constexpr (std::is_same_v<Init, AnyInitializer>) {
    return init.visit([&](const auto& known) { return weight_law(known, shape); });
  } else if constexpr (requires { init.distribution(shape); }) {
    return init.distribution(shape);
  } else if constexpr (std::is_same_v<Init, Orthogonal>) {
    const double longest = static_cast<double>((std::max)(shape.rows(), shape.cols()));
    return Normal{.mean = 0, .std = std::fabs(init.gain) / std::sqrt(longest)};
  } else if constexpr (std::is_same_v<Init, Sparse>) {
    const double share =
        static_cast<double>(init.entries(shape.rows())) / static_cast<double>(shape.rows());
    return Normal{.mean = 0, .std = init.std * std::sqrt(share)};
  } else {
    outset::detail::fail(
        {"weight_law: ", Init::name,
         " has entries that are not alike, must be elementwise, Orthogonal or Sparse"});
  }
}

}  // namespace probe
}  // namespace OUTSET_ABI
}  // namespace outset
