// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace report {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

double quantile(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = (std::min)(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Google Benchmark adds how it was run to a name.
std::string plain_name(const std::string& name) {
  const std::size_t end = (std::min)(name.find("/iterations:"), name.find("/manual_time"));
  return name.substr(0, end);
}

// What differs from run to run, or is not ours to pass on (host_name, executable), stays out.
bool is_told(const std::string& key) {
  static const std::vector<std::string> told = {
      "date", "compiler", "flags", "processor", "system", "backend", "backends", "outset", "eigen"};
  return std::find(told.begin(), told.end(), key) != told.end();
}

std::string caches(const json& list) {
  std::string text;
  for (const json& cache : list) {
    std::string type = cache.at("type").get<std::string>();
    if (type == "Instruction") continue;
    type = type == "Data" ? " data " : " ";
    text += (text.empty() ? "L" : ", L") + std::to_string(cache.at("level").get<int>()) + type +
            std::to_string(cache.at("size").get<long>() / 1024) + " KiB";
    const int sharing = cache.at("num_sharing").get<int>();
    if (sharing > 1) text += " (shared by " + std::to_string(sharing) + ")";
  }
  return text;
}

// The library writes the coefficient of variation of zeros as NaN, which is not JSON.
std::string read(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const std::size_t nan = line.find(": NaN");
    if (nan != std::string::npos) line.replace(nan, 5, ": null");
    text += line + "\n";
  }
  return text;
}

Order order(double difference, double variation) {
  if (std::abs(difference) <= variation) return Order::inconclusive;
  return difference < 0 ? Order::less : Order::more;
}

}  // namespace

Figure summarize(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.5), quantile(values, 0.75) - quantile(values, 0.25),
          static_cast<int>(values.size())};
}

Order compare(const Figure& a, const Figure& b) {
  return order(a.median - b.median, a.range + b.range);
}
Order compare(const Figure& a, double b) { return order(a.median - b, a.range); }

std::string show(double value) {
  char text[64];
  if (std::abs(value) >= 100) {
    std::snprintf(text, sizeof(text), "%.0f", value);
  } else {
    const int digits = value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
    std::snprintf(text, sizeof(text), "%.*f", (std::min)(2 - digits, 6), value);
  }
  return text;
}

std::string show_spread(const Figure& figure) {
  if (figure.repetitions < 2) return "";
  const double percents = 100 * figure.spread();
  char text[32];
  std::snprintf(text, sizeof(text), percents < 1 ? "± %.1f %%" : "± %.0f %%", percents);
  return text;
}

Results::Results(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::string program = file.stem().string();
    while (!program.empty() && program.back() >= '0' && program.back() <= '9') program.pop_back();
    if (!program.empty() && program.back() == '_') program.pop_back();
    if (file.extension() == ".json") read_json(file.string(), program);
    if (file.extension() == ".tsv") read_costs(file.string());
  }
  if (values_.empty()) throw std::runtime_error(folder + " has no benchmark's JSON file");
}

void Results::read_json(const std::string& path, const std::string& program) {
  try {
    const json all = json::parse(read(path));
    const json& context = all.at("context");
    for (const auto& [key, value] : context.items()) {
      if (value.is_string() && is_told(key)) contexts_[program][key] = value.get<std::string>();
    }
    contexts_[program]["caches"] = caches(context.at("caches"));
    contexts_[program]["cpus"] = std::to_string(context.at("num_cpus").get<int>()) + " at " +
                                 std::to_string(context.at("mhz_per_cpu").get<int>()) + " MHz";
    if (!context.at("load_avg").empty()) {
      std::ostringstream load;
      load << context.at("load_avg").at(0).get<double>();
      contexts_[program]["load"] = load.str();
    }
    for (const json& run : all.at("benchmarks")) {
      if (run.value("error_occurred", false)) {
        throw std::runtime_error(run.at("name").get<std::string>() + ": " +
                                 run.at("error_message").get<std::string>());
      }
      if (run.at("run_type") != "iteration") continue;
      Counters& counters = values_[program][plain_name(run.at("name").get<std::string>())];
      for (const auto& [key, value] : run.items()) {
        if (value.is_number()) counters[key].push_back(value.get<double>());
      }
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

void Results::read_costs(const std::string& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    Cost cost;
    std::string value, range;
    std::getline(fields, cost.compiler, '\t');
    std::getline(fields, cost.what, '\t');
    std::getline(fields, value, '\t');
    std::getline(fields, cost.unit, '\t');
    std::getline(fields, range, '\t');
    if (range.empty()) throw std::runtime_error(path + ": has not five fields: " + line);
    cost.value = std::stod(value);
    cost.range = std::stod(range);
    costs_.push_back(cost);
  }
}

std::vector<double> Results::values(const std::string& program, const std::string& name,
                                    const std::string& counter) const {
  const auto programs = values_.find(program);
  if (programs == values_.end()) return {};
  const auto benchmark = programs->second.find(name);
  if (benchmark == programs->second.end()) return {};
  const auto counted = benchmark->second.find(counter);
  if (counted == benchmark->second.end()) return {};
  return counted->second;
}

Figure Results::find(const std::string& program, const std::string& name,
                     const std::string& counter) const {
  return summarize(values(program, name, counter));
}

Figure Results::find_ratio(const std::string& program, const std::string& other,
                           const std::string& name, const std::string& counter) const {
  const std::vector<double> above = values(program, name, counter);
  const std::vector<double> below = values(other, name, counter);
  std::vector<double> ratios;
  for (std::size_t i = 0; i < (std::min)(above.size(), below.size()); ++i) {
    ratios.push_back(above[i] / below[i]);
  }
  return summarize(ratios);
}

std::vector<std::string> Results::names(const std::string& program,
                                        const std::string& prefix) const {
  std::vector<std::string> found;
  const auto programs = values_.find(program);
  if (programs == values_.end()) return found;
  for (const auto& [name, counters] : programs->second) {
    if (name.rfind(prefix, 0) == 0) found.push_back(name);
  }
  return found;
}

std::string Results::context(const std::string& program, const std::string& key) const {
  const auto words = contexts_.find(program);
  if (words == contexts_.end()) return "";
  const auto word = words->second.find(key);
  return word == words->second.end() ? "" : word->second;
}

}  // namespace report
