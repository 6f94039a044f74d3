// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "inspect/file.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#if defined(OUTSET_INSPECT_ZIP)
#include <outset/io/npz.hpp>
#endif

namespace inspect {
namespace {

namespace io = outset::io;
using outset::Index;
using outset::Shape;

// "layer.2" before "layer.10".
bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  const auto digits = [](const std::string& text, std::size_t& at) {
    const std::size_t begin = at;
    while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]))) ++at;
    return text.substr(begin, at - begin);
  };
  while (i < a.size() && j < b.size()) {
    const std::string x = digits(a, i), y = digits(b, j);
    if (x != y) {
      if (x.empty() || y.empty()) return x.empty() ? a[i] < y[0] : x[0] < b[j];
      return x.size() != y.size() ? x.size() < y.size() : x < y;
    }
    if (i < a.size() && j < b.size()) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

// What layer a tensor is of, by its axes and its name.
std::optional<Shape> shape_of(const std::string& name, const io::Sizes& s, bool transposed) {
  for (const Index size : s) {
    if (size < 1) return std::nullopt;
  }
  const bool is_table = contains(name, "embed") || contains(name, "wte") || contains(name, "wpe");
  if (s.size() == 2 && is_table) return outset::embedding(s[0], s[1]);
  if (s.size() == 2 && transposed) return outset::dense(s[1], s[0], {.transposed = true});
  if (s.size() == 2) return outset::dense(s[0], s[1]);
  if (s.size() == 3) return outset::conv1d(s[0], s[1], s[2]);
  if (s.size() == 4) return outset::conv2d(s[0], s[1], s[2], s[3]);
  if (s.size() == 5) return outset::conv3d(s[0], s[1], s[2], s[3], s[4]);
  return std::nullopt;
}

// One tensor of a safetensors file, as a npy file has one.
struct OneTensor {
  const io::Safetensors& file;
  const std::string& name;

  io::Sizes shape() const { return file.shape(name); }
  std::string_view dtype() const { return file.dtype(name); }
  template <class Matrix>
  void load_into(Matrix& matrix) const {
    file.load_into(name, matrix);
  }
};

}  // namespace

// One of them.
struct File::Format {
  std::optional<io::Safetensors> tensors{};
  std::optional<io::Npy> array{};
#if defined(OUTSET_INSPECT_ZIP)
  std::optional<io::Npz> arrays{};
#endif
};

File::File(const std::string& path) : format_(std::make_shared<Format>()) {
  const std::filesystem::path file(path);
  if (file.extension() == ".npy") {
    format_->array.emplace(file);
    names_ = {file.stem().string()};
#if defined(OUTSET_INSPECT_ZIP)
  } else if (file.extension() == ".npz") {
    format_->arrays.emplace(file);
    names_ = format_->arrays->names();
#endif
  } else if (file.extension() == ".npz") {
    throw std::runtime_error(path + ": outset-inspect was built without libzip, which npz needs");
  } else {
    format_->tensors.emplace(file);
    names_ = format_->tensors->names();
  }
  std::sort(names_.begin(), names_.end(), natural_less);
}

// use(file of one tensor): with shape(), dtype() and load<Matrix>().
template <class Use>
void File::with_file(const std::string& name, const Use& use) const {
  if (format_->array) use(*format_->array);
  if (format_->tensors) use(OneTensor{*format_->tensors, name});
#if defined(OUTSET_INSPECT_ZIP)
  if (format_->arrays) use(format_->arrays->array(name));
#endif
}

io::Sizes File::shape(const std::string& name) const {
  io::Sizes sizes;
  with_file(name, [&](const auto& file) { sizes = file.shape(); });
  return sizes;
}

std::string File::dtype(const std::string& name) const {
  std::string dtype;
  with_file(name, [&](const auto& file) { dtype = file.dtype(); });
  return dtype;
}

bool File::contains(const std::string& name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

Loaded File::load(const std::string& name, bool transposed, std::vector<std::byte> memory) const {
  Loaded loaded;
  with_file(name, [&](const auto& file) {
    const io::Sizes sizes = file.shape();
    const std::optional<Shape> shape = shape_of(name, sizes, transposed);
    const auto read = [&]<class Scalar>(Scalar) {
      using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
      const auto [rows, cols] = io::detail::matrix_sizes(sizes);
      const std::size_t bytes = static_cast<std::size_t>(rows * cols) * sizeof(Scalar);
      if (memory.size() < bytes) memory = std::vector<std::byte>(bytes);
      Eigen::Map<Matrix> matrix(reinterpret_cast<Scalar*>(memory.data()), rows, cols);
      file.load_into(matrix);
      if (sizes.size() == 1) {
        Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>> vector(matrix.data(), rows);
        loaded.tensor = outset::probe::tensor(name, vector);
      } else {
        loaded.tensor = shape ? outset::probe::tensor(name, matrix, *shape)
                              : outset::probe::tensor(name, matrix);
      }
      loaded.memory = std::move(memory);
      loaded.is_read = true;
    };
    const std::string_view dtype = file.dtype();
    if (dtype == "F32") read(0.0F);
    if (dtype == "F64") read(0.0);
    if (dtype == "F16") read(Eigen::half());
    if (dtype == "BF16") read(Eigen::bfloat16());
  });
  return loaded;
}

bool is_bias(const std::string& name) {
  const std::string end = name.substr(name.find_last_of("./_") + 1);
  return end == "bias" || end == "b" || end == "beta" || contains(name, "bias");
}

}  // namespace inspect
