// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The playground without a page: trains the contenders of a page's address and prints the history
// of each as CSV, with the same numbers as the page.
//
//   playground 'data=moons&init=he_normal;zeros' 20

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "../data/file.hpp"
#include "contender.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: playground SETTINGS EPOCHS [--program]\n", stderr);
    return 2;
  }
  try {
    const playground::Settings settings = playground::parse_settings(argv[1]);
    const std::uint64_t epochs = playground::detail::whole("EPOCHS", argv[2], 0, 1000000);
    if (argc > 3 && std::string(argv[3]) == "--program") {
      std::fputs(playground::program(settings, settings.init.front(), epochs).c_str(), stdout);
      return 0;
    }
    std::vector<unsigned char> digits;
    if (settings.data == "digits") {
      digits = examples::read_file("examples/data/digits.csv", "digits", std::uintmax_t{1} << 24);
    }
    const playground::Set set = playground::set_of(settings, digits);
    for (const std::string& init : settings.init) {
      playground::Contender contender(settings, init, set);
      while (contender.history().size() <= epochs && !contender.diverged()) contender.step();
      std::fputs(outset::nn::csv(contender.history()).c_str(), stdout);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
