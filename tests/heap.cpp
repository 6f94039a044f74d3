// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/heap.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using outset::detail::Heap;

TEMPLATE_TEST_CASE("heap: elements begin where a cache line does, and all are there", "",
                   unsigned char, float, double, Eigen::half, std::complex<double>) {
  for (std::size_t count = 1; count < 300; ++count) {
    const Heap<TestType> heap(count);
    REQUIRE(reinterpret_cast<std::uintptr_t>(heap.data()) % 64 == 0);
    for (std::size_t i = 0; i < count; ++i) heap.data()[i] = TestType(1);
    CHECK(heap.data()[count - 1] == TestType(1));
  }
}

TEST_CASE("heap: moved, not copied") {
  Heap<int> none;
  CHECK(none.data() == nullptr);
  Heap<int> first(3);
  int* const place = first.data();
  Heap<int> second(std::move(first));
  CHECK(second.data() == place);
  none = std::move(second);
  CHECK(none.data() == place);
  none = Heap<int>(5);
  CHECK(none.data() != nullptr);
}
