// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "data/digits.hpp"

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

const std::string path = OUTSET_SOURCE_DIR "/examples/data/digits.csv";

examples::Images parse(const std::string& text) {
  return examples::parse_digits({reinterpret_cast<const unsigned char*>(text.data()), text.size()},
                                "some.csv");
}

// An image that is blank but for the first pixel.
std::string line(const std::string& first = "7", const std::string& label = "3") {
  std::string text = first;
  for (int i = 1; i < 64; ++i) text += ",0";
  return text + "," + label;
}

}  // namespace

TEST_CASE("the digits are all there") {
  const examples::Images images = examples::read_digits(path);
  CHECK(images.count() == 1797);
  CHECK(images.height * images.width == 64);
  std::vector<int> counts(10, 0);
  for (const int label : images.labels) ++counts[static_cast<std::size_t>(label)];
  CHECK(counts == std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
  // The first line of the file: 0,0,5,13,9,1,0,0,... and a zero.
  CHECK(images.labels[0] == 0);
  CHECK(int{images.pixels(3, 0)} == 13);
  CHECK(int{images.pixels(8, 0)} == 0);
  CHECK(int{images.pixels(10, 0)} == 13);
  CHECK(images.pixels.cast<int>().maxCoeff() == 16);
  // 561718: the sum of all pixels, from another program.
  CHECK(images.pixels.cast<long>().sum() == 561718);
}

TEST_CASE("the split is stratified, complete and fixed by its seed") {
  const examples::Images images = examples::read_digits(path);
  const auto [train, test] = examples::split(images);
  CHECK(train.count() == 1437);
  CHECK(test.count() == 360);
  CHECK(train.pixels.cast<long>().sum() + test.pixels.cast<long>().sum() == 561718);
  std::vector<double> whole(10, 0), part(10, 0);
  for (const int label : images.labels) whole[static_cast<std::size_t>(label)] += 1;
  for (const int label : test.labels) part[static_cast<std::size_t>(label)] += 1;
  for (std::size_t c = 0; c < 10; ++c) CHECK(std::abs(part[c] - whole[c] / 5) <= 1);
  const auto again = examples::split(images);
  CHECK(again.first.pixels == train.pixels);
  CHECK(again.second.labels == test.labels);
  CHECK(examples::split(images, 1).second.pixels != test.pixels);
}

TEST_CASE("inputs are scaled by the training images") {
  const auto [train, test] = examples::split(examples::read_digits(path));
  const auto data = examples::standardize<double>(train, test);
  CHECK(data.inputs() == 64);
  CHECK(data.train.x.cols() == 1437);
  CHECK(data.test.x.cols() == 360);
  CHECK(data.train.x.rowwise().mean().cwiseAbs().maxCoeff() < 1e-13);
  CHECK(data.train.x.squaredNorm() / static_cast<double>(data.train.x.size()) ==
        Approx(1).epsilon(1e-12));
  // One scale for all pixels: differences keep their ratios, in the test images too.
  const double unit = (data.train.x(20, 0) - data.train.x(20, 1)) /
                      (double{1} * train.pixels(20, 0) - double{1} * train.pixels(20, 1));
  CHECK(data.test.x(30, 5) - data.test.x(30, 6) ==
        Approx(unit * (double{1} * test.pixels(30, 5) - double{1} * test.pixels(30, 6))));
  examples::Images blank = train, none = train;
  blank.pixels.setZero();
  none.pixels.resize(64, 0);
  CHECK_THROWS_AS(examples::standardize<double>(blank, test), std::invalid_argument);
  CHECK_THROWS_AS(examples::standardize<double>(none, test), std::invalid_argument);
  none.width = 4;
  CHECK_THROWS_AS(examples::standardize<double>(train, none), std::invalid_argument);
}

TEST_CASE("line ends of any kind, with the last or without") {
  for (const std::string end : {"\n", "\r\n"}) {
    const examples::Images images = parse(line("7", "3") + end + line("16", "9") + end);
    CHECK(images.count() == 2);
    CHECK(int{images.pixels(0, 1)} == 16);
    CHECK(images.labels == std::vector<int>{3, 9});
    CHECK(parse(line() + end + line()).count() == 2);
  }
}

TEST_CASE("a malformed digits file is refused with path, image and byte") {
  CHECK_THROWS_WITH(parse(""), ContainsSubstring("some.csv") && ContainsSubstring("one line"));
  CHECK_THROWS_WITH(parse(line() + "\n" + line("17")), ContainsSubstring("image 1") &&
                                                           ContainsSubstring("byte 130") &&
                                                           ContainsSubstring("pixel 0"));
  const std::vector<std::string> wrong = {line("-1"),
                                          line("1.5"),
                                          line(""),
                                          line("100"),
                                          line("007"),
                                          line(" 1"),
                                          line("x"),
                                          line("1", "10"),
                                          line("1", ""),
                                          line("1", "-1"),
                                          line() + ",1",
                                          "1,2,3",
                                          line() + "\n\n",
                                          "\n" + line(),
                                          line() + "\r" + line(),
                                          line() + " \n",
                                          line() + "\r",
                                          line("1", "3\t"),
                                          "\xEF\xBB\xBF" + line()};
  for (const std::string& text : wrong) {
    INFO(text);
    CHECK_THROWS_AS(parse(text), std::runtime_error);
  }
  CHECK_THROWS_WITH(parse("\x1F\x8B\x08"), ContainsSubstring("gunzip"));
  CHECK_THROWS_WITH(examples::read_digits("/no/such/file"), StartsWith("/no/such/file: digits"));
  CHECK_THROWS_AS(examples::read_digits(OUTSET_SOURCE_DIR), std::runtime_error);
}

TEST_CASE("no cut and no flipped bit of a digits file gets past the checks") {
  const std::string good = line("7", "3") + "\n" + line("16", "9") + "\n";
  for (std::size_t length = 0; length < good.size(); ++length) {
    // Valid: the first line without and with its end, and the last line without its end.
    const bool whole =
        length == line().size() || length == line().size() + 1 || length == good.size() - 1;
    if (whole) {
      CHECK(parse(good.substr(0, length)).count() >= 1);
    } else {
      CHECK_THROWS_AS(parse(good.substr(0, length)), std::runtime_error);
    }
  }
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string text = good;
      text[byte] = static_cast<char>(text[byte] ^ (1 << bit));
      try {
        const examples::Images images = parse(text);  // a digit that became another digit
        REQUIRE(images.pixels.cast<int>().maxCoeff() <= 16);
        for (const int label : images.labels) REQUIRE((label >= 0 && label <= 9));
      } catch (const std::runtime_error&) {
      }
    }
  }
}
