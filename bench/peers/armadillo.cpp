// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Armadillo's randu and randn, into memory that a matrix borrows.

#include <armadillo>

#include "../peers.hpp"

namespace outset_bench {

void add_armadillo() {
  add_peer("Armadillo/uniform/float",
           [](float* out, std::size_t count) { arma::fvec(out, count, false, true).randu(); });
  add_peer("Armadillo/normal/float",
           [](float* out, std::size_t count) { arma::fvec(out, count, false, true).randn(); });
}

}  // namespace outset_bench
