// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What the programs wrote: Google Benchmark's JSON files and include_cost.sh's lines, as medians
// over the repetitions with their spread.

#include <map>
#include <string>
#include <vector>

namespace report {

/// A median over repetitions and their interquartile range; no repetition: not measured.
struct Figure {
  double median = 0;
  double range = 0;
  int repetitions = 0;

  explicit operator bool() const { return repetitions > 0; }
  /// The interquartile range as a part of the median.
  double spread() const { return median == 0 ? 0 : range / median; }
};

Figure summarize(std::vector<double> values);

/// Three significant digits, thousands without an exponent: "0.812", "24.1", "40965".
std::string show(double value);
/// The interquartile range, "± 1 %"; nothing where there is one number.
std::string show_spread(const Figure& figure);

/// More, less, or a difference that is no larger than the interquartile ranges, of two added up.
enum class Order { less, inconclusive, more };
Order compare(const Figure& a, const Figure& b);
Order compare(const Figure& a, double b);

/// A line of include_cost.sh.
struct Cost {
  std::string compiler, what, unit;
  double value = 0;
  double range = 0;
};

class Results {
 public:
  /// Reads all files of a folder. Throws std::runtime_error with the file's name.
  explicit Results(const std::string& folder);

  /// A counter of a benchmark; `program` is the JSON file's name without digits after '_'.
  Figure find(const std::string& program, const std::string& name,
              const std::string& counter) const;
  /// Of the ratios of one counter in two programs that were run in turn, round by round.
  Figure find_ratio(const std::string& program, const std::string& other, const std::string& name,
                    const std::string& counter) const;
  /// The program's benchmarks whose names begin so, in the order of their registration's names.
  std::vector<std::string> names(const std::string& program, const std::string& prefix) const;
  /// A word about machine or build out of a program's context, "" where it says nothing.
  std::string context(const std::string& program, const std::string& key) const;
  const std::vector<Cost>& costs() const { return costs_; }

 private:
  std::vector<double> values(const std::string& program, const std::string& name,
                             const std::string& counter) const;
  void read_json(const std::string& path, const std::string& program);
  void read_costs(const std::string& path);

  using Counters = std::map<std::string, std::vector<double>>;
  std::map<std::string, std::map<std::string, Counters>> values_;
  std::map<std::string, std::map<std::string, std::string>> contexts_;
  std::vector<Cost> costs_;
};

}  // namespace report
