// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Version, compiler and Eigen checks, user switches, and the inline namespaces that everything
// lives in. Every OUTSET_ switch is always defined, to 0 or 1.
//
// User switches (define before the first include; files of one program may differ):
//   OUTSET_EXCEPTIONS   1: bad arguments throw std::invalid_argument. 0: they call the handler of
//                       outset::set_error_handler, or print the text to stderr, and abort. The
//                       default is whether the compiler has exceptions.
//   OUTSET_COMPILED     1: the headers only declare what the library of outset::compiled has, and a
//                       program links that library. CMake's target and pkg-config's module of this
//                       name set it. All files of a program have the same value, or it does not
//                       link. The default is 0: header-only.
//   OUTSET_PORTABLE     1: only the portable kernels, for compilers that cannot compile the others.
//                       Slower, the same bits. The default is 1 for g++ before 12, else 0.

#define OUTSET_VERSION_MAJOR 0
#define OUTSET_VERSION_MINOR 1
#define OUTSET_VERSION_PATCH 0

// After an #error, compilers go on and report hundreds of errors more. An include that cannot be
// found stops them.
#if defined(_MSVC_LANG)
#if _MSVC_LANG < 202002L
#error "outset needs C++20: compile with /std:c++20"
#include "outset/stopped by the error above"
#endif
#elif __cplusplus < 202002L
#if __cplusplus > 201703L
#error "outset needs g++ 11 or clang++ 14, or newer: this compiler's C++20 is unfinished"
#else
#error "outset needs C++20: compile with -std=c++20"
#endif
#include "outset/stopped by the error above"
#elif defined(__clang__) && !defined(__apple_build_version__) && __clang_major__ < 14
#error "outset needs clang++ 14 or newer"
#include "outset/stopped by the error above"
#elif defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 11
#error "outset needs g++ 11 or newer"
#include "outset/stopped by the error above"
#endif

// clang-format off
#if !__has_include(<Eigen/Core>)
#error "outset needs Eigen 3.4.0 or newer, and <Eigen/Core> is not found. Install it (apt: libeigen3-dev, dnf: eigen3-devel, brew: eigen, vcpkg: eigen3), and name its folder, as in -I /usr/include/eigen3"
#include "outset/stopped by the error above"
#endif
// clang-format on
#include <Eigen/Core>
#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "outset needs Eigen 3.4.0 or newer"
#include "outset/stopped by the error above"
#endif

#include <cstddef>

#if !defined(OUTSET_EXCEPTIONS)
#if defined(__cpp_exceptions) || (defined(_MSC_VER) && defined(_CPPUNWIND))
#define OUTSET_EXCEPTIONS 1
#else
#define OUTSET_EXCEPTIONS 0
#endif
#endif

#if !defined(OUTSET_PORTABLE)
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 12
#define OUTSET_PORTABLE 1  // no __builtin_shufflevector
#else
#define OUTSET_PORTABLE 0
#endif
#endif

#if !defined(OUTSET_COMPILED)
#define OUTSET_COMPILED 0
#endif
#if !defined(OUTSET_LIBRARY)  // 1 in the sources of outset::compiled, 2 in the one with functions
#define OUTSET_LIBRARY 0
#endif
// Whether this file has the definitions of what the library has.
#if OUTSET_COMPILED && !OUTSET_LIBRARY
#define OUTSET_DEFINITIONS 0
#else
#define OUTSET_DEFINITIONS 1
#endif

