// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "hash.inl"

std::uint64_t wide_hash() { return hash_of_weights(); }
