// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The floating-point mode that all arithmetic of outset is made for, whatever a caller's is: to
// nearest, subnormal numbers as they are (linking anything with -ffast-math makes them 0 for the
// whole program), no traps. Reading the mode costs two or three nanoseconds; it is set, and set
// back, only where it differs. Every thread has its own.

#include <cstdint>

#include "outset/config.hpp"

#if defined(_M_X64) || (defined(_M_IX86) && !defined(__GNUC__))
#include <emmintrin.h>
#elif !defined(__SSE2__) && !defined(__aarch64__) && !defined(__wasm__)
#include <cfenv>
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace detail {

/// What the processor's control register holds.
class FloatMode {
 public:
  static FloatMode current() {
#if defined(__GNUC__) && defined(__SSE2__)
    std::uint32_t bits = 0;
    asm volatile("stmxcsr %0" : "=m"(bits));
    return FloatMode(bits);
#elif defined(__GNUC__) && defined(__aarch64__)
    std::uint64_t bits = 0;
    asm volatile("mrs %0, fpcr" : "=r"(bits));
    return FloatMode(bits);
#elif defined(_M_X64) || defined(_M_IX86)
    return FloatMode(_mm_getcsr());
#elif defined(FE_TONEAREST)
    return FloatMode(static_cast<std::uint64_t>(std::fegetround()));
#else
    return FloatMode(0);  // WebAssembly has one mode
#endif
  }

  static constexpr FloatMode standard() {
#if defined(__SSE2__) || defined(_M_X64) || defined(_M_IX86)
    return FloatMode(0x1F80);
#elif defined(FE_TONEAREST) && !defined(__aarch64__)
    return FloatMode(FE_TONEAREST);
#else
    return FloatMode(0);
#endif
  }

  void set() const {
#if defined(__GNUC__) && defined(__SSE2__)
    const auto bits = static_cast<std::uint32_t>(bits_);
    asm volatile("ldmxcsr %0" : : "m"(bits) : "memory");
#elif defined(__GNUC__) && defined(__aarch64__)
    asm volatile("msr fpcr, %0" : : "r"(bits_) : "memory");
#elif defined(_M_X64) || defined(_M_IX86)
    _mm_setcsr(static_cast<unsigned>(bits_));
#elif defined(FE_TONEAREST)
    std::fesetround(static_cast<int>(bits_));
#endif
  }

  friend constexpr bool same(const FloatMode& a, const FloatMode& b) {
    return ((a.bits_ ^ b.bits_) & ~flags) == 0;
  }

 private:
  // On x86 the lowest six bits are flags of past exceptions, no part of the mode.
#if defined(__SSE2__) || defined(_M_X64) || defined(_M_IX86)
  static constexpr std::uint64_t flags = 0x3F;
#else
  static constexpr std::uint64_t flags = 0;
#endif

  constexpr explicit FloatMode(std::uint64_t bits) : bits_(bits) {}

  std::uint64_t bits_;
};

/// The standard mode, until the end of the scope.
class StandardModeScope {
 public:
  StandardModeScope() : before_(FloatMode::current()) {
    if (!same(before_, FloatMode::standard())) FloatMode::standard().set();
  }
  ~StandardModeScope() {
    if (!same(before_, FloatMode::standard())) before_.set();
  }
  StandardModeScope(const StandardModeScope&) = delete;
  StandardModeScope& operator=(const StandardModeScope&) = delete;

 private:
  FloatMode before_;
};

// A compiler may move arithmetic across the setting of a mode, but not out of a function that it
// does not inline.
template <class F>
OUTSET_NEVER_INLINE decltype(auto) call_apart(F& f) {
  return f();
}

/// f(), computed in the standard mode. What f reads must come from outside of it, by reference.
template <class F>
decltype(auto) in_standard_mode(F&& f) {
  const StandardModeScope mode;
  return call_apart(f);
}

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
