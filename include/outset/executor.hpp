// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which threads run a large fill. Without OpenMP the calling thread does, unless the caller brings
// an executor: init = on(executor, HeNormal{}). With OpenMP (-fopenmp), as many threads run it as
// Eigen::setNbThreads allows, as for Eigen's own products. outset makes no threads of its own, and
// the numbers do not depend on the threads.

#include <Eigen/Core>
#include <concepts>
#if defined(_OPENMP)
#include <omp.h>
#endif

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_LINK {
namespace library {

/// What an executor runs: any body(i), by reference.
class Body {
 public:
  template <class F>
  OUTSET_KEYED explicit Body(const F& f)
      : body_(&f), call_([](const void* body, Index i) { (*static_cast<const F*>(body))(i); }) {}

  OUTSET_KEYED void operator()(Index i) const { call_(body_, i); }

 private:
  const void* body_;
  void (*call_)(const void*, Index);
};

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {

/// One callable (n, body): calls body(i) once for each i in [0, n), in any order, on any threads,
/// and returns when all are done. `body` has a type of outset's own: take it by a template
/// parameter or as a std::function<void(std::ptrdiff_t)>.
template <class E>
concept Executor = requires(const E& executor, const library::Body& body) {
  executor(Index{1}, body);
};

/// The calling thread, one call of body after the other.
struct SerialExecutor {
  template <class Body>
  void operator()(Index n, const Body& body) const {
    for (Index i = 0; i < n; ++i) body(i);
  }
};

#if defined(_OPENMP)
/// OpenMP's threads, as many as Eigen::nbThreads(); one inside a parallel region.
struct OpenMpExecutor {
  template <class Body>
  void operator()(Index n, const Body& body) const {
    const int threads = omp_in_parallel() != 0 ? 1 : Eigen::nbThreads();
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (threads > 1)
    for (Index i = 0; i < n; ++i) body(i);
  }
};
using DefaultExecutor = OpenMpExecutor;
#else
using DefaultExecutor = SerialExecutor;
#endif

}  // namespace OUTSET_ABI

inline namespace OUTSET_LINK {
namespace library {

/// Any executor, by reference: code that takes it is compiled once for all executors.
class ExecutorRef {
 public:
  template <Executor E>
  requires(!std::same_as<E, ExecutorRef>) OUTSET_KEYED
      ExecutorRef(const E& executor)  // NOLINT: a reference
      : executor_(&executor), run_([](const void* e, Index n, const Body& body) {
          (*static_cast<const E*>(e))(n, body);
        }) {}

  template <class F>
  OUTSET_KEYED void operator()(Index n, const F& body) const {
    run_(executor_, n, Body(body));
  }

 private:
  const void* executor_;
  void (*run_)(const void*, Index, const Body&);
};

}  // namespace library
}  // namespace OUTSET_LINK

inline namespace OUTSET_ABI {
namespace detail {

using library::Body;
using library::ExecutorRef;

}  // namespace detail
}  // namespace OUTSET_ABI
}  // namespace outset
