// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Where in a stream an element's random words stand. A chunk of 1024 words gives 1024 floats or
// scalars of 16 bits, 512 doubles, and half as many complex numbers. Elements are drawn in steps of
// two rows of a chunk, because normal numbers come in pairs of rows.

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "outset/simd/backend.hpp"
#include "outset/storage.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// How many elements of a scalar one chunk of words gives.
template <class Scalar>
inline constexpr int elements_per_chunk = random::words_per_chunk;
template <>
inline constexpr int elements_per_chunk<double> = random::words_per_chunk / 2;
template <class Real>
inline constexpr int elements_per_chunk<std::complex<Real>> = elements_per_chunk<Real> / 2;

/// How many elements a step has.
template <class Scalar>
inline constexpr int elements_per_step = 2 * random::lanes;
template <class Real>
inline constexpr int elements_per_step<std::complex<Real>> = elements_per_step<Real> / 2;

/// The step of a stream at which drawing goes on. Real and imaginary parts have a cursor each.
struct ComplexCursor {
  simd::Cursor real{}, imaginary{};
};
template <class Scalar>
using StepCursor = std::conditional_t<is_complex<Scalar>, ComplexCursor, simd::Cursor>;

template <class Scalar>
void place(StepCursor<Scalar>& cursor, const random::Stream& stream, std::uint64_t step) {
  if constexpr (is_complex<Scalar>) {
    place<typename Scalar::value_type>(cursor.real, stream, step);
    place<typename Scalar::value_type>(cursor.imaginary, stream, step);
  } else {
    constexpr int steps_per_chunk = elements_per_chunk<Scalar> / elements_per_step<Scalar>;
    cursor.place(stream, step / steps_per_chunk, static_cast<int>(step % steps_per_chunk) * 2);
  }
}

/// The same number `count` times; zeros by memset, which is faster than any compiler's loop.
template <class Scalar>
void repeat(const Scalar& value, Index count, Scalar* out) {
  constexpr unsigned char zeros[sizeof(Scalar)] = {};
  if (std::memcmp(&value, zeros, sizeof zeros) == 0) {
    std::memset(static_cast<void*>(out), 0, static_cast<std::size_t>(count) * sizeof(Scalar));
  } else {
    std::fill_n(out, count, value);
  }
}

/// Writes elements first to first + count - 1 of a stream to contiguous memory: whole steps in
/// place, the two ends through a buffer of one step.
template <class Sampler, class Scalar>
void write_by_steps(const Sampler& sampler, const random::Stream& stream, std::uint64_t first,
                    Index count, Scalar* out) {
  constexpr Index size = elements_per_step<Scalar>;
  StepCursor<Scalar> cursor;
  place<Scalar>(cursor, stream, first / size);
  alignas(64) Scalar step[std::size_t{size}];
  if (const auto skipped = static_cast<Index>(first % size); skipped > 0) {
    const Index part = (std::min)(count, size - skipped);
    sampler.write_steps(&cursor, 1, 1, step, 0);
    std::copy_n(step + skipped, part, out);
    out += part;
    count -= part;
  }
  if (count >= size) sampler.write_steps(&cursor, 1, count / size, out, 0);
  if (const Index rest = count % size; rest > 0) {
    sampler.write_steps(&cursor, 1, 1, step, 0);
    std::copy_n(step, rest, out + (count - rest));
  }
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
