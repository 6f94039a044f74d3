// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The conversions of the vocabulary, for a backend whose compiler or machine converts unsigned
// words and numbers of 64 bits by itself. It includes this file after common.inl and its `join`.
// There is no include guard, because every such backend reads it once.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

OUTSET_OP F unsigned_to_float(const W& a) { return __builtin_convertvector(a, F); }
OUTSET_OP D signed_to_double(const W& a) { return __builtin_convertvector(as<SignedPairs>(a), D); }
OUTSET_OP D unsigned_to_double(const W& a) { return __builtin_convertvector(as<Pairs>(a), D); }
OUTSET_OP D exponent_field(const W& a) { return signed_to_double(shift_right_64<52>(a)); }
template <int part>
OUTSET_OP D unsigned_64(const W& low, const W& high) {
  return unsigned_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D signed_64(const W& low, const W& high) {
  return signed_to_double(join<part>(low, high));
}
template <int part>
OUTSET_OP D fraction_62(const W& low, const W& high) {
  return mul(signed_to_double(shift_left_64<2>(join<part>(low, high))), all(0x1p-63));
}

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
