// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "state.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "data/file.hpp"
#include "parts/options.hpp"
#include "parts/replace_file.hpp"

namespace lottery {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 30;

void require(bool ok, const std::string& what) {
  if (!ok) throw std::runtime_error(what);
}

Variant variant_of(const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  require(found != names.end(), "'" + name + "' is no kind of training");
  return variants[static_cast<std::size_t>(found - names.begin())];
}

std::int64_t whole(const Json& value, std::int64_t low, std::int64_t high, const char* what) {
  require(value.is_number_integer(), std::string(what) + " is no whole number");
  const auto number = value.get<std::int64_t>();
  require(number >= low && number <= high, std::string(what) + " is out of range");
  return number;
}

double share(const Json& value, const char* what) {
  const double number = value.get<double>();
  require(number >= 0 && number <= 1, std::string(what) + " is not in [0, 1]");
  return number;
}

// Every round must have pruned as many weights as its rule says.
void check_marks(const Finished::Marks& marks, int rounds, const Experiment& experiment) {
  require(marks.size() == experiment.weights(), "the marks of a seed are not one for each weight");
  auto known = static_cast<std::size_t>(std::count(marks.begin(), marks.end(), Finished::kept));
  require(known == experiment.kept(rounds), "a mark is of a round that has not been");
  for (int round = rounds; round > 0; --round) {
    known +=
        static_cast<std::size_t>(std::count(marks.begin(), marks.end(), Finished::mark(round)));
    require(known == experiment.kept(round - 1), "a round has pruned another number of weights");
  }
}

void read_seed(const std::string& name, const Json& json, const Experiment& experiment,
               Finished& finished) {
  const std::uint64_t seed = examples::whole("seed", name, 0, ~std::uint64_t{0});
  int tickets = 0;
  for (const Json& row : json.at("trainings")) {
    require(row.is_array() && row.size() == 5, "a training has not five entries");
    const auto round = static_cast<int>(whole(row[0], 0, Finished::most_rounds - 1, "a round"));
    const Cell cell{seed, round, variant_of(row[1].get<std::string>())};
    const Outcome outcome{.test = share(row[2], "an accuracy"),
                          .stop = whole(row[3], 0, experiment.plan().steps, "an early stop"),
                          .test_at_stop = share(row[4], "an accuracy")};
    require(finished.outcomes.emplace(cell, outcome).second, "a training is there twice");
    tickets += cell.variant == Variant::ticket ? 1 : 0;
  }
  for (int round = 0; round < tickets; ++round) {
    require(finished.outcomes.contains({seed, round, Variant::ticket}), "a ticket is missing");
  }
  finished.marks[seed] = json.at("pruned_in").get<std::string>();
  check_marks(finished.marks[seed], tickets, experiment);
}

// What replace_file was writing when a run was killed: PATH, a number and ".part".
void remove_unfinished(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path), error);
  const std::string begin = whole.filename().string() + ".", end = ".part";
  for (const auto& entry : fs::directory_iterator(whole.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= begin.size() + end.size() || !name.starts_with(begin) ||
        !name.ends_with(end)) {
      continue;
    }
    const auto number = name.substr(begin.size(), name.size() - begin.size() - end.size());
    if (number.find_first_not_of("0123456789") == number.npos) fs::remove(entry.path(), error);
  }
}

}  // namespace

Finished State::load() const {
  Finished finished;
  if (path_.empty()) return finished;
  remove_unfinished(path_);
  std::error_code error;
  if (!fs::exists(path_, error)) return finished;
  try {
    const auto bytes = examples::read_file(path_, "state", most_bytes);
    const Json json = Json::parse(bytes.begin(), bytes.end());
    require(json.at("settings").get<std::string>() == experiment_.settings(),
            "it is of other settings or images");
    for (const auto& [seed, of_seed] : json.at("seeds").items()) {
      read_seed(seed, of_seed, experiment_, finished);
    }
  } catch (const std::exception& e) {
    throw std::runtime_error("--state: cannot go on from '" + path_ + "': " + e.what() +
                             "; delete it, or name another file");
  }
  return finished;
}

void State::save(const Finished& finished) const {
  if (path_.empty()) return;
  Json seeds = Json::object();
  for (const auto& [seed, marks] : finished.marks) {
    seeds[std::to_string(seed)] = {{"pruned_in", marks}, {"trainings", Json::array()}};
  }
  for (const auto& [cell, outcome] : finished.outcomes) {
    seeds[std::to_string(cell.seed)]["trainings"].push_back(
        {cell.round, names[number(cell.variant)], outcome.test, outcome.stop,
         outcome.test_at_stop});
  }
  const Json json = {{"settings", experiment_.settings()}, {"seeds", std::move(seeds)}};
  examples::replace_file("--state", path_, json.dump() + "\n");
}

}  // namespace lottery
