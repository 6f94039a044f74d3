// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/weight_selection.hpp"

#include <vector>

#include "support/catch.hpp"

namespace io = outset::io;
using outset::Index;

TEST_CASE("weight selection takes evenly spaced places") {
  using Places = std::vector<Index>;
  CHECK(io::selected_places(8, 4) == Places{0, 2, 4, 6});
  CHECK(io::selected_places(3, 3) == Places{0, 1, 2});
  CHECK(io::selected_places(5, 1) == Places{0});
  // torch.round(torch.linspace(0, 9, 4)) = 0 3 6 9, of (0, 6, 3): 0 3 6; of (0, 6, 5): 0 1.5 3 4.5
  // 6, with ties to even 0 2 3 4 6.
  CHECK(io::selected_places(10, 4) == Places{0, 3, 6, 9});
  CHECK(io::selected_places(7, 3) == Places{0, 3, 6});
  CHECK(io::selected_places(7, 5) == Places{0, 2, 3, 4, 6});
  CHECK_THROWS_WITH(io::selected_places(3, 4), ContainsSubstring("from 1 to the teacher's 3"));
  CHECK_THROWS_AS(io::selected_places(3, 0), std::invalid_argument);
}

TEST_CASE("weight selection goes along every axis") {
  io::NdArray<float> teacher{.sizes = {4, 3, 2}};
  for (int i = 0; i < 24; ++i) teacher.values.push_back(static_cast<float>(i));
  const auto student = io::select_weights(teacher, {2, 2, 1});
  CHECK(student.sizes == io::Sizes{2, 2, 1});
  // Places 0 2, 0 2 and 0.
  CHECK(student.values == std::vector<float>{0, 4, 12, 16});
  CHECK_THROWS_AS(io::select_weights(teacher, {2, 2}), std::invalid_argument);
  CHECK_THROWS_AS(io::select_weights(teacher, {2, 2, 3}), std::invalid_argument);
}
