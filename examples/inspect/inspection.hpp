// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What is found in a file: for each tensor its figures and the rule that it fits, for all of them
// what `diagnose` finds in weights alone.

#include <optional>
#include <string>
#include <vector>

#include <outset/io/sizes.hpp>
#include <outset/probe/diagnosis.hpp>
#include <outset/probe/fit.hpp>

#include "inspect/file.hpp"

namespace inspect {

struct Row {
  std::string name{};
  outset::io::Sizes shape{};
  std::string dtype{};
  std::optional<double> mean{}, std{};  ///< none of integers, complex numbers and empty tensors
  double zeros = 0;                     ///< their share
  std::string form{};
  /// Of the rules that chance does not rule out, the one that most tensors of the file may have; an
  /// initializer's text, empty where none fits.
  std::string rule{};
  std::optional<double> z{};  ///< of the rule, or of the nearest one where none fits
  std::vector<outset::probe::Candidate> fitting{};
  std::optional<double> moved{};  ///< rms of the change since `against`, in its standard deviations
};

struct Inspection {
  std::vector<Row> rows{};
  outset::probe::Diagnosis diagnosis{};
};

struct Options {
  bool transposed = false;  ///< matrices are stored (in, out)
  const File* against = nullptr;
};

/// Holds one layer's tensors and the next one at a time. Throws std::runtime_error where the file
/// cannot be read. Shows its progress on stderr.
Inspection inspect(const File& file, const Options& options);

}  // namespace inspect
