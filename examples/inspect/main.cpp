// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// outset-inspect model.safetensors: what initialization is this? A table of all tensors with the
// rule that each fits, what is wrong with the weights, and a last line for people and CI. It ends
// with 0 where nothing is wrong, 1 where something is, 2 where the file cannot be read.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "inspect/inspection.hpp"
#include "parts/format.hpp"
#include "parts/text_table.hpp"

namespace {

std::string sizes_text(const outset::io::Sizes& sizes) {
  std::string text;
  for (const outset::Index size : sizes) {
    if (!text.empty()) text += "x";
    text += std::to_string(size);
  }
  return text.empty() ? "()" : text;
}

std::string cell(const std::optional<double>& number) {
  return number ? examples::short_number(*number) : "";
}

std::string rule_cell(const inspect::Row& row) {
  if (!row.std) return "";
  if (!row.rule.empty()) return row.rule;
  // Of pruned weights.
  const std::string zeros =
      row.zeros > 0.01 ? ", " + examples::format("%.0f", 100 * row.zeros) + " % zeros" : "";
  return "(" + row.form + zeros + ")";
}

std::string last_line(const inspect::Inspection& all) {
  const std::size_t found = all.diagnosis.findings.size();
  std::string text = std::to_string(all.rows.size()) + " tensors, ";
  text += found == 0 ? "nothing wrong" : std::to_string(found) + " findings";
  return text;
}

void print_table(const inspect::Inspection& all, bool has_moved) {
  std::vector<examples::Column> heads = {{"", "tensor"}, {"", "shape"}, {"", "dtype"}, {"", "mean"},
                                         {"", "std"},    {"", "z"},     {"", "rule"}};
  if (has_moved) heads.insert(heads.begin() + 5, {"", "moved"});
  examples::Rows rows;
  for (const inspect::Row& row : all.rows) {
    std::vector<std::string> cells = {row.name,       sizes_text(row.shape), row.dtype,
                                      cell(row.mean), cell(row.std),         cell(row.z),
                                      rule_cell(row)};
    if (has_moved) cells.insert(cells.begin() + 5, cell(row.moved));
    rows.push_back(std::move(cells));
  }
  std::cout << examples::aligned(heads, rows) << '\n';
  if (!all.diagnosis.healthy()) std::cout << all.diagnosis.text() << '\n';
  std::cout << last_line(all) << '\n';
}

nlohmann::json number_or_null(const std::optional<double>& number) {
  return number ? nlohmann::json(*number) : nlohmann::json();
}

void print_json(const std::string& path, const inspect::Inspection& all) {
  nlohmann::json json = {{"file", path},
                         {"healthy", all.diagnosis.healthy()},
                         {"diagnosis", nlohmann::json::parse(all.diagnosis.json())}};
  for (const inspect::Row& row : all.rows) {
    json["tensors"].push_back({{"name", row.name},
                               {"shape", row.shape},
                               {"dtype", row.dtype},
                               {"mean", number_or_null(row.mean)},
                               {"std", number_or_null(row.std)},
                               {"zeros", row.zeros},
                               {"form", row.form},
                               {"rule", row.rule},
                               {"z", number_or_null(row.z)},
                               {"moved", number_or_null(row.moved)}});
  }
  std::cout << json.dump(2) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "What initialization is this? Tensors of a safetensors, npy or npz file, the rules "
      "they fit, and what is wrong with them.",
      "outset-inspect");
  std::string path, against;
  bool as_json = false, transposed = false;
  app.add_option("file", path, "the file")->required();
  app.add_option(
      "--against", against,
      "an earlier file: how far each tensor has moved, in its standard deviations there");
  app.add_flag("--json", as_json, "print JSON");
  app.add_flag("--transposed", transposed, "matrices are stored (in, out), as Keras and GPT-2 do");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const inspect::File file(path);
    std::optional<inspect::File> before;
    if (!against.empty()) before.emplace(against);
    const inspect::Inspection all =
        inspect::inspect(file, {.transposed = transposed, .against = before ? &*before : nullptr});
    if (as_json) {
      print_json(path, all);
    } else {
      print_table(all, before.has_value());
    }
    return all.diagnosis.healthy() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
