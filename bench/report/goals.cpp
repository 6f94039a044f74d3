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

// Pairs of repetitions would be of different moments: the ratio of medians, the ranges added up.
Figure ratio(const Figure& a, const Figure& b) {
  if (!a || !b) return {};
  const double median = a.median / b.median;
  return {median, median * (a.range / a.median + b.range / b.median), a.repetitions};
}

class Judge {
 public:
  explicit Judge(const Results& results) : results_(results) {}

  void backends() {
    for (const Goal& goal : goals) {
      at_least(std::string(goal.fill) + ", " + goal.backend, goal.of_memset, "of memset",
               results_.find("fill", benchmark(goal.fill, goal.backend), "of_memset"));
    }
    for (const char* backend : {"avx512", "avx2"}) {
      const Figure floats = results_.find("fill", benchmark("normal/float", backend), "elements/s");
      for (const char* scalar : {"half", "bfloat16"}) {
        const std::string fill = std::string("normal/") + scalar;
        at_least(fill + ", " + backend, 1, "of float's elements/s",
                 ratio(results_.find("fill", benchmark(fill, backend), "elements/s"), floats));
      }
    }
  }

  void layouts() {
    for (const std::string fill : {"uniform", "normal"}) {
      for (const char* layout : {"/row-major", "/row-major-odd", "/block", "/strided-map"}) {
        at_least(fill + layout, 0.7, "of contiguous",
                 results_.find("fill", fill + "/float" + layout, "of_contiguous"));
      }
    }
  }

  void sizes() {
    const std::string best = results_.context("fill", "backend");
    const auto normal = [&](const char* size, const char* counter) {
      return results_.find("fill", std::string("normal/float/") + size + "/" + best, counter);
    };
    at_least("normal, 256x256", 0.9, "of the rate of 64 MiB",
             ratio(normal("256x256", "GB/s"), normal("64MiB", "GB/s")));
    at_most("normal, an element of 1e9", 1.15, "of the time of one of 1e5",
            ratio(normal("1e9", "ns/element"), normal("1e5", "ns/element")));
    at_most("he_normal, 16x16", 250, "ns",
            results_.find("fill", "he_normal/float/16x16", "ns/call"));
  }

  void threads() {
    for (const std::string threads : {"openmp", "std_threads"}) {
      at_least("normal, two threads, " + threads, 1.8, "times one",
               results_.find("threads", threads + "/normal/2", "speedup"));
    }
  }

  void orthogonal() {
    for (const char* size : {"512/512", "1024/1024", "2048/2048", "4096/1024", "1024/4096"}) {
      at_most(std::string("orthogonal, ") + size, 0.9, "of one Eigen product's time",
              results_.find("orthogonal", std::string("orthogonal/") + size, "of_product"));
    }
    const auto peer = [&](const char* name) {
      return ratio(results_.find("orthogonal", std::string(name) + "/1024/1024", "ms"),
                   results_.find("orthogonal", "orthogonal/1024/1024", "ms"));
    };
    at_least("orthogonal, 1024/1024", 3.5, "times libtorch's speed", peer("libtorch_orthogonal"));
    at_least("orthogonal, 1024/1024", 1.9, "times HouseholderQR's speed",
             peer("eigen_householder_qr"));
  }

  /// What a plain -O2 build gives up: the backend is the same.
  void flags() {
    for (const std::string& name : results_.names("plain", "")) {
      if (name.rfind("peer/", 0) == 0) continue;
      at_least(name.substr(0, name.find("/64MiB")) + ", -O2", 0.95, "of -march=native",
               results_.find_ratio("plain", "native", name, "GB/s"));
    }
  }

  std::vector<Verdict> verdicts() const { return verdicts_; }

 private:
  void at_least(const std::string& what, double least, const std::string& unit,
                const Figure& reached) {
    if (!reached) return;
    verdicts_.push_back(
        {what, "at least " + show(least) + " " + unit, reached, compare(reached, least)});
  }
  void at_most(const std::string& what, double most, const std::string& unit,
               const Figure& reached) {
    if (!reached) return;
    const Figure turned{-reached.median, reached.range, reached.repetitions};
    verdicts_.push_back(
        {what, "at most " + show(most) + " " + unit, reached, compare(turned, -most)});
  }

  const Results& results_;
  std::vector<Verdict> verdicts_;
};

}  // namespace

double goal_of(const std::string& name) {
  for (const Goal& goal : goals) {
    if (benchmark(goal.fill, goal.backend) == name) return goal.of_memset;
  }
  return 0;
}

std::vector<Verdict> judge_goals(const Results& results) {
  Judge judge(results);
  judge.backends();
  judge.layouts();
  judge.sizes();
  judge.threads();
  judge.orthogonal();
  judge.flags();
  return judge.verdicts();
}

}  // namespace report
