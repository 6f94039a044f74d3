// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// How much stack some work takes, measured in a thread whose stack is ours and painted: bytes that
// the work does not touch keep the paint. OUTSET_TEST_STACKS is 0 where this cannot be measured or
// means nothing: without POSIX threads, under sanitizers, which make frames several times as large,
// and without optimization.

#if __has_include(<pthread.h>) && __has_include(<sys/mman.h>) && defined(__OPTIMIZE__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OUTSET_TEST_STACKS 1
#else
#define OUTSET_TEST_STACKS 0
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#undef OUTSET_TEST_STACKS
#define OUTSET_TEST_STACKS 0
#endif
#endif

#if OUTSET_TEST_STACKS
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>

#include "support/catch.hpp"

namespace stacks {

/// What outset may take, and the threads that it must then run in.
inline constexpr std::size_t most = std::size_t{48} << 10;
inline constexpr std::size_t small_thread = std::size_t{64} << 10;

template <class Work>
void* run(void* work) {
  (*static_cast<Work*>(work))();
  return nullptr;
}

template <class Work>
void run_in_thread(const pthread_attr_t& attributes, Work& work) {
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, run<Work>, &work) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
}

/// The bytes of stack that a thread touches in which work() runs, of 512 KiB. Below them is a page
/// that nobody may touch.
template <class Work>
std::size_t used_by(Work work) {
  constexpr std::size_t guard = 4096, size = std::size_t{512} << 10;
  constexpr unsigned char paint = 0xA5;
  void* const memory =
      mmap(nullptr, guard + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  REQUIRE(mprotect(memory, guard, PROT_NONE) == 0);
  unsigned char* const begin = static_cast<unsigned char*>(memory) + guard;
  unsigned char* const end = begin + size;
  std::fill(begin, end, paint);
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstack(&attributes, begin, size) == 0);
  run_in_thread(attributes, work);
  pthread_attr_destroy(&attributes);
  const auto touched = std::find_if(begin, end, [](unsigned char byte) { return byte != paint; });
  const auto used = static_cast<std::size_t>(end - touched);
  munmap(memory, guard + size);
  return used;
}

/// Runs work() in a thread of 64 KiB.
template <class Work>
void run_in_small_thread(Work work) {
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, small_thread) == 0);
  run_in_thread(attributes, work);
  pthread_attr_destroy(&attributes);
}

}  // namespace stacks
#endif
