// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A Distribution made ready for one scalar: a Sampler writes any window of a stream's elements to
// contiguous memory, and refuses a distribution that the scalar cannot hold. half and bfloat16 are
// the float's numbers rounded; a complex number is two successive reals.

#include <algorithm>
#include <complex>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <variant>

#include "outset/distribution.hpp"
#include "outset/random/narrow.hpp"
#include "outset/simd/dispatch.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// What a scalar is computed in.
template <class Scalar>
using Working = std::conditional_t<sizeof(Scalar) == 2, float, Scalar>;

/// How many elements of a scalar one chunk of words gives.
template <class Scalar>
inline constexpr int elements_per_chunk = random::words_per_chunk;
template <>
inline constexpr int elements_per_chunk<double> = random::words_per_chunk / 2;
template <class Real>
inline constexpr int elements_per_chunk<std::complex<Real>> = elements_per_chunk<Real> / 2;

template <class Scalar>
constexpr const char* scalar_name() {
  if constexpr (std::is_same_v<Scalar, float>) return "float";
  if constexpr (std::is_same_v<Scalar, double>) return "double";
  if constexpr (std::is_same_v<Scalar, Eigen::half>) return "half";
  if constexpr (std::is_same_v<Scalar, Eigen::bfloat16>) return "bfloat16";
}

// The largest |z| of the normal maps: sqrt(66 ln 2) of 32 bits, sqrt(130 ln 2) of 64.
template <class Scalar>
inline constexpr double largest_normal = sizeof(Scalar) == sizeof(double) ? 9.5 : 6.8;

template <class Scalar>
double largest_finite() {
  return static_cast<double>((std::numeric_limits<Scalar>::max)());
}

/// The scalar nearest to a double that is in its range.
template <class Scalar>
Scalar nearest(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow<Scalar>(exact::narrow<float>(x));
  } else {
    return exact::narrow<Scalar>(x);
  }
}
template <class Scalar>
Scalar nearest_above(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow_up<Scalar>(exact::narrow_up<float>(x));
  } else {
    return exact::narrow_up<Scalar>(x);
  }
}
template <class Scalar>
Scalar nearest_below(double x) {
  if constexpr (sizeof(Scalar) == 2) {
    return random::narrow_down<Scalar>(exact::narrow_down<float>(x));
  } else {
    return exact::narrow_down<Scalar>(x);
  }
}

template <class Scalar>
void require_holds(const char* initializer, const char* option, double value) {
  if (exact::abs(value) > largest_finite<Scalar>()) {
    fail({initializer, ": ", option, " is ", show(value), ", more than ", scalar_name<Scalar>(),
          " holds (at most ", show(largest_finite<Scalar>()), ")"});
  }
}

/// Refuses a distribution whose draws a scalar cannot hold.
template <class Scalar>
void require_fits(const Constant& d, const char* name) {
  d.check(name);
  require_holds<Scalar>(name, "value", d.value);
}
template <class Scalar>
void require_fits(const Uniform& d, const char* name) {
  d.check(name);
  require_holds<Scalar>(name, "low", d.low);
  require_holds<Scalar>(name, "high", d.high);
  if (sizeof(Scalar) > 2) {  // the others are computed in float
    require_holds<Scalar>(name, "high - low", exact::sub(d.high, d.low));
  }
}
template <class Scalar>
void require_fits(const Normal& d, const char* name) {
  d.check(name);
  require_holds<Scalar>(name, "mean", d.mean);
  require_holds<Scalar>(name, "std", d.std);
  const double reach = largest_normal<Scalar>;
  require_holds<Scalar>(name, "the largest draw",
                        exact::add(exact::abs(d.mean), exact::mul(reach, d.std)));
}
template <class Scalar>
void require_fits(const TruncatedNormal& d, const char* name) {
  d.check(name);
  require_holds<Scalar>(name, "mean", d.mean);
  require_holds<Scalar>(name, "std", d.parent_std());
}

/// The outermost values of a scalar that a distribution allows.
template <class Scalar>
struct Bounds {
  Scalar lowest, highest;
};

template <class Scalar, class D>
Bounds<Scalar> inner_bounds(const D& d, const char* name) {
  const double limit = largest_finite<Scalar>();
  const double low = lower_bound(d);
  const double high = upper_bound(d);
  const bool open = std::is_same_v<D, Uniform> && low < high;
  const Bounds<Scalar> bounds{
      nearest_above<Scalar>((std::max)(low, -limit)),
      nearest_below<Scalar>((std::min)(open ? exact::next_below(high) : high, limit))};
  if (static_cast<double>(bounds.lowest) > static_cast<double>(bounds.highest)) {
    fail({name, ": no ", scalar_name<Scalar>(), " lies between ", show(low), " and ", show(high)});
  }
  return bounds;
}

/// A distribution as its kernel's parameters, for one scalar.
template <class Scalar>
auto kernel_parameters(const Uniform& d, const char* name) {
  using Real = Working<Scalar>;
  const Bounds<Real> bounds = inner_bounds<Real>(d, name);
  const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
  const double width = exact::sub(d.high, static_cast<double>(bounds.lowest));
  return simd::UniformParameters<Real>{bounds.lowest, exact::narrow<Real>(width),
                                       static_cast<Real>(inside.lowest),
                                       static_cast<Real>(inside.highest)};
}
template <class Scalar>
auto kernel_parameters(const Normal& d, const char*) {
  using Real = Working<Scalar>;
  return simd::NormalParameters<Real>{exact::narrow<Real>(d.mean), exact::narrow<Real>(d.std)};
}
template <class Scalar>
auto kernel_parameters(const TruncatedNormal& d, const char* name) {
  using Real = Working<Scalar>;
  const Bounds<Scalar> inside = inner_bounds<Scalar>(d, name);
  return simd::TruncatedParameters<Real>{
      random::TruncatedMap<Real>::make(d.lower, d.upper), exact::narrow<Real>(d.mean),
      exact::narrow<Real>(d.parent_std()), static_cast<Real>(inside.lowest),
      static_cast<Real>(inside.highest)};
}

