// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which machine runs. The processor is asked once; the environment variable OUTSET_SIMD (read once)
// or a call of `force` can only lower the choice. A program of any flags, a plain -O2 too, has all
// backends of its target. What fills asks for a `kernel` below once, and calls that for any number
// of rows. Every backend writes the same bits.

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "outset/simd/backend.hpp"
#include "outset/simd/processor.hpp"
#include "outset/simd/scalar.hpp"
#include "outset/text/quote.hpp"
#if OUTSET_X86_SIMD
#include "outset/simd/avx2.hpp"
#include "outset/simd/avx512.hpp"
#elif OUTSET_NEON
#include "outset/simd/neon.hpp"
#elif OUTSET_WASM
#include "outset/simd/wasm.hpp"
#endif

namespace outset {
inline namespace OUTSET_VALUES {

/// What simd::force has chosen, as a number, or -1: one for all files of a program.
inline std::atomic<int> forced_backend{-1};

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {
namespace simd {

// From the least to the most wanted.
inline constexpr Backend backends[] = {
    Backend::scalar,
#if OUTSET_X86_SIMD
    Backend::avx2,
    Backend::avx512,
#elif OUTSET_NEON
    Backend::neon,
#elif OUTSET_WASM
    Backend::wasm,
#endif
};

/// "scalar", "wasm", "neon", "avx2" or "avx512".
inline const char* name(Backend backend) {
  switch (backend) {
    case Backend::wasm:
      return "wasm";
    case Backend::neon:
      return "neon";
    case Backend::avx2:
      return "avx2";
    case Backend::avx512:
      return "avx512";
    case Backend::scalar:
      break;
  }
  return "scalar";
}

/// The backend of a name. Throws std::invalid_argument where this build has none of that name.
inline Backend backend(std::string_view text) {
  std::string known;
  for (const Backend candidate : backends) {
    if (text == name(candidate)) return candidate;
    known += std::string(known.empty() ? "" : ", ") + name(candidate);
  }
  outset::detail::fail(
      {"simd: no backend ", outset::detail::in_quotes(text), ", this build has ", known});
}

namespace detail {

inline bool runs(Backend backend, const Processor& processor) {
  if (backend == Backend::avx2) return processor.avx2;
  if (backend == Backend::avx512) return processor.avx512;
  return true;
}

inline Backend best_up_to(Backend limit) {
  const Processor found = processor();
  Backend best = Backend::scalar;
  for (const Backend candidate : backends) {
    if (candidate <= limit && runs(candidate, found)) best = candidate;
  }
  return best;
}

inline Backend environment_limit() {
  const char* text = std::getenv("OUTSET_SIMD");
  return text == nullptr || *text == 0 ? Backend::avx512 : backend(text);
}

}  // namespace detail

/// The best backend that this processor runs and OUTSET_SIMD allows.
inline Backend best() {
  static const Backend found = detail::best_up_to(detail::environment_limit());
  return found;
}

/// The backend that fills. Throws std::invalid_argument at the first call if OUTSET_SIMD holds a
/// name that this build does not have.
inline Backend active() {
  const int forced = forced_backend.load(std::memory_order_relaxed);
  return forced < 0 ? best() : static_cast<Backend>(forced);
}

/// All backends that `force` can choose, the least wanted first.
inline std::vector<Backend> available() {
  const Processor found = processor();
  std::vector<Backend> all;
  for (const Backend candidate : backends) {
    if (candidate <= best() && detail::runs(candidate, found)) all.push_back(candidate);
  }
  return all;
}

/// From now on every fill of the process takes this backend, or the best one if that is lower.
/// Returns what is active now.
inline Backend force(Backend wanted) {
  const Backend lowered = detail::best_up_to(wanted < best() ? wanted : best());
  forced_backend.store(static_cast<int>(lowered), std::memory_order_relaxed);
  return lowered;
}

/// The active backend's kernel: only what is asked for is compiled.
template <class Element, class Parameters>
Kernel<Element, Parameters> kernel() {
  [[maybe_unused]] const Backend now = active();
#if OUTSET_X86_SIMD
  if (now == Backend::avx2) return avx2::generate;
  if (now == Backend::avx512) return avx512::generate;
#elif OUTSET_NEON
  if (now == Backend::neon) return neon::generate;
#elif OUTSET_WASM
  if (now == Backend::wasm) return wasm::generate;
#endif
  return scalar::generate;
}

namespace detail {

template <class Real>
const ProductKernels<Real>& product_kernels() {
  [[maybe_unused]] const Backend now = active();
#if OUTSET_X86_SIMD
  if (now == Backend::avx2) return avx2::product_kernels<Real>;
  if (now == Backend::avx512) return avx512::product_kernels<Real>;
#elif OUTSET_NEON
  if (now == Backend::neon) return neon::product_kernels<Real>;
#elif OUTSET_WASM
  if (now == Backend::wasm) return wasm::product_kernels<Real>;
#endif
  return scalar::product_kernels<Real>;
}

}  // namespace detail

/// Rows of numbers from the start of a chunk on, one after the other.
template <class Element, class Parameters>
void generate(Element* out, const random::Stream& stream, std::uint64_t chunk, std::uint64_t rows,
              const Parameters& parameters) {
  Cursor cursor;
  cursor.place(stream, chunk, 0);
  kernel<Element, Parameters>()(out, 0, &cursor, 1, rows, parameters);
}

/// out[i * pitch + j] = columns[j][i] for i < rows, j < cols. `streamed`: written around the caches
/// where the machine can; `end_stream` must follow.
template <class Scalar>
void transpose(const Scalar* const* columns, std::int64_t rows, std::int64_t cols, Scalar* out,
               std::int64_t pitch, bool streamed) {
  [[maybe_unused]] const Backend now = active();
#if OUTSET_X86_SIMD
  if (now == Backend::avx2) return avx2::transpose(columns, rows, cols, out, pitch, streamed);
  if (now == Backend::avx512) return avx512::transpose(columns, rows, cols, out, pitch, streamed);
#endif
  return scalar::transpose(columns, rows, cols, out, pitch, streamed);
}

/// The line of memory of an address that will be written in part.
inline void prefetch(const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at, 1);
#else
  static_cast<void>(at);
#endif
}

/// Before other threads read what was streamed.
inline void end_stream() {
#if OUTSET_STREAMS
  _mm_sfence();
#endif
}

template <class Real>
void add_product(const Product<Real>& product) {
  detail::product_kernels<Real>().add_product(product);
}

template <class Real>
Real sum_of_squares(const Real* x, std::int64_t count) {
  return detail::product_kernels<Real>().sum_of_squares(x, count);
}

}  // namespace simd
}  // namespace OUTSET_ABI
}  // namespace outset
