// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "data/idx.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using Bytes = std::vector<unsigned char>;

void append(Bytes& bytes, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) {
    bytes.push_back(static_cast<unsigned char>(value >> shift & 255));
  }
}

// Three images of 2 x 5 whose bytes count up, and their labels.
Bytes images() {
  Bytes bytes = {0, 0, 8, 3};
  for (const std::uint32_t size : {3u, 2u, 5u}) append(bytes, size);
  for (unsigned char i = 0; i < 30; ++i) bytes.push_back(i);
  return bytes;
}

Bytes labels() { return {0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9}; }

examples::Images parse(const Bytes& pixel_bytes, const Bytes& label_bytes) {
  return examples::parse_mnist(pixel_bytes, "a/images", label_bytes, "a/labels");
}

Bytes with(Bytes bytes, std::size_t at, unsigned char value) {
  bytes[at] = value;
  return bytes;
}

}  // namespace

TEST_CASE("an IDX pair is read row by row") {
  const examples::Images read = parse(images(), labels());
  CHECK(read.count() == 3);
  CHECK(read.height == 2);
  CHECK(read.width == 5);
  CHECK(read.labels == std::vector<int>{7, 0, 9});
  for (Eigen::Index image = 0; image < 3; ++image) {
    for (Eigen::Index i = 0; i < 10; ++i) CHECK(int{read.pixels(i, image)} == 10 * image + i);
  }
}

TEST_CASE("IDX files are read from disk") {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("outset_idx_" + std::to_string(std::random_device{}()));
  std::filesystem::create_directories(folder);
  const std::string image_path = (folder / "images").string();
  const std::string label_path = (folder / "labels").string();
  const auto write = [](const std::string& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  };
  write(image_path, images());
  write(label_path, labels());
  CHECK(examples::read_mnist(image_path, label_path).labels == std::vector<int>{7, 0, 9});
  write(label_path, Bytes{0x1F, 0x8B, 8, 0});
  CHECK_THROWS_WITH(examples::read_mnist(image_path, label_path),
                    StartsWith(label_path) && ContainsSubstring("gunzip"));
  write(label_path, {});
  CHECK_THROWS_AS(examples::read_mnist(image_path, label_path), std::runtime_error);
  std::filesystem::remove_all(folder);
  CHECK_THROWS_WITH(examples::read_mnist(image_path, label_path),
                    StartsWith(image_path + ": images"));
}

TEST_CASE("a malformed IDX file is refused with path, tensor and byte") {
  struct Case {
    Bytes images, labels;
    const char* text;
  };
  Bytes too_long = images();
  too_long.push_back(0);
  const std::vector<Case> cases = {
      {with(images(), 0, 1), labels(), "a/images: images, byte 0: the magic number's first byte"},
      {with(images(), 1, 1), labels(), "a/images: images, byte 1:"},
      {with(images(), 2, 9), labels(), "byte 2: the element type is 9, must be 8"},
      {with(images(), 3, 1), labels(), "byte 3: the number of axes is 1, must be 3"},
      {labels(), labels(), "byte 3: the number of axes is 1, must be 3"},
      {images(), images(), "a/labels: labels, byte 3:"},
      {with(images(), 7, 0), labels(), "byte 4: the size of axis 0 is 0"},
      {with(images(), 15, 0), labels(), "byte 12: the size of axis 2 is 0"},
      {with(images(), 4, 0xFF), labels(), "byte 4: the size of axis 0 is 4278190083, which"},
      {with(with(images(), 8, 0x80), 12, 0x80), labels(), "byte 8: the size of axis 1 is"},
      {with(images(), 15, 6), labels(), "byte 12: the size of axis 2 is 6, which asks for more"},
      {with(images(), 15, 4), labels(), "byte 40: 6 bytes are left over"},
      {too_long, labels(), "byte 46: 1 bytes are left over"},
      {images(), with(labels(), 9, 10),
       "a/labels: labels, byte 9: a label is 10, must be below 10"},
      {images(), {0, 0, 8, 1, 0, 0, 0, 2, 7, 0}, "a/labels: labels, byte 4: 2 labels for the 3"},
      {{}, labels(), "byte 0: the file ends within the header of 16 bytes"},
  };
  for (const Case& c : cases) {
    CHECK_THROWS_AS(parse(c.images, c.labels), std::runtime_error);
    CHECK_THROWS_WITH(parse(c.images, c.labels), ContainsSubstring(c.text));
  }
}

TEST_CASE("no cut of an IDX file is read") {
  const Bytes whole = images(), whole_labels = labels();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_THROWS_AS(parse(cut, whole_labels), std::runtime_error);
  }
  for (std::size_t length = 0; length < whole_labels.size(); ++length) {
    const Bytes cut(whole_labels.begin(),
                    whole_labels.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_THROWS_AS(parse(whole, cut), std::runtime_error);
  }
}

TEST_CASE("every flipped bit in a header is refused, and sizes of any bytes are harmless") {
  const Bytes whole = images();
  for (std::size_t byte = 0; byte < 16; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      const Bytes flipped = with(whole, byte, static_cast<unsigned char>(whole[byte] ^ (1 << bit)));
      CHECK_THROWS_AS(parse(flipped, labels()), std::runtime_error);
    }
  }
  // Sizes whose product overflows 64 bits, and such whose product modulo 2^64 is 30.
  for (const std::uint32_t a : {0xFFFFFFFFu, 0x80000000u, 0x00010000u, 30u}) {
    for (const std::uint32_t b : {0xFFFFFFFFu, 0x80000000u, 0x00010000u, 1u}) {
      for (const std::uint32_t c : {0xFFFFFFFFu, 0x80000001u, 0x00010000u, 2u}) {
        Bytes bytes = {0, 0, 8, 3};
        for (const std::uint32_t size : {a, b, c}) append(bytes, size);
        bytes.resize(46);
        CHECK_THROWS_AS(parse(bytes, labels()), std::runtime_error);
      }
    }
  }
}
