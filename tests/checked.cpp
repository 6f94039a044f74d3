// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/checked.hpp"

#include <stdexcept>
#include <string>

#include "outset/outset.hpp"
#include "support/catch.hpp"

using outset::View;
using outset::detail::checked;

namespace {

std::string error_of(const View<float>& w, bool is_vector, const outset::Shape& shape) {
  try {
    checked("Zeros", w, is_vector, shape);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "(none)";
}

}  // namespace

TEST_CASE("checked: a matrix must have its Shape's sizes, a vector as many elements") {
  float memory[12] = {};
  const auto w = View<float>::matrix(memory, 4, 3, 1, 4);
  const View<float> same = checked("Zeros", w, false, outset::dense(4, 3));
  CHECK(same.rows == 4);
  CHECK(same.cols == 3);
  CHECK(error_of(w, false, outset::dense(3, 4)) ==
        "outset: Zeros: W is 4 x 3, must be 3 x 4 as its Shape");

  const auto vector = View<float>::matrix(memory, 12, 1, 1, 12);
  const View<float> columns = checked("Zeros", vector, true, outset::dense(4, 3));
  CHECK(columns.rows == 4);
  CHECK(columns.cols == 3);
  CHECK(&columns(1, 2) == memory + 9);
  CHECK(error_of(vector, true, outset::dense(4, 4)) ==
        "outset: Zeros: W is 12 x 1, must be 4 x 4 as its Shape");
}

TEST_CASE("checked: a tensor's axes must be in its Shape's order") {
  float memory[24] = {};
  const outset::Index sizes[] = {2, 3, 2, 2}, strides[] = {1, 2, 6, 12};
  const auto w = View<float>::tensor(memory, sizes, strides);
  CHECK(checked("Zeros", w, false, outset::conv2d(2, 3, 2, 2)).cols == 12);
  CHECK(error_of(w, false, outset::conv2d(2, 6, 1, 2)) ==
        "outset: Zeros: W is 2 x 3 x 2 x 2, must be 2 x 6 x 1 x 2 (out, in/groups, kernel) as its "
        "Shape");
  CHECK(error_of(w, false, outset::conv2d(3, 2, 2, 2, {.transposed = true})) == "(none)");
  CHECK(error_of(w, false, outset::dense(2, 11)) ==
        "outset: Zeros: W is 2 x 3 x 2 x 2, must be 2 x 11 as its Shape");
}
