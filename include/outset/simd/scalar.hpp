// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The portable backend: every kernel as the definition has it, one lane after the other. The other
// backends must write the same bits.

#include <cstdint>
#include <type_traits>

#include "outset/random/box_muller.hpp"
#include "outset/random/narrow.hpp"
#include "outset/simd/backend.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {
namespace scalar {

/// The next number's worth of a lane's words: one, or two for a double, the low half first.
template <class Real>
exact::Bits<Real> draw(random::Sfc32& lane) {
  if constexpr (sizeof(Real) == 4) {
    return lane.next();
  } else {
    const std::uint64_t low = lane.next();
    return low | std::uint64_t{lane.next()} << 32;
  }
}

template <class Element>
using RealOf = std::conditional_t<sizeof(Element) == 8, double, float>;

template <class Element, class Real>
Element rounded(Real x) {
  if constexpr (sizeof(Element) == 2) {
    return random::narrow<Element>(x);
  } else {
    return x;
  }
}

template <class Real>
Real clamp(Real x, Real lowest, Real highest) {
  const Real raised = x > lowest ? x : lowest;
  return raised < highest ? raised : highest;
}

/// Calls write(lane's generator, out, rows) for each lane of each chunk that the rows touch.
template <class Element, class Write>
void for_each_lane(Element* out, const random::Stream& stream, std::uint64_t chunk,
                   std::uint64_t rows, Write write) {
  constexpr std::uint64_t most = rows_per_chunk<Element>;
  for (; rows > 0; ++chunk) {
    const std::uint64_t part = rows < most ? rows : most;
    for (int l = 0; l < random::lanes; ++l) {
      write(random::lane_start(stream, chunk, l), out + l, part);
    }
    out += part * random::lanes;
    rows -= part;
  }
}

// A word's top bits as a number in [0, 2^24), [0, 2^64).
inline float top_bits(std::uint32_t w) {
  return exact::to_float(static_cast<std::int32_t>(w >> 8));
}
inline double top_bits(std::uint64_t w) {
  return exact::mul(exact::to_double(static_cast<std::int64_t>(w >> 11)), 0x1p11);
}

inline void generate(std::uint32_t* out, const random::Stream& stream, std::uint64_t chunk,
                     std::uint64_t rows, const WordParameters&) {
  for_each_lane(out, stream, chunk, rows,
                [](random::Sfc32 lane, std::uint32_t* to, std::uint64_t count) {
                  for (std::uint64_t row = 0; row < count; ++row) {
                    to[row * random::lanes] = lane.next();
                  }
                });
}

template <class Element>
void generate(Element* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
              const UniformParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  const Real step = exact::mul(p.width, static_cast<Real>(sizeof(Real) == 4 ? 0x1p-24 : 0x1p-64));
  for_each_lane(out, stream, chunk, rows,
                [&](random::Sfc32 lane, Element* to, std::uint64_t count) {
                  for (std::uint64_t row = 0; row < count; ++row, to += random::lanes) {
                    const Real x = exact::fma(top_bits(draw<Real>(lane)), step, p.low);
                    *to = rounded<Element>(clamp(x, p.first, p.last));
                  }
                });
}

template <class Element>
void generate(Element* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
              const NormalParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  for_each_lane(
      out, stream, chunk, rows, [&](random::Sfc32 lane, Element* to, std::uint64_t count) {
        for (std::uint64_t row = 0; row < count; row += 2, to += 2 * random::lanes) {
          const auto radius_word = draw<Real>(lane);
          const auto pair = random::normal_pair(radius_word, draw<Real>(lane), p.mean, p.std);
          to[0] = rounded<Element>(pair.first);
          to[random::lanes] = rounded<Element>(pair.second);
        }
      });
}

template <class Element>
void generate(Element* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
              const TruncatedParameters<RealOf<Element>>& p) {
  using Real = RealOf<Element>;
  for_each_lane(out, stream, chunk, rows,
                [&](random::Sfc32 lane, Element* to, std::uint64_t count) {
                  for (std::uint64_t row = 0; row < count; ++row, to += random::lanes) {
                    const Real x = exact::fma(p.std, p.map.unclamped(draw<Real>(lane)), p.mean);
                    *to = rounded<Element>(clamp(x, p.lowest, p.highest));
                  }
                });
}

template <class Real>
void add_product(const Product<Real>& p) {
  for (std::int64_t j = 0; j < p.cols; ++j) {
    Real* c = p.c + j * p.c_stride;
    for (std::int64_t k = 0; k < p.depth; ++k) {
      const Real* a = p.a + k * p.a_stride;
      const Real b = p.b[j * p.b_stride + k];
      for (std::int64_t i = 0; i < p.rows; ++i) c[i] = exact::fma(a[i], b, c[i]);
    }
  }
}

/// ((s_0 + s_8) + (s_4 + s_12)) + ...: the last step of a sum in sixteen lanes.
template <class Real>
Real sum_of_lanes(Real* sums) {
  for (int half = random::lanes / 2; half > 0; half /= 2) {
    for (int l = 0; l < half; ++l) sums[l] = exact::add(sums[l], sums[l + half]);
  }
  return sums[0];
}

template <class Real>
Real sum_of_squares(const Real* x, std::int64_t count) {
  Real sums[random::lanes] = {};
  for (std::int64_t i = 0; i < count; ++i) {
    Real& sum = sums[i % random::lanes];
    sum = exact::fma(x[i], x[i], sum);
  }
  return sum_of_lanes(sums);
}

template <class Real>
inline constexpr ProductKernels<Real> product_kernels{add_product<Real>, sum_of_squares<Real>};

}  // namespace scalar
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
