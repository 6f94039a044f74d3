// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the processor and the operating system allow on x86: the bits of CPUID leaves 1 and 7, and
// of XCR0 for the registers that the system saves (Intel SDM, volume 1, sections 13 to 15). It asks
// for exactly the features that the backends' target attributes name.

#include <cstdint>

#include "outset/simd/target.hpp"

#if OUTSET_X86 && defined(_MSC_VER)
#include <intrin.h>
#elif OUTSET_X86
#include <cpuid.h>
#endif

namespace outset {
inline namespace OUTSET_ABI {
namespace simd {

struct Processor {
  bool avx2 = false;    // with FMA and F16C
  bool avx512 = false;  // F, DQ, BW and VL, and all of the above
};

#if OUTSET_X86
namespace detail {

struct Registers {
  std::uint32_t eax, ebx, ecx, edx;
};

inline Registers cpuid(std::uint32_t leaf) {
#if defined(_MSC_VER)
  int r[4];
  __cpuidex(r, static_cast<int>(leaf), 0);
  return {static_cast<std::uint32_t>(r[0]), static_cast<std::uint32_t>(r[1]),
          static_cast<std::uint32_t>(r[2]), static_cast<std::uint32_t>(r[3])};
#else
  Registers r{};
  __get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx);  // zeros beyond the last leaf
  return r;
#endif
}

inline std::uint32_t saved_registers() {  // only where CPUID says that the system uses XSAVE
#if defined(_MSC_VER)
  return static_cast<std::uint32_t>(_xgetbv(0));
#else
  std::uint32_t low = 0;
  asm volatile("xgetbv" : "=a"(low) : "c"(0) : "edx");
  return low;
#endif
}

constexpr bool has(std::uint32_t word, std::uint32_t bits) { return (word & bits) == bits; }

}  // namespace detail
#endif

inline Processor processor() {
  Processor found;
#if OUTSET_X86
  const std::uint32_t fma = 1U << 12, osxsave = 1U << 27, avx = 1U << 28, f16c = 1U << 29;
  const std::uint32_t avx2 = 1U << 5;
  const std::uint32_t avx512f = 1U << 16, dq = 1U << 17, bw = 1U << 30, vl = 1U << 31;
  const std::uint32_t ymm = 0x06, zmm = 0xE6;
  const std::uint32_t one = detail::cpuid(1).ecx;
  if (!detail::has(one, fma | osxsave | avx | f16c)) return found;
  const std::uint32_t seven = detail::cpuid(7).ebx;
  const std::uint32_t saved = detail::saved_registers();
  found.avx2 = detail::has(seven, avx2) && detail::has(saved, ymm);
  found.avx512 =
      found.avx2 && detail::has(seven, avx512f | dq | bw | vl) && detail::has(saved, zmm);
#endif
  return found;
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
