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
//   OUTSET_PORTABLE     1: only the portable kernels, for compilers that cannot compile the others.
//                       Slower, the same bits. 0 is the default, but for g++ before 12.

#define OUTSET_VERSION_MAJOR 0
#define OUTSET_VERSION_MINOR 1
#define OUTSET_VERSION_PATCH 0

// Compilers go on after an #error, and would report hundreds more. An include that cannot be found
// ends them.
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

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

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

// An inline function compiled with other flags is another function: the linker must not merge the
// two, or link order decides which instructions run. OUTSET_FLAGS names what decides a function's
// instructions, and every function's symbol has it:
//   OUTSET_ABI     the inline namespace of functions and of types that stay inside one file
//   OUTSET_VALUES  the inline namespace of the values that stand in users' signatures (Rng, Shape,
//                  initializers): named by the version alone, so that files of other flags link
//   OUTSET_KEYED   on each member function of those values
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
#define OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g) a##b##c##d##e##f##g
#define OUTSET_JOIN(a, b, c, d, e, f, g) OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g)
#define OUTSET_FLAGS                                                                   \
  OUTSET_JOIN(OUTSET_FLAGS_ISA, OUTSET_FLAGS_FMA, OUTSET_FLAGS_BMI, OUTSET_FLAGS_MATH, \
              OUTSET_FLAGS_ERRORS, OUTSET_FLAGS_THREADS, OUTSET_FLAGS_KERNELS)
#define OUTSET_VALUES \
  OUTSET_JOIN(v, OUTSET_VERSION_MAJOR, _, OUTSET_VERSION_MINOR, _, OUTSET_VERSION_PATCH, )
#define OUTSET_ABI OUTSET_JOIN(OUTSET_VALUES, _, OUTSET_FLAGS, , , , )

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
#else
#define OUTSET_ALWAYS_INLINE inline __attribute__((always_inline))
#define OUTSET_NEVER_INLINE __attribute__((noinline))
#endif

namespace outset {
inline namespace OUTSET_VALUES {

/// A size or a place in a matrix. Not Eigen::Index, which EIGEN_DEFAULT_DENSE_INDEX_TYPE may change
/// in one file of a program.
using Index = std::ptrdiff_t;

/// What is called instead of a throw where exceptions are off. It gets the error's text and must
/// not return; if it does, the program aborts.
using ErrorHandler = void (*)(const char* text);

/// The handler, one for all files of a program. For set_error_handler alone.
inline ErrorHandler current_error_handler = nullptr;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {
namespace detail {

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] inline void fail(const std::string& text) {
#if OUTSET_EXCEPTIONS
  throw std::invalid_argument("outset: " + text);
#else
  const std::string whole = "outset: " + text;
  if (current_error_handler != nullptr) current_error_handler(whole.c_str());
  std::fprintf(stderr, "%s\n", whole.c_str());
  std::abort();
#endif
}

/// The same with a text of several pieces. (g++ 12 finds fault with std::string's operator+ where
/// it is inlined, -Warray-bounds, and would say so in the user's file.)
[[noreturn]] inline void fail(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  fail(text);
}

/// A number as text, the shortest that reads back the same: 0.5, nan, 1e+300. In no locale a comma.
inline std::string show(double value) {
  char text[32];
#if defined(__cpp_lib_to_chars)
  const std::string shown(text, std::to_chars(text, text + sizeof text, value).ptr);
  return shown == "-nan" ? "nan" : shown;  // some processors' NaNs have a sign
#else
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  for (char& c : text) {
    if (c == ',') c = '.';
  }
  return text;
#endif
}

}  // namespace detail

/// Sets the handler for builds without exceptions; returns the one before it (null: none).
inline ErrorHandler set_error_handler(ErrorHandler handler) {
  const ErrorHandler before = current_error_handler;
  current_error_handler = handler;
  return before;
}

}  // namespace OUTSET_ABI
}  // namespace outset
