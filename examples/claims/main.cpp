// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// claims checks what the field's papers claim about initialization, on our data. The text goes to
// stdout and is Markdown; progress and errors go to stderr.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "page.hpp"
#include "parts/options.hpp"
#include "parts/replace_file.hpp"
#include "text.hpp"

namespace {

std::vector<claims::Claim> chosen(const std::vector<std::string>& names) {
  std::vector<claims::Claim> list;
  std::string known;
  for (const claims::Claim& c : claims::all_claims()) known += std::string(", ") + c.name;
  for (const std::string& name : names) {
    bool found = false;
    for (const claims::Claim& c : claims::all_claims()) {
      if (name != "all" && name != c.name) continue;
      list.push_back(c);
      found = true;
    }
    if (!found)
      throw std::invalid_argument("there is no claim '" + name + "', must be all" + known);
  }
  return list;
}

int run(int argc, char** argv) {
  CLI::App app{"Checks the field's claims about initialization and prints what is found."};
  app.name("claims");
  std::vector<std::string> names;
  std::string out, svg;
  bool list = false;
  std::uint64_t seed = 1, threads = (std::max)(1U, std::thread::hardware_concurrency());
  app.add_option("NAME", names, "Claims to check, or all")->option_text("...");
  app.add_flag("--list", list, "Print the names of the claims, and end");
  app.add_option("--out", out, "Also write a page with pictures to this file")->option_text("FILE");
  app.add_option("--svg", svg, "Also write the pictures into this folder")->option_text("FOLDER");
  const auto whole = [&](const char* name, std::uint64_t& value, std::uint64_t low,
                         std::uint64_t high, const char* text) {
    app.add_option_function<std::string>(
           name, [=, &value](const std::string& t) { value = examples::whole(name, t, low, high); },
           text)
        ->option_text("N [" + std::to_string(value) + "]");
  };
  whole("--seed", seed, 0, std::uint64_t{1} << 62, "The first of the seeds");
  whole("--threads", threads, 1, 1024, "How many runs at once; the figures do not depend on it");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (list || names.empty()) {
    for (const claims::Claim& c : claims::all_claims()) {
      std::cout << c.name << std::string(12 - std::string(c.name).size(), ' ') << c.title << '\n';
    }
    if (!list) std::cout << "\nGive one or more of these names, or all.\n";
    return 0;
  }
  const std::vector<claims::Claim> wanted = chosen(names);
  if (!out.empty()) examples::check_replaceable("--out", out);
  const examples::Data digits = examples::load_data("digits");
  const claims::Context context(digits, seed, static_cast<unsigned>(threads));
  std::vector<claims::Checked> all;
  for (const claims::Claim& claim : wanted) {
    all.push_back({claim, claim.check(context)});
    std::cout << (all.size() > 1 ? "\n" : "") << claims::text(claim, all.back().result)
              << std::flush;
  }
  claims::publish(all, svg, out, examples::command_line("claims", argc, argv));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "claims: " << e.what() << '\n';
    return 2;
  }
}
