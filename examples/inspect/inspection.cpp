// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "inspect/inspection.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include <outset/probe/diagnose.hpp>
#include <outset/probe/fit.hpp>

#include "parts/format.hpp"
#include "parts/progress.hpp"

namespace inspect {
namespace {

namespace probe = outset::probe;
using outset::Index;

// rms(now - before) / std(before); none where `before` has no deviation.
std::optional<double> moved(const probe::Tensor& now, const probe::Tensor& before) {
  double change = 0, sum = 0, squares = 0;
  for (Index k = 0; k < now.size(); ++k) {
    const double old = before(k), difference = now(k) - old;
    change += difference * difference;
    sum += old;
    squares += old * old;
  }
  const double n = static_cast<double>(now.size());
  const double variance = squares / n - sum / n * (sum / n);
  if (!(variance > 0)) return std::nullopt;
  return std::sqrt(change / n / variance);
}

// A normalization's weights, a running variance: no rule fills them, and a layer's are not biases.
bool is_scale(const Row& row) { return row.shape.size() <= 1 && !is_bias(row.name); }

void describe(Row& row, const Loaded& loaded) {
  const probe::Fit fit = probe::fit(loaded.tensor);
  row.mean = fit.figures.mean;
  row.std = std::sqrt(std::fmax(0, fit.figures.mean_square - *row.mean * *row.mean));
  row.form = to_string(fit.form);
  row.zeros = static_cast<double>(fit.figures.zeros) / static_cast<double>(loaded.tensor.size());
  if (fit.form == probe::Form::unknown) return;  // a variance alone fits rules by chance
  for (const probe::Candidate& candidate : fit.candidates) {
    if (candidate.fits()) row.fitting.push_back(candidate);
  }
  if (row.fitting.empty() && !fit.candidates.empty()) row.z = fit.candidates[0].z;
}

// A small or square tensor may come from many rules; a network's tensors mostly come from one.
void name_rules(std::vector<Row>& rows) {
  std::map<std::string, int> tensors;
  for (const Row& row : rows) {
    for (const probe::Candidate& candidate : row.fitting) ++tensors[candidate.rule];
  }
  for (Row& row : rows) {
    const probe::Candidate* best = nullptr;
    for (const probe::Candidate& candidate : row.fitting) {
      const bool is_better =
          best == nullptr ||
          (candidate.mistake == probe::Mistake::none && best->mistake != probe::Mistake::none) ||
          (candidate.mistake == best->mistake && tensors[candidate.rule] > tensors[best->rule]);
      if (is_better) best = &candidate;
    }
    if (best == nullptr) continue;
    row.rule = best->rule;
    row.z = best->z;
  }
}

// "h.3.attn.c_proj.weight" is of block 3; none where no number stands in a name.
std::optional<int> block_of(const std::string& name) {
  const std::size_t begin = name.find_first_of("0123456789");
  if (begin == std::string::npos) return std::nullopt;
  return std::atoi(name.c_str() + begin);
}

// GPT-2's outputs of residual branches: std 0.02 / sqrt(2 L) in a network of L blocks (Radford et
// al. 2019, section 2.3), which no tensor tells by itself.
void name_residual_outputs(std::vector<Row>& rows) {
  int blocks = 0;
  for (const Row& row : rows) blocks = (std::max)(blocks, block_of(row.name).value_or(-1) + 1);
  if (blocks < 1) return;
  const double std = 0.02 / std::sqrt(2.0 * blocks);
  for (Row& row : rows) {
    if (!row.rule.empty() || row.form != "normal") continue;
    double count = 1;
    for (const outset::Index size : row.shape) count *= static_cast<double>(size);
    const double square = *row.std * *row.std + *row.mean * *row.mean;
    const double z = (square / (std * std) - 1) * std::sqrt(count / 2);
    if (std::fabs(z) > probe::detail::z_allowed) continue;
    row.rule = "normal(std=" + examples::format("%.6g", std) + ")";
    row.z = z;
  }
}

}  // namespace

Inspection inspect(const File& file, const Options& options) {
  Inspection all;
  std::uint64_t bytes = 0;
  for (const std::string& name : file.names()) {
    all.rows.push_back({.name = name, .shape = file.shape(name), .dtype = file.dtype(name)});
    bytes += bytes_of(all.rows.back().shape, all.rows.back().dtype);
  }
  all.whole = bytes <= options.memory;

  examples::Progress progress;
  progress.start(all.rows.size());
  std::vector<Loaded> held;
  const auto diagnose_held = [&] {
    std::vector<probe::Tensor> tensors;
    for (const Loaded& loaded : held) tensors.push_back(loaded.tensor);
    probe::Diagnosis found = probe::diagnose(tensors);
    auto& findings = all.diagnosis.findings;
    findings.insert(findings.end(), std::make_move_iterator(found.findings.begin()),
                    std::make_move_iterator(found.findings.end()));
    held.clear();
  };
  for (Row& row : all.rows) {
    progress.step(row.name);
    Loaded loaded = file.load(row.name, options.transposed);
    if (!loaded.is_read || loaded.tensor.size() == 0) continue;
    describe(row, loaded);
    if (options.against != nullptr && options.against->contains(row.name) &&
        options.against->shape(row.name) == row.shape) {
      const Loaded before = options.against->load(row.name, options.transposed);
      if (before.is_read) row.moved = moved(loaded.tensor, before.tensor);
    }
    if (is_scale(row)) continue;
    // Weights before their biases, or the other way: a layer's tensors stay together.
    const bool same_layer = !held.empty() && probe::detail::stem_of(held.back().tensor.name) ==
                                                 probe::detail::stem_of(row.name);
    if (!all.whole && !same_layer && !held.empty()) diagnose_held();
    held.push_back(std::move(loaded));
  }
  diagnose_held();
  name_rules(all.rows);
  name_residual_outputs(all.rows);
  probe::detail::sort_findings(all.diagnosis);
  return all;
}

}  // namespace inspect
