// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// How much stack a call takes: at most 48 KiB, so that a thread of 64 KiB may fill. Threads have 8
// MiB with glibc, 512 KiB on macOS, 128 KiB with musl, and what their makers say in engines, audio
// and embedded systems. A sanitizer's red zones and code that is not optimized take more, so
// neither is measured here.

#if defined(__linux__) && defined(__OPTIMIZE__)
#include <pthread.h>
#include <sys/mman.h>

#include <Eigen/SparseCore>
#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"

namespace {

using Work = std::function<void()>;

void* run(void* work) {
  (*static_cast<Work*>(work))();
  return nullptr;
}

/// A thread's stack, filled with a pattern: how far down it has been written is seen afterwards.
/// Below it stands a page that nobody may touch.
class Stack {
 public:
  Stack()
      : memory_(static_cast<unsigned char*>(mmap(nullptr, guard + size, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
    mprotect(memory_, guard, PROT_NONE);
  }
  ~Stack() { munmap(memory_, guard + size); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// Runs the work on a thread with this stack; the bytes that it took.
  std::size_t used_by(Work work) {
    std::memset(memory_ + guard, pattern, size);
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, memory_ + guard, size);
    REQUIRE(pthread_create(&thread, &attributes, run, &work) == 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    std::size_t untouched = 0;
    while (untouched < size && memory_[guard + untouched] == pattern) ++untouched;
    return size - untouched;
  }

 private:
  static constexpr std::size_t guard = 4096;
  static constexpr std::size_t size = 512 * 1024;
  static constexpr unsigned char pattern = 0xA5;
  unsigned char* memory_;
};

constexpr std::size_t most = 48 * 1024;

template <class Scalar, int order>
void fill_all(Eigen::Index rows, Eigen::Index cols) {
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order>;
  Matrix w(rows, cols);
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order> wide(2 * rows, 2 * cols);
  using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
  Eigen::Map<Matrix, 0, Strides> apart(wide.data(), rows, cols,
                                       Strides(2 * (order == 0 ? rows : cols), 2));
  outset::Rng rng(1);
  for (const std::string& text : outset::initializer_list()) {
    const outset::AnyInitializer init = outset::initializer(text);
    init(w, rng);
    init(apart, rng);
    init(w, outset::slice(outset::dense(3 * rows, 2 * cols), rows, cols, rows, cols), rng);
  }
}

template <class Scalar>
void fill_everything() {
  for (const auto& [rows, cols] :
       {std::pair<Eigen::Index, Eigen::Index>{8, 8}, {200, 150}, {1500, 70}}) {
    fill_all<Scalar, Eigen::ColMajor>(rows, cols);
    fill_all<Scalar, Eigen::RowMajor>(rows, cols);
  }
  Eigen::Tensor<Scalar, 4, Eigen::RowMajor> kernel(16, 8, 3, 3);
  outset::Rng rng(1);
  outset::HeNormal{}(kernel, outset::conv2d(16, 8, 3, 3), rng);
  outset::DeltaOrthogonal{}(kernel, outset::conv2d(16, 8, 3, 3), rng);
}

}  // namespace

TEMPLATE_TEST_CASE("a fill takes at most 48 KiB of stack", "", float, double, Eigen::half,
                   Eigen::bfloat16, std::complex<float>, std::complex<double>) {
  Stack stack;
  const std::size_t nothing = stack.used_by([] {});
  const std::size_t used = stack.used_by([] { fill_everything<TestType>(); });
  CAPTURE(nothing, used);
  CHECK(used > nothing);  // else this test sees nothing
  CHECK(used - nothing <= most);
}

TEST_CASE("texts, errors and sparse matrices take at most 48 KiB of stack") {
  Stack stack;
  const std::size_t used = stack.used_by([] {
    outset::Rng rng(1);
    Eigen::SparseMatrix<float> by_columns(500, 300);
    Eigen::SparseMatrix<double, Eigen::RowMajor> by_rows(500, 300);
    outset::Sparse{}(by_columns, rng);
    outset::Sparse{}(by_rows, rng);
    try {
      outset::initializer("he_normal(gian=2)");
    } catch (const std::invalid_argument&) {
    }
  });
  CHECK(used <= most);
}

TEST_CASE("a thread of 64 KiB fills") {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  REQUIRE(pthread_attr_setstacksize(&attributes, 64 * 1024) == 0);
  Work work = [] { fill_everything<float>(); };
  REQUIRE(pthread_create(&thread, &attributes, run, &work) == 0);
  CHECK(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
}
#endif
