// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

//   bench_report RESULTS PAGE.html TABLE.md
// makes the page and the README's table from a folder of what the benchmarks wrote.

#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "page.hpp"

namespace {

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(path + " cannot be written");
  std::cout << path << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: bench_report RESULTS PAGE.html TABLE.md\n";
    return 2;
  }
  try {
    const report::Results results(argv[1]);
    write(argv[2], report::make_page(results));
    write(argv[3], report::make_table(results));
  } catch (const std::exception& error) {
    std::cerr << "bench_report: " << error.what() << "\n";
    return 1;
  }
}
