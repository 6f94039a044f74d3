// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Replaces malloc, which operator new ends in, by one that counts: with glibc and without
// sanitizers. For one file of a program of its own.

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define OUTSET_TEST_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OUTSET_TEST_SANITIZED 1
#endif

#if defined(__GLIBC__) && !defined(OUTSET_TEST_SANITIZED)
#define OUTSET_TEST_COUNTS_MEMORY 1
#else
#define OUTSET_TEST_COUNTS_MEMORY 0
#endif

namespace allocator {

inline std::size_t calls = 0;  // since the program's start
inline std::size_t live = 0;   // bytes
inline std::size_t peak = 0;   // the most that was live

}  // namespace allocator

#if OUTSET_TEST_COUNTS_MEMORY
#include <malloc.h>

namespace allocator {

inline void* taken(void* memory) {
  ++calls;
  if (memory != nullptr) live += ::malloc_usable_size(memory);
  peak = (std::max)(peak, live);
  return memory;
}
inline void given_back(void* memory) {
  if (memory != nullptr) live -= (std::min)(live, ::malloc_usable_size(memory));
}

}  // namespace allocator

// glibc exports its allocator under these names for exactly this.
extern "C" void* __libc_malloc(std::size_t);
extern "C" void* __libc_calloc(std::size_t, std::size_t);
extern "C" void* __libc_realloc(void*, std::size_t);
extern "C" void* __libc_memalign(std::size_t, std::size_t);
extern "C" void __libc_free(void*);
extern "C" void* malloc(std::size_t size) { return allocator::taken(__libc_malloc(size)); }
extern "C" void* calloc(std::size_t count, std::size_t size) {
  return allocator::taken(__libc_calloc(count, size));
}
extern "C" void* realloc(void* old, std::size_t size) {
  allocator::given_back(old);
  return allocator::taken(__libc_realloc(old, size));
}
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return allocator::taken(__libc_memalign(alignment, size));
}
extern "C" void* memalign(std::size_t alignment, std::size_t size) {
  return allocator::taken(__libc_memalign(alignment, size));
}
extern "C" int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = allocator::taken(__libc_memalign(alignment, size));
  return *memory == nullptr ? 12 : 0;
}
extern "C" void free(void* memory) {
  allocator::given_back(memory);
  __libc_free(memory);
}
#endif
