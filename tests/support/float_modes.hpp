// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The floating-point modes that a caller may have set: the rounding mode, and whether subnormal
// numbers are flushed to zero, as results and as operands.

#include <cfenv>
#include <cstdint>

namespace float_modes {

inline constexpr int rounding[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

inline std::uint64_t control() {
#if defined(__SSE2__)
  std::uint32_t bits;
  asm volatile("stmxcsr %0" : "=m"(bits));
  return bits & 0xFFC0;  // without the exception flags
#elif defined(__aarch64__)
  std::uint64_t bits;
  asm volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
#else
  return static_cast<std::uint64_t>(std::fegetround());
#endif
}

inline void set_flush(bool flush) {
#if defined(__SSE2__)
  const auto bits = static_cast<std::uint32_t>(flush ? control() | 0x8040 : control() & 0xFFFF7FBF);
  asm volatile("ldmxcsr %0" : : "m"(bits) : "memory");
#elif defined(__aarch64__)
  const std::uint64_t bit = std::uint64_t{1} << 24;
  asm volatile("msr fpcr, %0" : : "r"(flush ? control() | bit : control() & ~bit) : "memory");
#else
  static_cast<void>(flush);
#endif
}

// Sets a mode until the end of the scope.
class Scope {
 public:
  Scope(int rounding_mode, bool flush) : before_(std::fegetround()) {
    std::fesetround(rounding_mode);
    set_flush(flush);
  }
  ~Scope() {
    set_flush(false);
    std::fesetround(before_);
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  int before_;
};

}  // namespace float_modes
