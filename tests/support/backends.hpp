// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Tests that choose the backend.

#include "outset/simd/dispatch.hpp"

/// Restores at its end the backend that is active at its start.
class RestoredBackend {
 public:
  RestoredBackend() : before_(outset::simd::active()) {}
  ~RestoredBackend() { outset::simd::force(before_); }
  RestoredBackend(const RestoredBackend&) = delete;
  RestoredBackend& operator=(const RestoredBackend&) = delete;

 private:
  outset::simd::Backend before_;
};

/// Calls body(backend) for each available backend, while that is the active one.
template <class Body>
void with_each_backend(const Body& body) {
  const RestoredBackend restored;
  for (const outset::simd::Backend backend : outset::simd::available()) {
    outset::simd::force(backend);
    body(backend);
  }
}
