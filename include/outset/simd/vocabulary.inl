// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// THE VOCABULARY: everything that a backend supplies, and all that kernels.inl, maps.inl,
// product.inl and transpose.inl may use of it. tests/simd/vocabulary.cpp includes this file once
// per backend of the build, so that a backend which lacks a word, or has it with another type, does
// not compile; tests/simd/vocabulary_laws.inl then compares each word with its scalar definition.
//
// A backend is its namespace OUTSET_BACKEND with, in this order:
//   macros        OUTSET_BACKEND, OUTSET_TARGET, OUTSET_OP (and OUTSET_HIDE, for common.inl)
//   types         W: `width` words of 32 bits. F: as many floats. D: half as many doubles.
//   words below   common.inl, conversions.inl and x86.inl have those that machines share
//   includes      kernels.inl, product.inl, transpose.inl (or using scalar::transpose),
//                 elementwise.inl, machine.inl
//
// Every function is marked OUTSET_OP: the target's instructions and inlining are decided there.
// A comparison gives all ones or all zeros per lane. "By the top bit" looks at the first argument:
// bit 31 per lane of F, bit 63 per lane of D. "Pairs" are the words 2i (low) and 2i + 1 (high) of a
// W as 64 bits. No compiler flag may change a result: common.inl says how sums are kept.

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace OUTSET_BACKEND {

// clang-format off
#define OUTSET_WORD(type, ...) static_assert(std::is_same_v<decltype(__VA_ARGS__), type>)

OUTSET_TARGET inline void must_have_the_vocabulary() {
  [[maybe_unused]] W a{}, b{}, top{};
  [[maybe_unused]] F x{}, y{}, z{};
  [[maybe_unused]] D p{}, q{}, r{};
  [[maybe_unused]] std::uint32_t* words = nullptr;
  [[maybe_unused]] std::uint16_t* halves = nullptr;
  [[maybe_unused]] float* floats = nullptr;
  [[maybe_unused]] double* doubles = nullptr;
  [[maybe_unused]] const Processor processor{};

  // Constants.
  OUTSET_WORD(const char* const, name);        // what OUTSET_SIMD and simd::backend call it
  OUTSET_WORD(bool, runs(processor));          // whether this processor can run it
  OUTSET_WORD(const int, width);               // words or floats of a vector: 4, 8 or 16
  OUTSET_WORD(const int, together);            // vectors of lanes in one loop of a kernel: 1 or 2
  OUTSET_WORD(const std::size_t, tile_vectors);// a tile of C in registers is so many vectors
  OUTSET_WORD(const std::int64_t, tile_cols);  //   of so many columns, at most 9
  OUTSET_WORD(const bool, rounds_rows);        // whether it has store_rows
  OUTSET_WORD(const bool, holds_coefficients); // whether polynomials of floats fit into registers
  static_assert(sizeof join_order == 64);      // lanes in the order for which join<0>, join<1> of
                                               //   each vector's words give lanes 0, 1, 2, ..., 15
  static_assert(sizeof(W) == width * sizeof(std::uint32_t) && sizeof(F) == sizeof(W) &&
                sizeof(D) == sizeof(W) && random::lanes % (width * together) == 0);
  // A backend that includes transpose.inl also has the constant std::size_t register_bytes, the
  // bytes of its largest register, and, where OUTSET_STREAMS is 1, store_streamed(V* to, V x) for
  // any vector V of at most as many: *to = x around the caches.

  // Words. Sums and differences are modulo 2^32.
  OUTSET_WORD(W, all(1U));                     // x in each lane
  OUTSET_WORD(W, load(words));                 // from any address
  OUTSET_WORD(void, store(words, a));          // to any address
  OUTSET_WORD(W, add(a, b));                   // a + b
  OUTSET_WORD(W, sub(a, b));                   // a - b
  OUTSET_WORD(W, bit_and(a, b));               // a & b
  OUTSET_WORD(W, bit_or(a, b));                // a | b
  OUTSET_WORD(W, bit_xor(a, b));               // a ^ b
  OUTSET_WORD(W, shift_left<3>(a));            // a << by, for 0 < by < 32
  OUTSET_WORD(W, shift_right<9>(a));           // a >> by, zeros from above
  OUTSET_WORD(W, shift_right_signed<31>(a));   // a >> by, copies of the sign from above
  OUTSET_WORD(W, rotate_left<21>(a));          // (a << by) | (a >> (32 - by))
  OUTSET_WORD(W, less(a, b));                  // whether a < b, signed
  OUTSET_WORD(W, saturating_sub(a, b));        // max(a - b, 0), unsigned; of words whose lower 16
                                               //   bits are 0, and of pairs whose lower 48 are

  // Pairs.
  OUTSET_WORD(W, all_64(std::uint64_t{1}));    // x in each pair
  OUTSET_WORD(W, add_64(a, b));                // a + b modulo 2^64
  OUTSET_WORD(W, sub_64(a, b));                // a - b modulo 2^64
  OUTSET_WORD(W, less_64(a, b));               // whether a < b, signed
  OUTSET_WORD(W, multiply_low(a, b));          // low word of a times low word of b, 64 bits
  OUTSET_WORD(W, high_words(a));               // each pair's high word in the low one's place; 0
                                               //   in the high one's
  OUTSET_WORD(W, low_words(a, b));             // a's low words, b's low words in the high places
  OUTSET_WORD(W, join<0>(a, b));               // pairs of a word of a (low) and of b (high), from
  OUTSET_WORD(W, join<1>(a, b));               //   half the lanes each; join_order tells which

  // Floats. Each is IEEE 754's operation, rounded to nearest even once.
  OUTSET_WORD(F, all(1.0f));
  OUTSET_WORD(F, load(floats));
  OUTSET_WORD(void, store(floats, x));
  OUTSET_WORD(W, bits(x));                     // the same 32 bits
  OUTSET_WORD(F, as_float(a));                 // the same 32 bits
  OUTSET_WORD(F, to_float(a));                 // of signed words
  OUTSET_WORD(F, unsigned_to_float(a));        // of unsigned words
  OUTSET_WORD(F, add(x, y));
  OUTSET_WORD(F, sub(x, y));
  OUTSET_WORD(F, mul(x, y));
  OUTSET_WORD(F, div(x, y));
  OUTSET_WORD(F, sqrt(x));
  OUTSET_WORD(F, fma(x, y, z));                // x y + z, where numbers and sum are finite
  OUTSET_WORD(F, fma_onto(z, x, y));           // the same, but z's register may be written over
  OUTSET_WORD(F, fma_negated(x, y, z));        // z - x y
  OUTSET_WORD(F, lesser(x, y));                // x < y ? x : y (so y of two zeros)
  OUTSET_WORD(F, greater(x, y));               // x > y ? x : y
  OUTSET_WORD(F, select(top, x, y));           // by the top bit: x where it is 1, else y
  OUTSET_WORD(F, sub_unless(top, x, y));       // by the top bit: x where it is 1, else x - y
  OUTSET_WORD(F, flip_sign(x, top));           // by the top bit: -x where it is 1, else x
  OUTSET_WORD(void, store_half(halves, x));    // rounded to IEEE's 16 bits; the result is finite
  OUTSET_WORD(void, store_high(halves, a));    // the upper 16 bits of each word

  // Doubles, the same.
  OUTSET_WORD(D, all(1.0));
  OUTSET_WORD(D, load(doubles));
  OUTSET_WORD(void, store(doubles, p));
  OUTSET_WORD(W, bits(p));
  OUTSET_WORD(D, as_double(a));
  OUTSET_WORD(D, add(p, q));
  OUTSET_WORD(D, sub(p, q));
  OUTSET_WORD(D, mul(p, q));
  OUTSET_WORD(D, div(p, q));
  OUTSET_WORD(D, sqrt(p));
  OUTSET_WORD(D, fma(p, q, r));
  OUTSET_WORD(D, fma_onto(r, p, q));
  OUTSET_WORD(D, fma_negated(p, q, r));
  OUTSET_WORD(D, lesser(p, q));
  OUTSET_WORD(D, greater(p, q));
  OUTSET_WORD(D, select(top, p, q));
  OUTSET_WORD(D, flip_sign(p, top));
  OUTSET_WORD(D, exponent_field(a));           // each pair >> 52 as a number
  OUTSET_WORD(D, unsigned_to_double(a));       // of pairs
  OUTSET_WORD(D, unsigned_64<0>(a, b));        // of the unsigned pairs join<part>(a, b)
  OUTSET_WORD(D, unsigned_64<1>(a, b));
  OUTSET_WORD(D, signed_64<0>(a, b));          // of the signed pairs join<part>(a, b)
  OUTSET_WORD(D, signed_64<1>(a, b));
  OUTSET_WORD(D, fraction_62<0>(a, b));        // of their lower 62 bits as a signed number, times
  OUTSET_WORD(D, fraction_62<1>(a, b));        //   2^-61: in [-1, 1)
}

// Where rounds_rows is true: two rows of floats, as words, to bfloat16, to nearest even.
template <class Vector>
concept HasStoreRows = requires(Vector a, std::uint16_t* halves) { store_rows(halves, a, a); };
static_assert(!rounds_rows || HasStoreRows<W>);

#undef OUTSET_WORD
// clang-format on

}  // namespace OUTSET_BACKEND
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
