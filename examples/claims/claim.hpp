// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A claim of the field and the program that checks it. Each has a file of its own.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>

#include "parts/data.hpp"
#include "parts/parallel.hpp"
#include "parts/progress.hpp"
#include "result.hpp"

namespace claims {

// What a check is given. Its runs use the seeds from `seed` on.
class Context {
 public:
  Context(const examples::Data& digits, std::uint64_t seed, unsigned threads)
      : digits_(digits), seed_(seed), threads_(threads) {}

  const examples::Dataset<float>& digits() const { return digits_.images; }
  std::uint64_t seed(std::size_t i) const { return seed_ + i; }
  unsigned threads() const { return threads_; }

  // body(i) for each i in [0, count), on several threads, with progress on stderr.
  template <class Body>
  void each(const char* name, std::size_t count, const Body& body) const {
    examples::Progress progress;
    std::mutex mutex;
    progress.start(count);
    examples::in_parallel(count, threads_, [&](std::size_t i) {
      body(i);
      const std::lock_guard lock(mutex);
      progress.step(name);
    });
  }

 private:
  const examples::Data& digits_;
  std::uint64_t seed_;
  unsigned threads_;
};

struct Claim {
  const char* name;   // on the command line
  const char* title;  // a sentence
  Result (*check)(const Context&);
};

// In the order in which they are shown.
std::span<const Claim> all_claims();

Result check_symmetry(const Context& context);
Result check_scale(const Context& context);
Result check_depth(const Context& context);
Result check_glorot(const Context& context);
Result check_orthogonal(const Context& context);
Result check_edge(const Context& context);
Result check_lsuv(const Context& context);
Result check_alexnet(const Context& context);
Result check_axis(const Context& context);
Result check_seed(const Context& context);
Result check_lottery(const Context& context);
Result check_transfer(const Context& context);

}  // namespace claims
