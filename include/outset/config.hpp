// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Version, compiler and Eigen checks, user switches, and the inline namespace that everything lives
// in. Every OUTSET_ switch is always defined, to 0 or 1.
//
// User switches (define before the first include, the same in every file or not: files that
// disagree get different inline namespaces and never share a symbol):
//   OUTSET_EXCEPTIONS   1: bad arguments throw std::invalid_argument (the default where the
//   compiler
//                       has exceptions); 0: they call the handler of outset::set_error_handler, or
//                       print the text to stderr, and abort.

#define OUTSET_VERSION_MAJOR 0
#define OUTSET_VERSION_MINOR 1
#define OUTSET_VERSION_PATCH 0

#if defined(_MSVC_LANG)
#if _MSVC_LANG < 202002L
#error "outset needs C++20: compile with /std:c++20"
#endif
#elif __cplusplus < 202002L
#error "outset needs C++20: compile with -std=c++20"
#endif

#include <Eigen/Core>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "outset needs Eigen 3.4.0 or newer"
#endif

#if !defined(OUTSET_EXCEPTIONS)
#if defined(__cpp_exceptions) || (defined(_MSC_VER) && defined(_CPPUNWIND))
#define OUTSET_EXCEPTIONS 1
#else
#define OUTSET_EXCEPTIONS 0
#endif
#endif

// An inline function compiled with other flags is another function: the linker must not merge the
// two, or link order decides which instructions run. The tag keeps them apart by instruction set,
// floating-point flags and switches.
#if defined(__AVX512F__)
#define OUTSET_ABI_ISA avx512
#elif defined(__AVX2__)
#define OUTSET_ABI_ISA avx2
#elif defined(__AVX__)
#define OUTSET_ABI_ISA avx
#elif defined(__wasm_simd128__)
#define OUTSET_ABI_ISA simd128
#else
#define OUTSET_ABI_ISA base
#endif
#if defined(__FMA__)
#define OUTSET_ABI_FMA _fma
#else
#define OUTSET_ABI_FMA
#endif
#if defined(__FAST_MATH__) || defined(_M_FP_FAST) || defined(__ASSOCIATIVE_MATH__)
#define OUTSET_ABI_MATH _fast
#else
#define OUTSET_ABI_MATH
#endif
#if OUTSET_EXCEPTIONS
#define OUTSET_ABI_ERRORS
#else
#define OUTSET_ABI_ERRORS _noexcept
#endif
#if defined(_OPENMP)
#define OUTSET_ABI_THREADS _openmp
#else
#define OUTSET_ABI_THREADS
#endif
#define OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g, h) v##a##_##b##_##c##_##d##e##f##g##h
#define OUTSET_JOIN(a, b, c, d, e, f, g, h) OUTSET_JOIN_EXPANDED(a, b, c, d, e, f, g, h)
#define OUTSET_ABI                                                                              \
  OUTSET_JOIN(OUTSET_VERSION_MAJOR, OUTSET_VERSION_MINOR, OUTSET_VERSION_PATCH, OUTSET_ABI_ISA, \
              OUTSET_ABI_FMA, OUTSET_ABI_MATH, OUTSET_ABI_ERRORS, OUTSET_ABI_THREADS)

#if defined(_MSC_VER) && !defined(__clang__)
#define OUTSET_ALWAYS_INLINE __forceinline
#define OUTSET_NEVER_INLINE __declspec(noinline)
#else
#define OUTSET_ALWAYS_INLINE inline __attribute__((always_inline))
#define OUTSET_NEVER_INLINE __attribute__((noinline))
#endif

namespace outset {
inline namespace OUTSET_ABI {

using Eigen::Index;

/// What is called instead of a throw where exceptions are off. It gets the error's text and must
/// not return; if it does, the program aborts.
using ErrorHandler = void (*)(const char* text);

namespace detail {

inline ErrorHandler& error_handler() {
  static ErrorHandler handler = nullptr;
  return handler;
}

/// The one way out for a bad argument: std::invalid_argument, or the handler and abort.
[[noreturn]] inline void fail(const std::string& text) {
#if OUTSET_EXCEPTIONS
  throw std::invalid_argument("outset: " + text);
#else
  const std::string whole = "outset: " + text;
  if (error_handler() != nullptr) error_handler()(whole.c_str());
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
  const ErrorHandler before = detail::error_handler();
  detail::error_handler() = handler;
  return before;
}

}  // namespace OUTSET_ABI
}  // namespace outset
