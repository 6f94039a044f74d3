// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Reads IDX files of unsigned bytes, MNIST's format (Y. LeCun, C. Cortes and C. Burges, "The MNIST
// database of handwritten digits", 1998): two zero bytes, the element type (8: unsigned byte), the
// number of axes, each axis' size as 32 bits with the most significant byte first, then the
// elements with the last axis the fastest. Every size is compared with the bytes that are there
// before it is used for anything. Compressed files (.gz) are not read: gunzip them first.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "file.hpp"
#include "images.hpp"

namespace examples {

/// The sizes of an IDX tensor and a view of its elements.
template <std::size_t axes>
struct IdxTensor {
  std::array<std::size_t, axes> sizes{};
  std::span<const unsigned char> elements;
};

/// The tensor in the bytes of an IDX file with exactly `axes` axes. Throws std::runtime_error,
/// which names `path`, `tensor` and the byte, for a wrong magic number, element type or number of
/// axes, a size of 0, and bytes that are missing or left over.
template <std::size_t axes>
IdxTensor<axes> parse_idx(std::span<const unsigned char> bytes, const std::string& path,
                          const std::string& tensor) {
  constexpr std::size_t header = 4 + 4 * axes;
  refuse_gzip(bytes, path, tensor);
  const std::array<unsigned char, 4> magic = {0, 0, 8, static_cast<unsigned char>(axes)};
  const std::array<const char*, 4> meaning = {"the magic number's first byte",
                                              "the magic number's second byte", "the element type",
                                              "the number of axes"};
  for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i) {
    if (bytes[i] != magic[i]) {
      fail_at(path, tensor, i,
              std::string(meaning[i]) + " is " + std::to_string(int{bytes[i]}) + ", must be " +
                  std::to_string(int{magic[i]}));
    }
  }
  if (bytes.size() < header) {
    fail_at(path, tensor, bytes.size(),
            "the file ends within the header of " + std::to_string(header) + " bytes");
  }
  IdxTensor<axes> result;
  const std::size_t there = bytes.size() - header;
  std::size_t elements = 1;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const std::size_t at = 4 + 4 * axis;
    const std::size_t size = std::size_t{bytes[at]} << 24 | std::size_t{bytes[at + 1]} << 16 |
                             std::size_t{bytes[at + 2]} << 8 | std::size_t{bytes[at + 3]};
    const std::string named = "the size of axis " + std::to_string(axis);
    if (size == 0) fail_at(path, tensor, at, named + " is 0, must be >= 1");
    if (size > there / elements) {
      fail_at(path, tensor, at,
              named + " is " + std::to_string(size) + ", which asks for more than the " +
                  std::to_string(there) + " bytes that follow the header");
    }
    result.sizes[axis] = size;
    elements *= size;
  }
  if (elements < there) {
    fail_at(path, tensor, header + elements,
            std::to_string(there - elements) + " bytes are left over at the end");
  }
  result.elements = bytes.subspan(header);
  return result;
}

/// Images and labels from the bytes of MNIST's two files. Throws as parse_idx does, and for a label
/// outside [0, classes) and a number of labels that is not the number of images.
inline Images parse_mnist(std::span<const unsigned char> image_bytes, const std::string& image_path,
                          std::span<const unsigned char> label_bytes, const std::string& label_path,
                          int classes = 10) {
  const auto pixels = parse_idx<3>(image_bytes, image_path, "images");
  const auto labels = parse_idx<1>(label_bytes, label_path, "labels");
  if (labels.sizes[0] != pixels.sizes[0]) {
    fail_at(label_path, "labels", 4,
            std::to_string(labels.sizes[0]) + " labels for the " + std::to_string(pixels.sizes[0]) +
                " images of " + image_path);
  }
  Images images;
  images.height = static_cast<Eigen::Index>(pixels.sizes[1]);
  images.width = static_cast<Eigen::Index>(pixels.sizes[2]);
  images.classes = classes;
  images.pixels = Eigen::Map<const Pixels>(pixels.elements.data(), images.height * images.width,
                                           static_cast<Eigen::Index>(pixels.sizes[0]));
  images.labels.reserve(labels.elements.size());
  for (std::size_t i = 0; i < labels.elements.size(); ++i) {
    const int label = labels.elements[i];
    if (label >= classes) {
      fail_at(label_path, "labels", 8 + i,
              "a label is " + std::to_string(label) + ", must be below " + std::to_string(classes));
    }
    images.labels.push_back(label);
  }
  return images;
}

/// Images and labels from MNIST's two files, such as train-images-idx3-ubyte and
/// train-labels-idx1-ubyte, of at most 1 GiB each.
inline Images read_mnist(const std::string& image_path, const std::string& label_path,
                         int classes = 10) {
  const auto image_bytes = read_file(image_path, "images");
  const auto label_bytes = read_file(label_path, "labels");
  return parse_mnist(image_bytes, image_path, label_bytes, label_path, classes);
}

}  // namespace examples
