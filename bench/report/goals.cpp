// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "goals.hpp"

namespace report {
namespace {

struct Goal {
  const char* fill;
  const char* backend;
  double of_memset;
};

constexpr Goal goals[] = {
    {"uniform/float", "avx512", 0.80},   {"normal/float", "avx512", 0.45},
    {"truncated/float", "avx512", 0.40}, {"uniform/double", "avx512", 0.75},
    {"normal/double", "avx512", 0.22},   {"uniform/float", "avx2", 0.65},
    {"normal/float", "avx2", 0.26},      {"truncated/float", "avx2", 0.22},
    {"uniform/double", "avx2", 0.55},    {"normal/double", "avx2", 0.13},
};

std::string benchmark(const std::string& fill, const std::string& backend) {
  return fill + "/64MiB/" + backend;
}

std::string hundredths(double value) {
  const int parts = static_cast<int>(100 * value + 0.5);
  return "0." + std::string(parts < 10 ? "0" : "") + std::to_string(parts);
}

// Pairs of repetitions would be of different moments: the ratio of medians, the ranges added up.
Figure ratio(const Figure& a, const Figure& b) {
  if (!a || !b) return {};
  const double median = a.median / b.median;
  return {median, median * (a.range / a.median + b.range / b.median), a.repetitions};
}

}  // namespace

double goal_of(const std::string& name) {
  for (const Goal& goal : goals) {
    if (benchmark(goal.fill, goal.backend) == name) return goal.of_memset;
  }
  return 0;
}

std::vector<Verdict> judge_goals(const Results& results) {
  std::vector<Verdict> verdicts;
  const auto judge = [&](std::string what, std::string goal, const Figure& reached, double least) {
    if (!reached) return;
    verdicts.push_back({std::move(what), std::move(goal), reached, least, compare(reached, least)});
  };
  for (const Goal& goal : goals) {
    judge(std::string(goal.fill) + ", " + goal.backend,
          "at least " + hundredths(goal.of_memset) + " of memset",
          results.find("fill", benchmark(goal.fill, goal.backend), "of_memset"), goal.of_memset);
  }
  for (const char* backend : {"avx512", "avx2"}) {
    const Figure floats = results.find("fill", benchmark("normal/float", backend), "elements/s");
    for (const char* scalar : {"half", "bfloat16"}) {
      const std::string fill = std::string("normal/") + scalar;
      judge(fill + ", " + backend, "at least as many elements/s as float",
            ratio(results.find("fill", benchmark(fill, backend), "elements/s"), floats), 1);
    }
  }
  // What a plain -O2 build gives up: the backend is the same.
  for (const std::string& name : results.names("plain", "")) {
    if (name.rfind("peer/", 0) == 0) continue;
    judge(name.substr(0, name.find("/64MiB")) + ", -O2", "at least 0.95 of -march=native",
          results.find_ratio("plain", "native", name, "GB/s"), 0.95);
  }
  return verdicts;
}

}  // namespace report
