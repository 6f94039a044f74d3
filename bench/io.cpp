// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What io.sh times: io WHAT FILE prints the seconds that one of these takes.
//   write, write_columns   saves a row-major or column-major matrix of 1 GiB, without a copy of it
//   read, read_columns     loads it into memory that is there already
//   load                   loads it as a new row-major matrix

#include <chrono>
#include <iostream>
#include <outset/io/safetensors.hpp>
#include <string>

namespace {

using Columns = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr Eigen::Index size = 16'384;

template <class Work>
void time(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()
            << '\n';
}

template <class Matrix>
void write(const std::string& path) {
  const Matrix w = Matrix::Constant(size, size, 1.25F);
  time([&] {
    outset::io::SafetensorsWriter writer(path);
    writer.refer("w", w);
    writer.finish();
  });
}

template <class Matrix>
void read(const std::string& path) {
  Matrix w = Matrix::Constant(size, size, 2);
  time([&] { outset::io::Safetensors(path).load_into("w", w); });
  if (w(size - 1, size - 1) != 1.25F) std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::string what = arguments[1], path = arguments[2];
  if (what == "write") write<Rows>(path);
  if (what == "write_columns") write<Columns>(path);
  if (what == "read") read<Rows>(path);
  if (what == "read_columns") read<Columns>(path);
  if (what == "load") {
    Rows w;
    time([&] { w = outset::io::Safetensors(path).load<Rows>("w"); });
  }
}
