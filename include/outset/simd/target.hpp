// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What this compiler can make for this target: macros, each 0 or 1. What the processor that runs
// the program has is asked in processor.hpp.
//
//   OUTSET_X86           an x86 of 32 or 64 bits
//   OUTSET_X86_SIMD      it, and a compiler with vectors, target attributes and inline assembly
//   OUTSET_HAS_SHUFFLES  the compiler shuffles its vectors itself (g++ 12 and clang do)
//   OUTSET_STREAMS       memory can be written around the caches

#include "outset/config.hpp"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#define OUTSET_X86 1
#else
#define OUTSET_X86 0
#endif

#if OUTSET_X86 && defined(__GNUC__) && !OUTSET_PORTABLE  // clang says so too, MSVC does not
#define OUTSET_X86_SIMD 1
#else
#define OUTSET_X86_SIMD 0
#endif

// nvcc drops the dots of a pack among this builtin's arguments.
#if defined(__GNUC__) && defined(__has_builtin) && !defined(__CUDACC__)
#if __has_builtin(__builtin_shufflevector)
#define OUTSET_HAS_SHUFFLES 1
#endif
#endif
#if !defined(OUTSET_HAS_SHUFFLES)
#define OUTSET_HAS_SHUFFLES 0
#endif

#if defined(__SSE2__) && defined(__GNUC__)
#define OUTSET_STREAMS 1
#include <emmintrin.h>
#else
#define OUTSET_STREAMS 0
#endif
