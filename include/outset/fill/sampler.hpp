// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A distribution made ready for one scalar. A Sampler writes any window of a stream's elements to
// contiguous memory, or goes on from where it was. It holds a number where all elements are the
// same, else a kernel of the backend that was active when it was made, and the kernel's parameters.

#include <complex>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <variant>

#include "outset/exact/rounding.hpp"
#include "outset/fill/scalar.hpp"
#include "outset/fill/steps.hpp"
#include "outset/simd/dispatch.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// What the parts of a complex draw are drawn from.
template <class D>
struct Parts {
  D real, imaginary;
};

/// How a distribution D is drawn: a trait that stands beside D (fill/draws.inl for outset's own).
///
// clang-format off
///   fitted<Scalar>(d, name)      d, or one that draws the same, as the functions below take it;
///                                refuses what a real Scalar cannot hold
///   is_constant(d), center(d)    whether all draws are one number, and which
///   parameters<Scalar>(d, name)  of its kernel; may be missing where all draws are one number
///   parts(d)                     of a complex scalar
// clang-format on
template <class D>
struct Draws;

/// Draws for float, double, half and bfloat16.
template <class Scalar>
class Sampler {
 public:
  /// `name`: the initializer, for errors.
  template <class D>
  Sampler(const D& d, const char* name) {
    const auto& fitted = Draws<D>::template fitted<Scalar>(d, name);
    if constexpr (requires { Draws<D>::template parameters<Scalar>(fitted, name); }) {
      if (!Draws<D>::is_constant(fitted)) {
        set(Draws<D>::template parameters<Scalar>(fitted, name));
        return;
      }
    }
    value_ = exact::nearest<Scalar>(Draws<D>::center(fitted));
  }
  template <class... D>
  Sampler(const std::variant<D...>& any, const char* name)
      : Sampler(std::visit([name](const auto& d) { return Sampler(d, name); }, any)) {}

  /// Whether all elements are the same number, and which.
  bool is_constant() const { return draw_ == nullptr; }
  const Scalar& value() const { return value_; }

  /// Writes elements first to first + count - 1 of the stream to contiguous memory.
  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    if (is_constant()) {
      repeat(value_, count, out);
    } else {
      write_by_steps(*this, stream, first, count, out);
    }
  }

  /// Writes the next steps of each of `count` cursors, those of cursor c from out + c * pitch on.
  void write_steps(StepCursor<Scalar>* cursors, int count, Index steps, Scalar* out,
                   Index pitch) const {
    if (is_constant()) {
      const Index size = steps * elements_per_step<Scalar>;
      for (int c = 0; c < count; ++c) repeat(value_, size, out + c * pitch);
    } else {
      draw_(*this, cursors, count, 2 * static_cast<std::uint64_t>(steps), out, pitch);
    }
  }

 private:
  // One type for the parameters of all kernels. They are copied into it and out of it as bytes.
  using Real = Working<Scalar>;
  using Largest = simd::TruncatedParameters<Real>;

  template <class Parameters>
  void set(const Parameters& parameters) {
    static_assert(sizeof parameters <= sizeof parameters_);
    static_assert(std::is_trivially_copyable_v<Parameters>);
    std::memcpy(parameters_, &parameters, sizeof parameters);
    kernel_ = reinterpret_cast<void (*)()>(simd::kernel<Scalar, Parameters>());
    draw_ = [](const Sampler& self, simd::Cursor* cursors, int count, std::uint64_t rows,
               Scalar* out, Index pitch) {
      Parameters own;
      std::memcpy(&own, self.parameters_, sizeof own);
      const auto kernel = reinterpret_cast<simd::Kernel<Scalar, Parameters>>(self.kernel_);
      kernel(out, pitch, cursors, count, rows, own);
    };
  }

  Scalar value_{};
  void (*draw_)(const Sampler&, simd::Cursor*, int, std::uint64_t, Scalar*, Index) = nullptr;
  void (*kernel_)() = nullptr;
  unsigned char parameters_[sizeof(Largest)];
};

/// Draws for complex scalars: real and imaginary part are two successive reals of the stream.
template <class Real>
class Sampler<std::complex<Real>> {
  using Scalar = std::complex<Real>;

 public:
  template <class D>
  Sampler(const D& d, const char* name)
      : Sampler(Draws<D>::parts(Draws<D>::template fitted<Real>(d, name)), name) {}
  template <class... D>
  Sampler(const std::variant<D...>& any, const char* name)
      : Sampler(std::visit([name](const auto& d) { return Sampler(d, name); }, any)) {}

  bool is_constant() const { return real_.is_constant() && imaginary_.is_constant(); }
  Scalar value() const { return {real_.value(), imaginary_.value()}; }

  void write(const random::Stream& stream, std::uint64_t first, Index count, Scalar* out) const {
    if (is_constant()) {
      repeat(value(), count, out);
    } else {
      write_by_steps(*this, stream, first, count, out);
    }
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
  template <class D>
  Sampler(const Parts<D>& parts, const char* name)
      : real_(parts.real, name), imaginary_(parts.imaginary, name) {}

  Sampler<Real> real_;
  Sampler<Real> imaginary_;
};

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