inline bool has_width(const Uniform& d) { return d.low < d.high; }
template <class D>
bool has_width(const D& d) {
  return d.std > 0;
}
inline double center(const Uniform& d) { return d.low; }
template <class D>
double center(const D& d) {
  return d.mean;
}

/// Draws of a distribution D for float, double, half and bfloat16.
template <class Scalar, class D>
class Sampler {
 public:
  Sampler(const D& d, const char* name)
      : has_width_((require_fits<Scalar>(d, name), has_width(d))) {
    if (has_width_) {
      parameters_ = kernel_parameters<Scalar>(d, name);
    } else {
      value_ = nearest<Scalar>(center(d));
    }
  }

  /// Writes elements first to first + count - 1 of the stream to contiguous memory.
  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    if (!has_width_) {
      std::fill_n(out, count, value_);
      return;
    }
    constexpr Index chunk_elements = elements_per_chunk<Scalar>;
    std::uint64_t chunk = first / chunk_elements;
    Index skip = static_cast<Index>(first % chunk_elements);
    if (skip == 0 && count >= chunk_elements) {
      const Index chunks = count / chunk_elements;
      generate(stream, chunk, chunks * (chunk_elements / random::lanes), out);
      out += chunks * chunk_elements;
      count -= chunks * chunk_elements;
      chunk += static_cast<std::uint64_t>(chunks);
    }
    while (count > 0) {
      // Normals come in pairs of rows.
      constexpr Index step = 2 * random::lanes;
      const Index part = (std::min)(count, chunk_elements - skip);
      if (skip == 0 && part % step == 0) {
        generate(stream, chunk, part / random::lanes, out);
      } else {
        alignas(64) Scalar buffer[chunk_elements];
        const Index rows = (skip + part + step - 1) / step * 2;
        generate(stream, chunk, rows, buffer);
        std::copy_n(buffer + skip, part, out);
      }
      out += part;
      count -= part;
      ++chunk;
      skip = 0;
    }
  }

 private:
  void generate(const random::Stream& stream, std::uint64_t chunk, Index rows, Scalar* out) const {
    simd::generate(out, stream, chunk, static_cast<std::uint64_t>(rows), parameters_);
  }

  bool has_width_;
  Scalar value_{};
  decltype(kernel_parameters<Scalar>(std::declval<D>(), "")) parameters_{};
};

template <class Scalar>
class Sampler<Scalar, Constant> {
 public:
  Sampler(const Constant& d, const char* name)
      : value_((require_fits<Scalar>(d, name), nearest<Scalar>(d.value))) {}

  void write(const random::Stream&, std::uint64_t, Index count, Scalar* out) const {
    constexpr unsigned char zeros[sizeof(Scalar)] = {};
    if (std::memcmp(&value_, zeros, sizeof zeros) == 0) {  // faster than a loop of any compiler
      std::memset(static_cast<void*>(out), 0, static_cast<std::size_t>(count) * sizeof(Scalar));
    } else {
      std::fill_n(out, count, value_);
    }
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
class ComplexSampler {
 public:
  ComplexSampler(const D& d, const char* name)
      : real_((require_fits<Real>(d, name), Parts::real(d)), name),
        imaginary_(Parts::imaginary(d), name) {}

  void write(const random::Stream& stream, std::uint64_t first, Index count,
             std::complex<Real>* out) const {
    constexpr Index step = elements_per_chunk<std::complex<Real>>;
    alignas(64) Real real[2 * step];
    alignas(64) Real imaginary[2 * step];
    while (count > 0) {
      const Index part = (std::min)(count, step - static_cast<Index>(first % step));
      real_.write(stream, 2 * first, 2 * part, real);
      imaginary_.write(stream, 2 * first, 2 * part, imaginary);
      for (Index i = 0; i < part; ++i) out[i] = {real[2 * i], imaginary[2 * i + 1]};
      out += part;
      first += static_cast<std::uint64_t>(part);
      count -= part;
    }
  }

 private:
  Sampler<Real, D> real_;
  Sampler<Real, D> imaginary_;
};
template <class Real, class D>
class Sampler<std::complex<Real>, D> : public ComplexSampler<Real, D> {
  using ComplexSampler<Real, D>::ComplexSampler;
};
template <class Real>
class Sampler<std::complex<Real>, Constant> : public ComplexSampler<Real, Constant> {
  using ComplexSampler<Real, Constant>::ComplexSampler;
};

template <class Scalar, class D>
Sampler<Scalar, D> make_sampler(const D& d, const char* name) {
  return {d, name};
}

/// A Sampler of whatever distribution, by reference: what spreads its numbers over a matrix is
/// compiled once a scalar.
template <class Scalar>
class AnySampler {
 public:
  template <class D>
  AnySampler(const Sampler<Scalar, D>& sampler)  // NOLINT: a reference to it, as a function takes
      : sampler_(&sampler),
        write_([](const void* self, const random::Stream& stream, std::uint64_t first, Index count,
                  Scalar* out) {
          static_cast<const Sampler<Scalar, D>*>(self)->write(stream, first, count, out);
        }) {}

  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    write_(sampler_, stream, first, count, out);
  }

 private:
  const void* sampler_;
  void (*write_)(const void*, const random::Stream&, std::uint64_t, Index, Scalar*);
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
