// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// The progress of a long run, on stderr: one line that is written over on a terminal, a new line
// every ten seconds in a file or a pipe. Nothing in the first second.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace examples {

class Progress {
 public:
  void start(std::uint64_t total) {
    total_ = total;
    done_ = 0;
    begun_ = said_ = Clock::now();
  }

  // One more step is done; `what` says which.
  void step(const std::string& what) {
    ++done_;
    const auto now = Clock::now();
    const auto gap = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
    if (now - begun_ < std::chrono::seconds(1) || now - said_ < gap) return;
    said_ = now;
    const double share = static_cast<double>(done_) / static_cast<double>(total_);
    const double spent = std::chrono::duration<double>(now - begun_).count();
    std::fprintf(stderr, "%s%3.0f %%  %s, about %.0f s to go%s", terminal_ ? "\r\033[K" : "",
                 100 * share, what.c_str(), spent / share - spent, terminal_ ? "" : "\n");
    std::fflush(stderr);
    dirty_ = terminal_;
  }

  void finish() {
    if (dirty_) std::fprintf(stderr, "\r\033[K");
    dirty_ = false;
  }
  ~Progress() { finish(); }

 private:
  using Clock = std::chrono::steady_clock;

  static bool is_terminal() {
#if defined(_WIN32)
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(fileno(stderr)) != 0;
#endif
  }

  std::uint64_t total_ = 1, done_ = 0;
  Clock::time_point begun_, said_;
  bool terminal_ = is_terminal();
  bool dirty_ = false;
};

}  // namespace examples
