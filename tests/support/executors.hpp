// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Executors that tests run fills on: threads, parts in another order, parts that are counted.

#include <thread>
#include <vector>
#include "outset/executor.hpp"

/// Runs the parts on `count` threads, part i on thread i mod count.
struct Threads {
  outset::Index count;

  template <class Body>
  void operator()(outset::Index n, const Body& body) const {
    std::vector<std::thread> threads;
    for (outset::Index t = 0; t < count; ++t) {
      threads.emplace_back([&body, n, t, this] {
        for (outset::Index i = t; i < n; i += count) body(i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
};

struct Backwards {
  template <class Body>
  void operator()(outset::Index n, const Body& body) const {
    for (outset::Index i = n; i-- > 0;) body(i);
  }
};

/// Runs the parts in order and counts them.
struct Counting {
  outset::Index* parts;

  template <class Body>
  void operator()(outset::Index n, const Body& body) const {
    *parts += n;
    outset::SerialExecutor{}(n, body);
  }
};
