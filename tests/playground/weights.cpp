// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// weights FILE: whether the net in a page's safetensors file is, to the bit, that of the same
// contender trained here for as many steps. Run from the repository's folder.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/file.hpp"
#include "outset/io/network.hpp"
#include "playground/contender.hpp"

namespace {

template <class M>
bool same_bits(const M& a, const M& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

void check(const std::string& path) {
  const outset::io::Safetensors file(path);
  const auto& metadata = file.metadata();
  const auto settings = playground::parse_settings(metadata.at("settings"));
  std::vector<unsigned char> digits;
  if (settings.data == "digits") {
    digits = examples::read_file("examples/data/digits.csv", "digits", std::uintmax_t{1} << 24);
  }
  const playground::Set set = playground::set_of(settings, digits);
  playground::Contender contender(settings, metadata.at("init"), set);
  const std::uint64_t steps = std::stoull(metadata.at("steps"));
  while (contender.steps() < steps && !contender.diverged()) contender.step();

  const auto& net = contender.net();
  const auto read = outset::io::load_network<float>(path);
  if (read.depth() != net.depth()) throw std::runtime_error("another depth");
  for (outset::Index i = 0; i < net.depth(); ++i) {
    const auto &a = read.layer(i), &b = net.layer(i);
    const float a_slope = a.slope(), b_slope = b.slope();
    if (!same_bits(a.weight(), b.weight()) || !same_bits(a.bias(), b.bias()) ||
        a.activation() != b.activation() || std::memcmp(&a_slope, &b_slope, sizeof(float)) != 0) {
      throw std::runtime_error("layer " + std::to_string(i) + " is another");
    }
  }
  std::printf("%s: the same net after %llu steps\n", path.c_str(),
              static_cast<unsigned long long>(steps));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) check(argv[i]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return argc > 1 ? 0 : 2;
}
