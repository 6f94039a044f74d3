// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Independent runs on several threads. Each run writes only what is its own, so their number
// changes no result.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace examples {

// Calls body(i) for each i in [0, count), in no order. The first exception is thrown again here,
// after all threads have ended.
template <class Body>
void in_parallel(std::size_t count, unsigned threads, const Body& body) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr error;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < (std::min)(count, std::size_t{threads}); ++t)
    others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace examples