// An inline function compiled with other flags is another function. The linker must not merge the
// two, because link order would then decide which instructions run. OUTSET_FLAGS names the flags
// that decide a function's instructions, and every function's symbol contains it:
//   OUTSET_ABI     the inline namespace of functions and of types that stay inside one file
//   OUTSET_VALUES  the inline namespace of the values that stand in users' signatures (Rng, Shape,
//                  initializers): named by the version alone, so that files of other flags link
//   OUTSET_KEYED   on each member function of those values
//   OUTSET_LINK    the inline namespace of what outset::compiled has, which any file may call:
//                  OUTSET_ABI where the headers define it, else named by the version alone. Its
//                  functions are OUTSET_LINKED; inline ones are OUTSET_KEYED too
#if defined(__AVX512F__)
#define OUTSET_FLAGS_ISA avx512
#elif defined(__AVX2__)
#define OUTSET_FLAGS_ISA avx2
#elif defined(__AVX__)
#define OUTSET_FLAGS_ISA avx
#elif defined(__SSE4_1__)
#define OUTSET_FLAGS_ISA sse4
#elif defined(__wasm_simd128__)
#define OUTSET_FLAGS_ISA simd128
#else
#define OUTSET_FLAGS_ISA base
#endif
#if defined(__FMA__)
#define OUTSET_FLAGS_FMA _fma
#else
#define OUTSET_FLAGS_FMA
#endif
#if defined(__BMI2__)
#define OUTSET_FLAGS_BMI _bmi2
#else
#define OUTSET_FLAGS_BMI
#endif
#if defined(__FAST_MATH__) || defined(_M_FP_FAST) || defined(__ASSOCIATIVE_MATH__)
#define OUTSET_FLAGS_MATH _fast
#else
#define OUTSET_FLAGS_MATH
#endif
#if OUTSET_EXCEPTIONS
#define OUTSET_FLAGS_ERRORS
#else
#define OUTSET_FLAGS_ERRORS _noexcept
#endif
#if defined(_OPENMP)
#define OUTSET_FLAGS_THREADS _openmp
#else
#define OUTSET_FLAGS_THREADS
#endif
#if OUTSET_PORTABLE
#define OUTSET_FLAGS_KERNELS _portable
#else
#define OUTSET_FLAGS_KERNELS
#endif
#if OUTSET_LIBRARY
#define OUTSET_FLAGS_FORM _library
#elif OUTSET_COMPILED
#define OUTSET_FLAGS_FORM _compiled
#else
#define OUTSET_FLAGS_FORM
#endif
#define OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h
#define OUTSET_JOIN(a, b, c, d, e, f, g, h) OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g, h)
#define OUTSET_FLAGS                                                                   \
  OUTSET_JOIN(OUTSET_FLAGS_ISA, OUTSET_FLAGS_FMA, OUTSET_FLAGS_BMI, OUTSET_FLAGS_MATH, \
              OUTSET_FLAGS_ERRORS, OUTSET_FLAGS_THREADS, OUTSET_FLAGS_KERNELS, OUTSET_FLAGS_FORM)
#define OUTSET_VALUES \
  OUTSET_JOIN(v, OUTSET_VERSION_MAJOR, _, OUTSET_VERSION_MINOR, _, OUTSET_VERSION_PATCH, , )
#define OUTSET_ABI OUTSET_JOIN(OUTSET_VALUES, _, OUTSET_FLAGS, , , , , )
#if OUTSET_COMPILED
#define OUTSET_LINK OUTSET_JOIN(OUTSET_VALUES, OUTSET_FLAGS_ERRORS, _compiled, , , , , )
#if OUTSET_LIBRARY == 1
#define OUTSET_LINKED inline
#elif OUTSET_LIBRARY == 2
#define OUTSET_LINKED inline __attribute__((used))
#else
#define OUTSET_LINKED
#endif
#else
#define OUTSET_LINK OUTSET_ABI
#define OUTSET_LINKED inline
#endif

#if defined(__GNUC__) || defined(__clang__)
#define OUTSET_TEXT_EXPANDED(name) #name
#define OUTSET_TEXT(name) OUTSET_TEXT_EXPANDED(name)
#define OUTSET_KEYED __attribute__((abi_tag(OUTSET_TEXT(OUTSET_FLAGS))))
#else
#define OUTSET_KEYED
#endif

#if defined(_MSC_VER) && !defined(__clang__)
#define OUTSET_ALWAYS_INLINE __forceinline
#define OUTSET_NEVER_INLINE __declspec(noinline)
#define OUTSET_COLD
#else
#define OUTSET_ALWAYS_INLINE inline __attribute__((always_inline))
#define OUTSET_NEVER_INLINE __attribute__((noinline))
#define OUTSET_COLD __attribute__((cold))  // rarely run: compiled for size, which takes less time
#endif

namespace outset {
inline namespace OUTSET_VALUES {

/// A size or a place in a matrix. Not Eigen::Index, which EIGEN_DEFAULT_DENSE_INDEX_TYPE may change
/// in one file of a program.
using Index = std::ptrdiff_t;

}  // namespace OUTSET_VALUES
}  // namespace outset

// A program is header-only or links outset::compiled. If some of its files are one and some the
// other, the linker stops at two definitions of outset_header_only_and_compiled_are_mixed: the
// library has one, and each header-only file has one. Those of header-only files are one to the
// linker, because an alias belongs to its variable's group, of which the linker keeps one copy.
// Files of OUTSET_COMPILED=1 ask for the library's file that has the other definition.
//
// Where there are no such aliases (macOS, WebAssembly, nvcc), nothing is found.

#if defined(__ELF__) && !defined(__CUDACC__)
extern "C" {
#if !OUTSET_COMPILED
__attribute__((used, visibility("hidden"))) inline char outset_header_only_form = 0;
extern char outset_header_only_and_compiled_are_mixed
    __attribute__((alias("outset_header_only_form"), visibility("hidden")));
#elif !OUTSET_LIBRARY
extern const char outset_compiled_is_linked;
__attribute__((used, visibility("hidden"))) inline const char* const outset_compiled_form =
    &outset_compiled_is_linked;
#endif
}
#elif defined(_MSC_VER)
#if OUTSET_COMPILED
#pragma detect_mismatch("outset", "compiled")
#else
#pragma detect_mismatch("outset", "header-only")
#endif
#endif
