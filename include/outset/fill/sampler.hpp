// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A Distribution made ready for one scalar: a Sampler writes any window of a stream's elements to
// contiguous memory, or goes on from where it was. A complex number is two successive reals.

#include <algorithm>
#include <complex>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "outset/distribution.hpp"
#include "outset/fill/parameters.hpp"
#include "outset/simd/dispatch.hpp"
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

/// How many elements are drawn at once, a step: two rows of reals, because normals come in pairs of
/// rows.
template <class Scalar>
inline constexpr int elements_per_step = 2 * random::lanes;
template <class Real>
inline constexpr int elements_per_step<std::complex<Real>> = elements_per_step<Real> / 2;

/// Where a Sampler of a scalar goes on: before a step of a stream. Parts of complex numbers are
/// drawn beside each other.
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

/// Writes elements first to first + count - 1 of a stream to contiguous memory: whole steps in
/// place, the ends by way of a step of their own.
template <class Draws, class Scalar>
void write_by_steps(const Draws& draws, const random::Stream& stream, std::uint64_t first,
                    Index count, Scalar* out) {
  constexpr Index size = elements_per_step<Scalar>;
  StepCursor<Scalar> cursor;
  place<Scalar>(cursor, stream, first / size);
  alignas(64) Scalar step[std::size_t{size}];
  if (const auto skipped = static_cast<Index>(first % size); skipped > 0) {
    const Index part = (std::min)(count, size - skipped);
    draws.write_steps(&cursor, 1, 1, step, 0);
    std::copy_n(step + skipped, part, out);
    out += part;
    count -= part;
  }
  if (count >= size) draws.write_steps(&cursor, 1, count / size, out, 0);
  if (const Index rest = count % size; rest > 0) {
    draws.write_steps(&cursor, 1, 1, step, 0);
    std::copy_n(step, rest, out + (count - rest));
  }
}

/// The same number `count` times; zeros by memset, which is faster than a loop of any compiler.
template <class Scalar>
void repeat(const Scalar& value, Index count, Scalar* out) {
  constexpr unsigned char zeros[sizeof(Scalar)] = {};
  if (std::memcmp(&value, zeros, sizeof zeros) == 0) {
    std::memset(static_cast<void*>(out), 0, static_cast<std::size_t>(count) * sizeof(Scalar));
  } else {
    std::fill_n(out, count, value);
  }
}

/// The same for the steps of several columns.
template <class Scalar>
void repeat_steps(const Scalar& value, int count, Index steps, Scalar* out, Index pitch) {
  for (int c = 0; c < count; ++c) repeat(value, steps * elements_per_step<Scalar>, out + c * pitch);
}

/// Draws of a distribution D for float, double, half and bfloat16, by the kernel that was the
/// active backend's when it was made.
template <class Scalar, class D>
class Sampler {
 public:
  Sampler(const D& d, const char* name)
      : constant_((require_fits<Scalar>(d, name), !has_width(d))) {
    if (constant_) {
      value_ = nearest<Scalar>(center(d));
    } else {
      parameters_ = kernel_parameters<Scalar>(d, name);
      kernel_ = simd::kernel<Scalar, Parameters>();
    }
  }

  /// Whether all elements are the same.
  bool constant() const { return constant_; }

  /// Writes elements first to first + count - 1 of the stream to contiguous memory.
  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    if (constant_) {
      repeat(value_, count, out);
    } else {
      write_by_steps(*this, stream, first, count, out);
    }
  }

  /// Writes the next steps of each of `count` cursors, those of cursor c from out + c * pitch on.
  void write_steps(StepCursor<Scalar>* cursors, int count, Index steps, Scalar* out,
                   Index pitch) const {
    if (constant_) {
      repeat_steps(value_, count, steps, out, pitch);
      return;
    }
    kernel_(out, pitch, cursors, count, 2 * static_cast<std::uint64_t>(steps), parameters_);
  }

 private:
  using Parameters = decltype(kernel_parameters<Scalar>(std::declval<D>(), ""));

  bool constant_;
  Scalar value_{};
  Parameters parameters_{};
  simd::Kernel<Scalar, Parameters> kernel_ = nullptr;
};

template <class Scalar>
class Sampler<Scalar, Constant> {
  using Real = typename Eigen::NumTraits<Scalar>::Real;

 public:
  Sampler(const Constant& d, const char* name)
      : value_((require_fits<Real>(d, name), nearest<Real>(d.value))) {}

  bool constant() const { return true; }

  void write(const random::Stream&, std::uint64_t, Index count, Scalar* out) const {
    repeat(value_, count, out);
  }
  void write_steps(StepCursor<Scalar>*, int count, Index steps, Scalar* out, Index pitch) const {
    repeat_steps(value_, count, steps, out, pitch);
  }

 private:
  Scalar value_;
};

/// What a complex draw's parts are: each the distribution shrunk by sqrt 2 about its mean, so that
/// E|w - mean|^2 is the variance; the mean goes to the real part.
struct Parts {
  static constexpr double shrink = 0.70710678118654752440;

