// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "inspect/inspection.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <future>
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

// rms(now - before) / std(before) of tensors of one shape; none where `before` has no deviation.
std::optional<double> moved(const probe::Tensor& now, const probe::Tensor& before) {
  double change = 0, sum = 0, squares = 0;
  std::vector<double> old(probe::detail::longest_run);
  probe::detail::for_each_run(now, [&](Index line, Index begin, const double* x, Index count) {
    before.copy(line, begin, count, old.data());
    for (Index k = 0; k < count; ++k) {
      const double w = old[static_cast<std::size_t>(k)], difference = x[k] - w;
      change += difference * difference;
      sum += w;
      squares += w * w;
    }
  });
  const double n = static_cast<double>(now.size());
  const double variance = squares / n - sum / n * (sum / n);
  if (!(variance > 0)) return std::nullopt;
  return std::sqrt(change / n / variance);
}

// A normalization's weights, a running variance: no rule fills them, and a layer's are not biases.
bool is_scale(const Row& row) { return row.shape.size() <= 1 && !is_bias(row.name); }

void describe(Row& row, const probe::Fit& fit, Index size) {
  row.mean = fit.figures.mean;
  row.std = std::sqrt(std::fmax(0, fit.figures.mean_square - *row.mean * *row.mean));
  row.form = to_string(fit.form);
  row.zeros = static_cast<double>(fit.figures.zeros) / static_cast<double>(size);
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
  for (const std::string& name : file.names()) {
    all.rows.push_back({.name = name, .shape = file.shape(name), .dtype = file.dtype(name)});
  }
  examples::Progress progress;
  progress.start(all.rows.size());
  // The tensors of one layer are in memory together, because biases tell equal units apart. What
  // the checks need of the others has been taken from them.
  std::vector<probe::detail::Subject> subjects, layer;
  std::vector<Loaded> memory;
  std::vector<std::byte> spare;
  const auto end_layer = [&] {
    probe::detail::link(layer);
    probe::detail::compare_lines(layer);
    for (probe::detail::Subject& subject : layer) {
      subject.tensor.at = nullptr;
      subject.tensor.copy = nullptr;
      subject.tensor.data = nullptr;
      subjects.push_back(std::move(subject));
    }
    layer.clear();
    for (Loaded& loaded : memory) {
      if (loaded.memory.size() > spare.size()) spare.swap(loaded.memory);
    }
    memory.clear();
  };
  // While one tensor is looked at, another thread reads the next one.
  const auto read = [&](std::size_t at) {
    const Row& row = all.rows[at];
    return std::async(std::launch::async,
                      [&, memory_there = row.shape.size() <= 1 ? std::vector<std::byte>()
                                                               : std::move(spare)]() mutable {
                        return file.load(row.name, options.transposed, std::move(memory_there));
                      });
  };
  std::future<Loaded> next;
  if (!all.rows.empty()) next = read(0);
  for (std::size_t at = 0; at < all.rows.size(); ++at) {
    Row& row = all.rows[at];
    progress.step(row.name);
    // Weights before their biases, or the other way.
    const bool is_same_layer =
        layer.size() == 1 && layer[0].tensor.is_bias != (row.shape.size() <= 1) &&
        probe::detail::stem_of(layer[0].name()) == probe::detail::stem_of(row.name);
    if (!is_same_layer) end_layer();
    Loaded loaded = next.get();
    if (at + 1 < all.rows.size()) next = read(at + 1);
    if (!loaded.is_read || loaded.tensor.size() == 0) continue;
    probe::detail::Subject subject = probe::detail::examined(loaded.tensor);
    describe(row, subject.fit, loaded.tensor.size());
    if (options.against != nullptr && options.against->contains(row.name) &&
        options.against->shape(row.name) == row.shape) {
      const Loaded before = options.against->load(row.name, options.transposed);
      if (before.is_read) row.moved = moved(loaded.tensor, before.tensor);
    }
    if (is_scale(row)) continue;
    layer.push_back(std::move(subject));
    memory.push_back(std::move(loaded));
  }
  end_layer();
  probe::detail::link(subjects);
  probe::detail::check_weights(subjects, all.diagnosis);
  name_rules(all.rows);
  name_residual_outputs(all.rows);
  probe::detail::sort_findings(all.diagnosis);
  return all;
}

}  // namespace inspect
