// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Threads of 64 KiB must be able to train, so a step takes at most 48 KiB of stack. Measured in a
// thread whose stack is ours: what it has not touched still has its paint. Below the stack is more
// painted memory, so that a thread that needs too much is seen to, and does not die.

#if __has_include(<pthread.h>)

#include <pthread.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "outset/initializers/variance_scaling.hpp"
#include "outset/nn/nn.hpp"
#include "support/catch.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define OUTSET_TEST_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OUTSET_TEST_SANITIZED 1
#endif

// Sanitizers make frames several times as large.
#if !defined(OUTSET_TEST_SANITIZED)

namespace {

constexpr std::size_t stack_size = std::size_t{64} << 10;
constexpr unsigned char paint = 0xA5;

// The bytes of stack that a thread touches in which work() runs.
template <class Work>
std::size_t stack_of(Work work) {
  constexpr std::size_t page = 4096;
  constexpr std::size_t below = 3 * stack_size;
  std::vector<unsigned char> memory(below + stack_size + page, paint);
  void* at = memory.data();
  std::size_t space = memory.size();
  auto* const begin = static_cast<unsigned char*>(std::align(page, below + stack_size, at, space));
  unsigned char* const stack = begin + below;
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstack(&attributes, stack, stack_size) == 0);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    (*static_cast<Work*>(argument))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &work) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  unsigned char* const end = stack + stack_size;
  const auto untouched = std::find_if(begin, end, [](unsigned char byte) { return byte != paint; });
  return static_cast<std::size_t>(end - untouched);
}

}  // namespace

TEMPLATE_TEST_CASE("a thread of 64 KiB can train", "", float, double, long double) {
  using Net = outset::nn::Mlp<TestType>;
  outset::Rng rng{1};
  const Eigen::MatrixXf numbers = outset::make<Eigen::MatrixXf>(outset::Normal{}, 150, 130, rng);
  const typename Net::Matrix x = numbers.template cast<TestType>();
  const typename Net::Matrix target = x.topRows(10);
  std::vector<int> labels;
  for (int i = 0; i < 130; ++i) labels.push_back(i % 10);
  Net net({150, 140, 10}, outset::nn::Activation::gelu);
  for (Eigen::Index i = 0; i < 140; ++i) net.layer(0).weight().row(i) = x.col(i % 130).transpose();
  const std::size_t own = stack_of([] {});  // the thread's own data
  const std::size_t used = stack_of([&] {
    outset::nn::Trainer<TestType> trainer(net, outset::nn::Adam{}, outset::Rng{2}, {.batch = 60});
    trainer.epoch(x, labels);
    trainer.epoch(x, target);
    outset::nn::evaluate(net, x, labels);
  });
  INFO(used - own << " bytes");
  CHECK(used - own <= std::size_t{48} << 10);
  CHECK(net.output().allFinite());
}

#endif
#endif
