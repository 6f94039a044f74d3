// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The portable backend: every kernel as the definition has it, one lane after the other. The other
// backends must write the same bits.

#include <bit>
#include <cstdint>

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

/// Calls write(lane's generator, out, rows) for each lane of each chunk that the rows touch.
template <class Real, int rows_per_chunk, class Write>
void for_each_lane(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
                   Write write) {
  for (; rows > 0; ++chunk) {
    const std::uint64_t part = rows < rows_per_chunk ? rows : std::uint64_t{rows_per_chunk};
    for (int l = 0; l < random::lanes; ++l) {
      write(random::lane_start(stream, chunk, l), out + l, part);
    }
    out += part * random::lanes;
    rows -= part;
  }
}

template <class Real>
inline constexpr int rows_per_chunk = random::rows_per_chunk * 4 / static_cast<int>(sizeof(Real));

// A word's top bits as a number in [0, 2^24), [0, 2^64).
inline float top_bits(std::uint32_t w) {
  return exact::to_float(static_cast<std::int32_t>(w >> 8));
}
inline double top_bits(std::uint64_t w) {
  return exact::mul(exact::to_double(static_cast<std::int64_t>(w >> 11)), 0x1p11);
}

template <class Real>
void uniform(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
             const UniformParameters<Real>& p) {
  const Real step = exact::mul(p.width, static_cast<Real>(sizeof(Real) == 4 ? 0x1p-24 : 0x1p-64));
  for_each_lane<Real, rows_per_chunk<Real>>(
      out, stream, chunk, rows, [&](random::Sfc32 lane, Real* to, std::uint64_t count) {
        for (std::uint64_t row = 0; row < count; ++row, to += random::lanes) {
          const Real x = exact::fma(top_bits(draw<Real>(lane)), step, p.low);
          *to = x < p.last ? x : p.last;
        }
      });
}

template <class Real>
void normal(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
            const NormalParameters<Real>& p) {
  for_each_lane<Real, rows_per_chunk<Real>>(
      out, stream, chunk, rows, [&](random::Sfc32 lane, Real* to, std::uint64_t count) {
        for (std::uint64_t row = 0; row < count; row += 2, to += 2 * random::lanes) {
          const auto radius_word = draw<Real>(lane);
          const auto pair = random::normal_pair(radius_word, draw<Real>(lane), p.mean, p.std);
          to[0] = pair.first;
          to[random::lanes] = pair.second;
        }
      });
}

template <class Real>
void truncated(Real* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
               const TruncatedParameters<Real>& p) {
  for_each_lane<Real, rows_per_chunk<Real>>(
      out, stream, chunk, rows, [&](random::Sfc32 lane, Real* to, std::uint64_t count) {
        for (std::uint64_t row = 0; row < count; ++row, to += random::lanes) {
          const Real x = exact::fma(p.std, p.map.unclamped(draw<Real>(lane)), p.mean);
          const Real raised = x > p.lowest ? x : p.lowest;
          *to = raised < p.highest ? raised : p.highest;
        }
      });
}

inline void words(std::uint32_t* out, const random::Stream& stream, std::uint64_t chunk,
                  std::uint64_t rows) {
  for_each_lane<std::uint32_t, random::rows_per_chunk>(
      out, stream, chunk, rows, [](random::Sfc32 lane, std::uint32_t* to, std::uint64_t count) {
        for (std::uint64_t row = 0; row < count; ++row) to[row * random::lanes] = lane.next();
      });
}

inline float clamp(float x, float lowest, float highest) {
  const float raised = x > lowest ? x : lowest;
  return raised < highest ? raised : highest;
}
inline void half(std::uint16_t* out, const float* in, std::int64_t count, float lowest,
                 float highest) {
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = random::half_bits(clamp(in[i], lowest, highest));
  }
}
inline void bfloat16(std::uint16_t* out, const float* in, std::int64_t count, float lowest,
                     float highest) {
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = random::bfloat16_bits(clamp(in[i], lowest, highest));
  }
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
template <class Real>
inline constexpr Kernels<Real> kernels{uniform<Real>, normal<Real>, truncated<Real>};
inline constexpr WordKernels word_kernels{words, half, bfloat16};

}  // namespace scalar
}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
