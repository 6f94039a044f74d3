// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// A small layer from a large one: the elements at evenly spaced places of each axis (Xu et al.
// 2024, "Initializing Models with Larger Ones", uniform element selection). Student i is teacher i
// * step where the teacher's size is a multiple, else the nearest to i (teacher - 1) / (student -
// 1), ties to even, as torch.round(torch.linspace(0, teacher - 1, student)).

#include <cstddef>
#include <vector>

#include "outset/error.hpp"
#include "outset/io/layouts.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// The places of `teacher` that `student` takes, rising. Throws std::invalid_argument unless
/// 1 <= student <= teacher.
inline std::vector<Index> selected_places(Index teacher, Index student) {
  if (student < 1 || student > teacher) {
    outset::detail::fail(
        {"selected_places: student is ", student, ", must be from 1 to the teacher's ", teacher});
  }
  std::vector<Index> places;
  for (Index i = 0; i < student; ++i) {
    if (teacher % student == 0) {
      places.push_back(i * (teacher / student));
      continue;
    }
    const Index divisor = student - 1;
    const Index below = i * (teacher - 1) / divisor;
    const Index twice = 2 * (i * (teacher - 1) % divisor);
    const bool up = twice > divisor || (twice == divisor && below % 2 != 0);
    places.push_back(up ? below + 1 : below);
  }
  return places;
}

/// The student of these sizes. Throws std::invalid_argument where it has another number of axes, or
/// one that is longer.
template <class Scalar>
NdArray<Scalar> select_weights(const NdArray<Scalar>& teacher, const Sizes& student) {
  const std::size_t rank = teacher.sizes.size();
  if (student.size() != rank) {
    outset::detail::fail({"select_weights: the student's sizes are ", detail::text_of(student),
                          ", must have as many axes as ", detail::text_of(teacher.sizes)});
  }
  NdArray<Scalar> selected{.sizes = student};
  std::vector<Index> offsets{0};  // of the elements so far, axis by axis
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::vector<Index> next;
    for (const Index offset : offsets) {
      for (const Index place : selected_places(teacher.sizes[axis], student[axis])) {
        next.push_back(offset * teacher.sizes[axis] + place);
      }
    }
    offsets = next;
  }
  for (const Index offset : offsets) {
    selected.values.push_back(teacher.values[static_cast<std::size_t>(offset)]);
  }
  return selected;
}

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
