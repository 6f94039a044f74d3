// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// What every benchmark's main does: it writes the machine and the build into the JSON file, from
// where the report takes them, and runs the benchmarks that were registered.

#include <benchmark/benchmark.h>
#if defined(__unix__) || defined(__APPLE__)
#include <sys/utsname.h>
#endif

#include <Eigen/Core>
#include <fstream>
#include <outset/outset.hpp>
#include <string>

#ifndef OUTSET_BENCH_FLAGS
#define OUTSET_BENCH_FLAGS "unknown"
#endif

namespace outset_bench {

inline std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "g++ " __VERSION__;
#else
  return "unknown";
#endif
}

inline std::string operating_system() {
  std::string text = "unknown";
#if defined(__unix__) || defined(__APPLE__)
  utsname name{};
  if (uname(&name) == 0) {
    text = std::string(name.sysname) + " " + name.release + " " + name.machine;
  }
#endif
  std::ifstream file("/etc/os-release");
  const std::string key = "PRETTY_NAME=";
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key, 0) == 0) text += ", " + line.substr(key.size());
  }
  std::erase(text, '"');
  return text;
}

/// The name that the operating system gives it; only Linux has it in a file.
inline std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string family;
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    if (line.rfind("cpu family", 0) == 0) family = line.substr(colon + 2);
    if (line.rfind("model name", 0) == 0) {
      return line.substr(colon + 2) + (family.empty() ? "" : ", family " + family);
    }
  }
  return "unknown";
}

inline int run(int argc, char** argv) {
  namespace simd = outset::simd;
  std::string available;
  for (const simd::Backend backend : simd::available()) {
    available += (available.empty() ? "" : " ") + std::string(simd::name(backend));
  }
  benchmark::AddCustomContext("compiler", compiler());
  benchmark::AddCustomContext("flags", OUTSET_BENCH_FLAGS);
  benchmark::AddCustomContext("processor", processor());
  benchmark::AddCustomContext("system", operating_system());
  benchmark::AddCustomContext("backend", simd::name(simd::active()));
  benchmark::AddCustomContext("backends", available);
  benchmark::AddCustomContext("outset", std::to_string(OUTSET_VERSION_MAJOR) + "." +
                                            std::to_string(OUTSET_VERSION_MINOR) + "." +
                                            std::to_string(OUTSET_VERSION_PATCH));
  benchmark::AddCustomContext("eigen", std::to_string(EIGEN_WORLD_VERSION) + "." +
                                           std::to_string(EIGEN_MAJOR_VERSION) + "." +
                                           std::to_string(EIGEN_MINOR_VERSION));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace outset_bench
