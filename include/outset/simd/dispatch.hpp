// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which machine runs. The processor is asked once; the environment variable OUTSET_SIMD (read once)
// or a call of `force` can only lower the choice. A program of any flags, a plain -O2 too, has all
// backends of its target. A fill asks for a `kernel` below once, and calls that for any number of
// rows. Every backend writes the same bits.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#if !defined(__GNUC__)
#include <atomic>
#endif

#include "outset/error.hpp"
#include "outset/simd/processor.hpp"
#include "outset/simd/target.hpp"

// clang-format off
// The machines, from the least to the most wanted. A file is empty where the target is another.
#include "outset/simd/scalar.hpp"
#include "outset/simd/wasm.hpp"
#include "outset/simd/neon.hpp"
#include "outset/simd/avx2.hpp"
#include "outset/simd/avx512.hpp"
// clang-format on

namespace outset {
inline namespace OUTSET_VALUES {

/// The place that simd::force has chosen: one for all files of a program. A file may have fewer
/// machines (OUTSET_PORTABLE), and then takes the best that it has up to there. Read and written as
/// an atomic; <atomic> costs a thirtieth of Eigen/Dense to compile.
inline int forced_backend = 1000;

}  // namespace OUTSET_VALUES

inline namespace OUTSET_ABI {
namespace simd {
namespace detail {

using Best = decltype(last_machine(Place<most_machines>{}));
inline constexpr int machine_count = Best::place + 1;

/// What stands in a table of a Machine's functions, so that loops can ask all of them.
struct Entry {
  const char* name = nullptr;
  bool (*runs)(const Processor& processor) = nullptr;
};
struct Table {
  Entry entries[std::size_t{machine_count}];
};
template <class Machine>
constexpr void enter(Table& table) {
  table.entries[Machine::place] = {Machine::name, Machine::runs};
  if constexpr (Machine::place > 0) enter<typename Machine::Lesser>(table);
}
constexpr Table all_machines() {
  Table table;
  enter<Best>(table);
  return table;
}
inline constexpr Table machines = all_machines();

}  // namespace detail

/// Every backend of this build, from the least to the most wanted.
template <class Item = Backend>  // a vector that nobody asks for is not compiled
std::vector<Item> backends() {
  std::vector<Item> all;
  for (int place = 0; place < detail::machine_count; ++place) {
    all.push_back(static_cast<Item>(place));
  }
  return all;
}

/// "scalar", "wasm", "neon", "avx2" or "avx512".
inline const char* name(Backend backend) {
  return detail::machines.entries[static_cast<int>(backend)].name;
}

/// The backend of a name. Throws std::invalid_argument where this build has none of that name.
OUTSET_COLD inline Backend backend(std::string_view text) {
  using outset::detail::Piece;
  Piece pieces[std::size_t{2 * detail::machine_count + 2}] = {
      "simd: no backend ", Piece::quoted(text), ", this build has "};
  std::size_t size = 3;
  for (int place = 0; place < detail::machine_count; ++place) {
    const auto candidate = static_cast<Backend>(place);
    if (text == name(candidate)) return candidate;
    if (place > 0) pieces[size++] = ", ";
    pieces[size++] = name(candidate);
  }
  outset::detail::fail(pieces, size);
}

namespace detail {

/// The places of the machines that this processor runs and OUTSET_SIMD allows, as the bits of a
/// number. The portable one is always among them.
OUTSET_COLD inline unsigned allowed_places() {
  const char* text = std::getenv("OUTSET_SIMD");
  const int limit =
      text == nullptr || *text == 0 ? machine_count - 1 : static_cast<int>(backend(text));
  const Processor found = processor();
  unsigned places = 0;
  for (int place = 0; place <= limit; ++place) {
    if (machines.entries[place].runs(found)) places |= 1U << place;
  }
  return places;
}
inline unsigned places() {
  static const unsigned allowed = allowed_places();
  return allowed;
}

inline Backend best_up_to(int place) {
  place = place < Best::place ? place : Best::place;
  while ((places() >> place & 1U) == 0) --place;
  return static_cast<Backend>(place);
}

/// visit(Machine{}) of one backend.
template <class Visit, class Machine = Best>
auto with_machine(Backend backend, const Visit& visit) {
  if constexpr (Machine::place > 0) {
    if (static_cast<int>(backend) < Machine::place) {
      return with_machine<Visit, typename Machine::Lesser>(backend, visit);
    }
  }
  return visit(Machine{});
}

}  // namespace detail

/// The best backend that this processor runs and OUTSET_SIMD allows.
inline Backend best() { return detail::best_up_to(detail::Best::place); }

/// The backend that fills. Throws std::invalid_argument at the first call if OUTSET_SIMD holds a
/// name that this build does not have.
inline Backend active() {
#if defined(__GNUC__)
  return detail::best_up_to(__atomic_load_n(&forced_backend, __ATOMIC_RELAXED));
#else
  return detail::best_up_to(std::atomic_ref<int>(forced_backend).load(std::memory_order_relaxed));
#endif
}

/// All backends that `force` can choose, the least wanted first.
template <class Item = Backend>
std::vector<Item> available() {
  std::vector<Item> all;
  for (const Item candidate : backends<Item>()) {
    if ((detail::places() >> static_cast<int>(candidate) & 1U) != 0) all.push_back(candidate);
  }
  return all;
}

/// From now on every fill of the process takes this backend, or the best one if that is lower.
/// Returns what is active now.
inline Backend force(Backend wanted) {
  const Backend lowered = detail::best_up_to(static_cast<int>(wanted));
#if defined(__GNUC__)
  __atomic_store_n(&forced_backend, static_cast<int>(lowered), __ATOMIC_RELAXED);
#else
  std::atomic_ref<int>(forced_backend).store(static_cast<int>(lowered), std::memory_order_relaxed);
#endif
  return lowered;
}

/// The active backend's kernel: only what is asked for is compiled.
template <class Element, class Parameters>
Kernel<Element, Parameters> kernel() {
  return detail::with_machine(
      active(), [](auto machine) { return machine.template kernel<Element, Parameters>(); });
}

namespace detail {

template <class Real>
const ProductKernels<Real>& product_kernels() {
  return *with_machine(active(), [](auto machine) { return &machine.template products<Real>(); });
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
  const Transpose<Scalar> of_active = detail::with_machine(
      active(), [](auto machine) { return machine.template transposing<Scalar>(); });
  of_active(columns, rows, cols, out, pitch, streamed);
}

/// Asks for the line of memory of an address that will be written in part.
inline void prefetch(const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at, 1);
#else
  static_cast<void>(at);
#endif
}

/// Ends streamed writes, before other threads read what was written.
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
