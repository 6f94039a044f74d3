// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// transfer shows where a pretrained network is a better start than a random one. The text goes to
// stdout and is Markdown; progress and errors go to stderr.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "check.hpp"
#include "claims/page.hpp"
#include "claims/text.hpp"
#include "parts/data.hpp"
#include "parts/options.hpp"
#include "parts/replace_file.hpp"

namespace {

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!std::filesystem::is_directory(path)) {
    throw std::runtime_error("--keep: '" + path + "' must be a folder, or one that can be made");
  }
}

int run(int argc, char** argv) {
  CLI::App app{
      "Trains a network on some digits, saves it, and lets others start from its file to learn "
      "other digits\nfrom a few examples. Prints where that helps, where not, and why.\n"};
  app.name("transfer");
  app.get_formatter()->column_width(26);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  transfer::Settings settings;
  std::string out, svg, keep;
  std::uint64_t seeds = settings.seeds, width = static_cast<std::uint64_t>(settings.width);
  std::uint64_t seed = 1, threads = (std::max)(1U, std::thread::hardware_concurrency());
  const auto whole = [&](const char* name, std::uint64_t& value, std::uint64_t low,
                         std::uint64_t high, const char* text) {
    app.add_option_function<std::string>(
           name, [=, &value](const std::string& t) { value = examples::whole(name, t, low, high); },
           text)
        ->option_text("N [" + std::to_string(value) + "]");
  };
  whole("--seeds", seeds, 2, 1000, "Runs of everything, with the seeds from --seed on");
  whole("--seed", seed, 0, std::uint64_t{1} << 62, "The first of the seeds");
  whole("--width", width, 1, 4096, "Units in each hidden layer");
  whole("--threads", threads, 1, 1024, "How many runs at once; the figures do not depend on it");
  app.add_option("--out", out, "Also write a page with pictures to this file")->option_text("FILE");
  app.add_option("--svg", svg, "Also write the pictures into this folder")->option_text("FOLDER");
  app.add_option("--keep", keep, "Keep the pretrained networks (.safetensors) in this folder")
      ->option_text("FOLDER");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (!out.empty()) examples::check_replaceable("--out", out);
  if (!keep.empty()) make_folder(keep);
  settings.seeds = static_cast<std::size_t>(seeds);
  settings.width = static_cast<Eigen::Index>(width);
  settings.folder = keep;

  const examples::Data digits = examples::load_data("digits");
  const claims::Context context(digits, seed, static_cast<unsigned>(threads));
  const claims::Checked checked{
      {"transfer", "A pretrained network is the better start where examples are few", nullptr},
      transfer::check(context, settings)};
  std::cout << claims::text(checked.claim, checked.result) << std::flush;
  claims::publish({checked}, svg, out, examples::command_line("transfer", argc, argv));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "transfer: " << e.what() << '\n';
    return 2;
  }
}
