// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// Writes raw 32-bit words to standard output without end, for test batteries, in one of three
// orders:
//
// clang-format off
//   words chunks   one stream, chunk after chunk
//   words streams  64 words of each stream of one seed, stream after stream
//   words keys     64 words of the first stream of each seed 0, 1, 2, ...
// clang-format on

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "outset/rng.hpp"
#include "outset/simd/dispatch.hpp"

namespace {

constexpr int rows_of_each = 64 / outset::random::lanes;

void generate(std::uint32_t* out, const outset::random::Stream& stream, std::uint64_t chunk,
              std::uint64_t rows) {
  outset::simd::generate(out, stream, chunk, rows, outset::simd::WordParameters{});
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view order = argc == 2 ? argv[1] : "";
  if (order != "chunks" && order != "streams" && order != "keys") {
    std::fputs("usage: words chunks|streams|keys\n", stderr);
    return 2;
  }
  std::vector<std::uint32_t> words(std::size_t{1} << 16);
  const auto rows = static_cast<std::uint64_t>(words.size() / outset::random::lanes);
  outset::Rng rng{20};
  const auto stream = rng.take();
  std::uint64_t chunk = 0;
  std::uint64_t seed = 0;
  do {
    if (order == "chunks") {
      generate(words.data(), stream, chunk, rows);
      chunk += rows / outset::random::rows_per_chunk;
    } else {
      for (std::size_t i = 0; i < words.size(); i += 64) {
        const auto each = order == "streams" ? rng.take() : outset::Rng{seed++}.take();
        generate(words.data() + i, each, 0, rows_of_each);
      }
    }
  } while (std::fwrite(words.data(), sizeof words[0], words.size(), stdout) == words.size());
}
