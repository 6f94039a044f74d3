// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The README's table: our best backend, memset and the peers on 64 MiB, in GB/s.

#include <algorithm>
#include <cstddef>
#include <map>

#include "page.hpp"

namespace report {
namespace {

std::string cell(const Figure& figure) { return figure ? show(figure.median) : ""; }

}  // namespace

std::string make_table(const Results& results) {
  const std::vector<std::string> fills = {"uniform/float", "normal/float", "truncated/float",
                                          "uniform/double", "normal/double"};
  std::string text = "| GB/s |";
  for (const std::string& fill : fills) {
    const std::size_t slash = fill.find('/');
    text += " " + fill.substr(0, slash) + " `" + fill.substr(slash + 1) + "` |";
  }
  text += "\n|---|";
  for (std::size_t i = 0; i < fills.size(); ++i) text += "---:|";
  text += "\n";

  const auto row = [&](const std::string& label, const auto& figure_of) {
    text += "| " + label + " |";
    for (const std::string& fill : fills) text += " " + figure_of(fill) + " |";
    text += "\n";
  };
  const std::string best = results.context("fill", "backend");
  const auto own = [&](const std::string& fill, const char* counter) {
    return results.find("fill", fill + "/64MiB/" + best, counter);
  };
  row("**outset**", [&](const std::string& fill) { return "**" + cell(own(fill, "GB/s")) + "**"; });
  row("of `memset` beside it", [&](const std::string& fill) {
    const Figure part = own(fill, "of_memset");
    return part ? show(part.median) + " " + show_spread(part) : "";
  });
  row("`memset`", [&](const std::string& fill) { return cell(own(fill, "memset_GB/s")); });

  // A peer's row stands by the best that it reaches.
  std::map<std::string, double> peers;
  for (const std::string& name : results.names("fill", "peer/")) {
    if (name.find("/64MiB") == std::string::npos) continue;
    double& fastest = peers[name.substr(5, name.find('/', 5) - 5)];
    fastest = (std::max)(fastest, results.find("fill", name, "GB/s").median);
  }
  std::vector<std::pair<std::string, double>> order(peers.begin(), peers.end());
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [peer, fastest] : order) {
    row(peer, [&, name = peer](const std::string& fill) {
      return cell(results.find("fill", "peer/" + name + "/" + fill + "/64MiB", "GB/s"));
    });
  }

  text += "\n64 MiB, one thread, medians; " + results.context("fill", "processor") + ", " + best +
          ", " + results.context("fill", "compiler") + ", `" + results.context("fill", "flags") +
          "`, Eigen " + results.context("fill", "eigen") + ", " + results.context("fill", "date") +
          ".\nMade by `cmake --build build/bench --target bench-report`.\n";
  std::string missed;
  for (const Verdict& verdict : judge_goals(results)) {
    if (verdict.order != Order::less) continue;
    missed += "\n- " + verdict.what + ": " + show(verdict.reached.median) + " " +
              show_spread(verdict.reached) + ", goal: " + verdict.goal;
  }
  if (!missed.empty()) text += "\nGoals not reached:\n" + missed + "\n";
  return text;
}

}  // namespace report
