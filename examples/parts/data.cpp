// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "parts/data.hpp"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "data/digits.hpp"
#include "data/idx.hpp"

namespace examples {
namespace {

namespace fs = std::filesystem;

// MNIST's files are distributed under two spellings of their names.
std::string find_idx(const std::string& folder, const std::string& stem, const std::string& axes) {
  std::error_code error;
  for (const char* separator : {"-", "."}) {
    const fs::path path = fs::path(folder) / (stem + separator + axes + "-ubyte");
    if (fs::is_regular_file(path, error)) return path.string();
  }
  const std::string name = stem + "-" + axes + "-ubyte";
  const bool packed = fs::exists(fs::path(folder) / (name + ".gz"), error);
  throw std::runtime_error("--data: " + folder + " has no file " + name +
                           (packed ? ", only its compressed form: gunzip it first"
                                   : "; give 'digits' or a folder with MNIST's four IDX files"));
}

std::pair<Images, Images> read_mnist_folder(const std::string& folder) {
  const auto part = [&](const std::string& name) {
    return read_mnist(find_idx(folder, name + "-images", "idx3"),
                      find_idx(folder, name + "-labels", "idx1"));
  };
  Images train = part("train");
  return {std::move(train), part("t10k")};
}

std::string digits_file() {
  const std::string path = std::string(EXAMPLES_DATA_FOLDER) + "/digits.csv";
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw std::runtime_error("--data: the digits are no longer at " + path +
                             "; give the path of digits.csv instead of 'digits'");
  }
  return path;
}

// Reports are shown to others, so they hold only the last part of a path.
std::string last_part(const fs::path& path) {
  return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

// Test accuracy of always saying the commonest training label.
double chance(const Dataset<float>& images) {
  std::vector<std::ptrdiff_t> counts(static_cast<std::size_t>(images.classes));
  for (const int label : images.train.labels) ++counts[static_cast<std::size_t>(label)];
  const auto commonest = std::max_element(counts.begin(), counts.end()) - counts.begin();
  const auto& test = images.test.labels;
  return static_cast<double>(std::count(test.begin(), test.end(), static_cast<int>(commonest))) /
         static_cast<double>(test.size());
}

}  // namespace

Data load_data(const std::string& source, Scaling scaling) {
  Data data;
  std::error_code error;
  std::pair<Images, Images> parts;
  double largest = 16;
  if (source == "digits") {
    parts = split(read_digits(digits_file()));
    data.facts.name = "UCI optical digits, 8 \u00D7 8 pixels";
  } else if (fs::is_directory(source, error)) {
    parts = read_mnist_folder(source);
    largest = 255;
    data.facts.name = last_part(source);
  } else if (fs::is_regular_file(source, error)) {
    parts = split(read_digits(source));
    data.facts.name = last_part(source);
  } else {
    throw std::runtime_error("--data: there is no file or folder " + source +
                             "; give 'digits' or a folder with MNIST's four IDX files");
  }
  data.images = scaling == Scaling::standardized
                    ? standardize<float>(parts.first, parts.second)
                    : divide<float>(parts.first, parts.second, largest);
  data.facts.train = data.images.train.x.cols();
  data.facts.test = data.images.test.x.cols();
  data.facts.inputs = data.images.inputs();
  data.facts.classes = data.images.classes;
  data.facts.chance = chance(data.images);
  return data;
}

}  // namespace examples
