// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "experiment.hpp"

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>

#include "parts/format.hpp"
#include "parts/parallel.hpp"

namespace lottery {
namespace {

namespace nn = outset::nn;
namespace prune = outset::prune;
using Eigen::Index;

examples::Examples<float> chosen(const examples::Examples<float>& from,
                                 std::span<const Index> numbers) {
  examples::Examples<float> some;
  some.x.resize(from.x.rows(), static_cast<Index>(numbers.size()));
  for (const Index number : numbers) {
    some.x.col(static_cast<Index>(some.labels.size())) = from.x.col(number);
    some.labels.push_back(from.labels[static_cast<std::size_t>(number)]);
  }
  return some;
}

// FNV-1a of every number and label.
std::uint64_t hash(const examples::Examples<float>& images) {
  std::uint64_t value = 0xCBF29CE484222325;
  const auto add = [&](std::uint32_t word) { value = (value ^ word) * 0x100000001B3; };
  for (Index i = 0; i < images.x.size(); ++i) {
    add(std::bit_cast<std::uint32_t>(images.x.data()[i]));
  }
  for (const int label : images.labels) add(static_cast<std::uint32_t>(label));
  return value;
}

double accuracy(nn::Mlp<float>& net, const examples::Examples<float>& images) {
  return nn::evaluate(net, images.x, images.labels).accuracy;
}

}  // namespace

Experiment::Experiment(const Plan& plan, const examples::Dataset<float>& data)
    : plan_(plan), sizes_(plan.hidden), test_(data.test) {
  sizes_.insert(sizes_.begin(), data.inputs());
  sizes_.push_back(data.classes);
  const Index images = data.train.x.cols();
  if (plan.validation < 1 || plan.validation >= images) {
    throw std::invalid_argument("--validation: " + std::to_string(plan.validation) + " of the " +
                                std::to_string(images) + " training images, must be fewer");
  }
  std::vector<Index> order(static_cast<std::size_t>(images));
  std::iota(order.begin(), order.end(), Index{0});
  nn::shuffle(std::span<Index>(order), outset::Rng(0).stream("validation"));
  const auto held_out = static_cast<std::size_t>(plan.validation);
  validation_ = chosen(data.train, std::span<const Index>(order).first(held_out));
  train_ = chosen(data.train, std::span<const Index>(order).subspan(held_out));
}

std::size_t Experiment::weights() const {
  std::size_t count = 0;
  for (std::size_t i = 1; i < sizes_.size(); ++i) {
    count += static_cast<std::size_t>(sizes_[i - 1] * sizes_[i]);
  }
  return count;
}

std::size_t Experiment::kept(int round) const {
  Index sum = 0;
  const prune::RoundShares shares = draw(0).options().shares;
  for (std::size_t i = 1; i < sizes_.size(); ++i) {
    Index in_layer = sizes_[i - 1] * sizes_[i];
    for (int r = 0; r < round; ++r) {
      in_layer -= prune::Keep(i + 1 < sizes_.size() ? shares.hidden : shares.output).of(in_layer);
    }
    sum += in_layer;
  }
  return static_cast<std::size_t>(sum);
}

double Experiment::density(int round) const {
  return static_cast<double>(kept(round)) / static_cast<double>(weights());
}

std::string Experiment::settings() const {
  std::string text = "outset";
  const auto add = [&](const std::string& word) { text.append(" ").append(word); };
  const auto add_number = [&](const char* name, auto value) {
    add(name);
    add(std::to_string(value));
  };
  for (const int part : {OUTSET_VERSION_MAJOR, OUTSET_VERSION_MINOR, OUTSET_VERSION_PATCH}) {
    add(std::to_string(part));
  }
  for (const auto* images : {&train_, &validation_, &test_}) {
    add_number("images", images->labels.size());
    add(std::to_string(hash(*images)));
  }
  for (const Index size : sizes_) add_number("layer", size);
  add_number("batch", plan_.batch);
  add_number("steps", plan_.steps);
  add_number("rewind", plan_.rewind);
  add_number("every", plan_.every);
  add("rate " + examples::format("%.17g", plan_.rate));
  return text;
}

// Tickets come first, because all else waits for them.
std::vector<Cell> Experiment::cells() const {
  std::vector<Cell> tickets, controls;
  for (int round = 0; round <= plan_.rounds; ++round) {
    for (int i = 0; i < plan_.seeds; ++i) {
      const std::uint64_t seed = plan_.seed + static_cast<std::uint64_t>(i);
      tickets.push_back({seed, round, Variant::ticket});
      if (!plan_.has_controls(round)) continue;
      for (const Variant variant : variants) {
        if (variant != Variant::ticket) controls.push_back({seed, round, variant});
      }
    }
  }
  tickets.insert(tickets.end(), controls.begin(), controls.end());
  return tickets;
}

prune::Lottery<float> Experiment::draw(std::uint64_t seed) const {
  return prune::Lottery<float>({.method = nn::Adam{.rate = plan_.rate},
                                .batch = plan_.batch,
                                .steps = plan_.steps,
                                .rewind = plan_.rewind},
                               outset::Rng(seed));
}

Outcome Experiment::train(Net& net, const Cell& cell, const prune::Masks& masks) const {
  auto trainer = draw(cell.seed).begin(net, train_.x, train_.labels, masks, cell.variant);
  Outcome outcome;
  Net best = net;
  double least = std::numeric_limits<double>::infinity();
  while (trainer.steps() < plan_.steps) {
    trainer.advance(train_.x, train_.labels,
                    (std::min)(plan_.every, plan_.steps - trainer.steps()));
    const double loss = nn::evaluate(net, validation_.x, validation_.labels).loss;
    if (!(loss < least)) continue;
    least = loss;
    best = net;
    outcome.stop = trainer.steps();
  }
  outcome.test = accuracy(net, test_);
  outcome.test_at_stop = accuracy(best, test_);
  return outcome;
}

void Experiment::run(Finished& finished, unsigned threads, const AfterEach& after_each) const {
  std::vector<Cell> waiting;
  for (const Cell& cell : cells()) {
    if (!finished.outcomes.contains(cell)) waiting.push_back(cell);
  }
  const auto can_begin = [&](const Cell& cell) {
    return cell.round == 0 ||
           finished.outcomes.contains({cell.seed, cell.round - 1, Variant::ticket});
  };
  std::mutex mutex;  // of all but the trainings
  std::condition_variable changed;
  bool failed = false;
  const auto work = [&](std::size_t) {
    Net net(sizes_);
    std::unique_lock lock(mutex);
    while (!waiting.empty() && !failed) {
      const auto next = std::find_if(waiting.begin(), waiting.end(), can_begin);
      if (next == waiting.end()) {
        changed.wait(lock);
        continue;
      }
      const Cell cell = *next;
      waiting.erase(next);
      Finished::Marks& marks =
          finished.marks.try_emplace(cell.seed, weights(), Finished::kept).first->second;
      const prune::Masks masks = Finished::masks(marks, prune::keep_all(net), cell.round);
      lock.unlock();
      try {
        const Outcome outcome = train(net, cell, masks);
        const bool is_ticket = cell.variant == Variant::ticket;
        const prune::Masks after = is_ticket ? draw(cell.seed).next_masks(net, masks) : masks;
        lock.lock();
        if (is_ticket) Finished::add(marks, after, cell.round + 1);
        finished.outcomes[cell] = outcome;
        after_each(finished, cell);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        failed = true;
        changed.notify_all();
        throw;
      }
      changed.notify_all();
    }
  };
  examples::in_parallel(threads, threads, work);
}

}  // namespace lottery
