// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The header of a safetensors file: 8 bytes with its length N, little-endian, then N bytes of JSON,
//
//   {"__metadata__": {"key": "text"},
//    "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
//
// then the elements, which the offsets cover without a hole, an overlap or a rest.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "outset/io/input.hpp"
#include "outset/io/safetensors_parser.hpp"
#include "outset/io/sizes.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

/// Sorts tensors by their place and refuses holes, overlaps and bytes that no tensor has.
inline void require_tiling(const Input& input, std::uint64_t data_begin,
                           std::vector<SafetensorsHeader::Tensor>& order) {
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return std::pair(a->second.begin, a->second.end) < std::pair(b->second.begin, b->second.end);
  });
  std::uint64_t end = data_begin;
  for (const auto* tensor : order) {
    if (tensor->second.begin != end) {
      fail_at(
          input.path(), tensor->first, tensor->second.begin,
          {"the data begin here, must begin at byte ", end, ", where the data before them end"});
    }
    end = tensor->second.end;
  }
  if (end != input.size()) {
    fail_at(input.path(), "", end,
            {input.size() - end, " bytes follow the last tensor, must be none"});
  }
}

/// The header of a file, checked as a whole.
inline SafetensorsHeader read_safetensors_header(const Input& input) {
  constexpr std::uint64_t before = 8;
  if (input.size() < before) {
    fail_at(input.path(), "", input.size(),
            {"the file ends here, within the 8 bytes of the header's length"});
  }
  std::array<unsigned char, before> bytes{};
  input.read(0, bytes.data(), bytes.size());
  std::uint64_t length = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) length = length << 8 | bytes[i];
  if (length > longest_header) {
    fail_at(
        input.path(), "", 0,
        {"the header has ", std::to_string(length), " bytes, must have at most ", longest_header});
  }
  if (length > input.size() - before) {
    fail_at(input.path(), "", input.size(),
            {"the file ends here, within the header of ", length, " bytes"});
  }
  char first = '\0';
  if (length > 0) input.read(before, &first, 1);
  if (first != '{') fail_at(input.path(), "", before, {"the header must begin with '{'"});
  SafetensorsHeader header = SafetensorsHeaderReader(input, before, before + length).read();
  header.order.reserve(header.tensors.size());
  for (const auto& tensor : header.tensors) header.order.push_back(&tensor);
  require_tiling(input, before + length, header.order);
  return header;
}

}  // namespace detail
}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
