// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "hash.inl"

std::uint64_t base_hash() { return hash_of_weights(); }
