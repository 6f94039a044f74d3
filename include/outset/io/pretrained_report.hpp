// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Which of a net's tensors a file had, and which of a file's tensors a net did not want.

#include <string>
#include <vector>

#include "outset/config.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {

/// What a Pretrained found for a net: names of the net, but for `unused`, which are the file's.
struct PretrainedReport {
  std::vector<std::string> loaded{};
  std::vector<std::string> fresh{};  ///< of layers that are new by PretrainedOptions::fresh
  std::vector<std::string> missing{};
  std::vector<std::string> mismatched{};  ///< with what does not match
  std::vector<std::string> unused{};

  bool complete() const { return missing.empty() && mismatched.empty() && unused.empty(); }

  /// One line for each kind that is not empty.
  std::string text() const {
    std::string text = std::to_string(loaded.size()) + " tensors loaded\n";
    const auto line = [&](const char* kind, const std::vector<std::string>& names) {
      if (names.empty()) return;
      text += kind;
      for (const std::string& name : names) text += " " + name + ",";
      text.back() = '\n';
    };
    line("new:", fresh);
    line("missing in the file:", missing);
    line("not matching:", mismatched);
    line("not used:", unused);
    return text;
  }
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