  static Constant real(const Constant& d) { return d; }
  static Constant imaginary(const Constant&) { return {.value = 0}; }
  static Normal real(const Normal& d) { return {.mean = d.mean, .std = exact::mul(d.std, shrink)}; }
  static Normal imaginary(const Normal& d) { return {.mean = 0, .std = exact::mul(d.std, shrink)}; }
  static Uniform imaginary(const Uniform& d) {
    const double half_width = exact::mul(exact::mul(exact::sub(d.high, d.low), 0.5), shrink);
    return {.low = exact::negate(half_width), .high = half_width};
  }
  static Uniform real(const Uniform& d) {
    // Not (low + high) / 2, which may overflow.
    const double middle = exact::add(d.low, exact::mul(exact::sub(d.high, d.low), 0.5));
    const Uniform centred = imaginary(d);
    return {.low = exact::add(middle, centred.low), .high = exact::add(middle, centred.high)};
  }
  // The mean of what is drawn is not the cut normal's where the bounds are asymmetric.
  static TruncatedNormal imaginary(const TruncatedNormal& d) {
    const double std = d.parent_std();
    const double offset = exact::mul(std, exact::truncated_moments(d.lower, d.upper).mean);
    return {.mean = exact::negate(exact::mul(offset, shrink)),
            .std = exact::mul(std, shrink),
            .lower = d.lower,
            .upper = d.upper};
  }
  static TruncatedNormal real(const TruncatedNormal& d) {
    TruncatedNormal part = imaginary(d);
    const double offset =
        exact::mul(d.parent_std(), exact::truncated_moments(d.lower, d.upper).mean);
    part.mean = exact::add(exact::add(d.mean, offset), part.mean);
    return part;
  }
};

/// Draws for complex scalars: real and imaginary part are two successive reals of the stream.
template <class Real, class D>
requires(!std::is_same_v<D, Constant>) class Sampler<std::complex<Real>, D> {
  using Scalar = std::complex<Real>;

 public:
  Sampler(const D& d, const char* name)
      : real_((require_fits<Real>(d, name), Parts::real(d)), name),
        imaginary_(Parts::imaginary(d), name) {}

  bool constant() const { return real_.constant() && imaginary_.constant(); }

  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    write_by_steps(*this, stream, first, count, out);
  }

  void write_steps(StepCursor<Scalar>* cursors, int count, Index steps, Scalar* out,
                   Index pitch) const {
    constexpr Index size = elements_per_step<Scalar>;
    constexpr Index most = 16;  // steps at once, by way of the stack
    alignas(64) Real real[std::size_t{most * 2 * size}];
    alignas(64) Real imaginary[std::size_t{most * 2 * size}];
    for (int c = 0; c < count; ++c) {
      Scalar* to = out + c * pitch;
      for (Index left = steps; left > 0; left -= most) {
        const Index part = (std::min)(left, most);
        real_.write_steps(&cursors[c].real, 1, part, real, 0);
        imaginary_.write_steps(&cursors[c].imaginary, 1, part, imaginary, 0);
        for (Index i = 0; i < part * size; ++i) to[i] = {real[2 * i], imaginary[2 * i + 1]};
        to += part * size;
      }
    }
  }

 private:
  Sampler<Real, D> real_;
  Sampler<Real, D> imaginary_;
};

template <class Scalar, class D>
Sampler<Scalar, D> make_sampler(const D& d, const char* name) {
  return {d, name};
}

/// A Sampler of whatever distribution, by reference: what spreads its numbers over a matrix is
/// compiled once per scalar.
template <class Scalar>
class AnySampler {
 public:
  template <class D>
  AnySampler(const Sampler<Scalar, D>& sampler)  // NOLINT: a reference to it, as a function takes
      : sampler_(&sampler),
        constant_(sampler.constant()),
        write_(write<D>),
        write_steps_(write_steps<D>) {}

  /// Whether all elements are the same.
  bool constant() const { return constant_; }

  /// Writes elements first to first + count - 1 of the stream to contiguous memory.
  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    write_(sampler_, stream, first, count, out);
  }

  /// Writes the next steps of each of `count` cursors, those of cursor c from out + c * pitch on.
  void write_steps(StepCursor<Scalar>* cursors, int count, Index steps, Scalar* out,
                   Index pitch) const {
    write_steps_(sampler_, cursors, count, steps, out, pitch);
  }

 private:
  template <class D>
  static void write(const void* self, const random::Stream& stream, std::uint64_t first,
                    Index count, Scalar* out) {
    static_cast<const Sampler<Scalar, D>*>(self)->write(stream, first, count, out);
  }
  template <class D>
  static void write_steps(const void* self, StepCursor<Scalar>* cursors, int count, Index steps,
                          Scalar* out, Index pitch) {
    static_cast<const Sampler<Scalar, D>*>(self)->write_steps(cursors, count, steps, out, pitch);
  }

  const void* sampler_;
  bool constant_;
  void (*write_)(const void*, const random::Stream&, std::uint64_t, Index, Scalar*);
  void (*write_steps_)(const void*, StepCursor<Scalar>*, int, Index, Scalar*, Index);
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
