// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// What io.sh times: io WHAT FILE prints the seconds by the clock and of CPU time that one of these
// takes, and the most memory of the process in MiB.
//   write, write_columns   saves a row-major or column-major matrix of 1 GiB, without a copy of it
//   read, read_columns     loads it into memory that is there already
//   load                   loads it as a new row-major matrix
//   plain_write            the same bytes by write(2) and fsync(2): the bound of write
//   plain_load             the same bytes by read(2) to new memory: the bound of load
//   plain_read             the whole file by read(2) to 8 MiB of memory
//   run COMMAND...         another program, which prints to nowhere
// Not timed: checkpoint FILE makes one of 2 GiB, forget FILE takes a file out of the memory's
// cache.

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <memory>
#include <outset/io/safetensors.hpp>
#include <outset/outset.hpp>
#include <string>

namespace {

using Columns = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr Eigen::Index size = 16'384;
constexpr std::size_t all_bytes = std::size_t{size} * size * sizeof(float);

double cpu_seconds(const rusage& usage) {
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
void time(const Work& work, int who = RUSAGE_SELF) {
  rusage before{}, after{};
  ::getrusage(who, &before);
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  ::getrusage(who, &after);
  std::printf("%.3f %.3f %ld\n", wall.count(), cpu_seconds(after) - cpu_seconds(before),
              after.ru_maxrss / 1024);
}

// A descriptor, or the end of the program.
int opened(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags, 0666);
  if (file < 0) std::exit(1);
  return file;
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

void load(const std::string& path) {
  Rows w;
  time([&] { w = outset::io::Safetensors(path).load<Rows>("w"); });
}

void plain_write(const std::string& path) {
  const Rows w = Rows::Constant(size, size, 1.25F);
  time([&] {
    const int file = opened(path, O_WRONLY | O_CREAT | O_TRUNC);
    const char* from = reinterpret_cast<const char*>(w.data());
    for (std::size_t at = 0; at < all_bytes;) {
      const ssize_t done = ::write(file, from + at, all_bytes - at);
      if (done <= 0) std::exit(1);
      at += static_cast<std::size_t>(done);
    }
    if (::fsync(file) != 0 || ::close(file) != 0) std::exit(1);
  });
}

// Into `count` bytes of new memory, again and again to the file's end.
void plain_read(const std::string& path, std::size_t count) {
  time([&] {
    const int file = opened(path, O_RDONLY);
    const std::unique_ptr<char[]> memory(new char[count]);
    while (::read(file, memory.get(), count) > 0) {
    }
    ::close(file);
  });
}

int run(char** command) {
  int status = 1;
  time(
      [&] {
        const pid_t child = ::fork();
        if (child == 0) {
          ::dup2(opened("/dev/null", O_WRONLY), STDOUT_FILENO);
          ::execvp(command[0], command);
          std::_Exit(127);
        }
        ::waitpid(child, &status, 0);
      },
      RUSAGE_CHILDREN);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

void make_checkpoint(const std::string& path) {
  std::list<Rows> tensors;
  outset::io::SafetensorsWriter writer(path);
  for (int layer = 0; layer < 32; ++layer) {
    const std::string name = "layer." + std::to_string(layer) + ".weight";
    outset::HeNormal{}(tensors.emplace_back(4096, 4096), outset::Rng{1}.stream(name));
    writer.refer(name, tensors.back());
  }
  writer.finish();
}

void forget(const std::string& path) {
  const int file = opened(path, O_RDONLY);
  ::fsync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const std::string what = arguments[1], path = arguments[2];
  if (what == "run") return run(arguments + 2);
  if (what == "write") write<Rows>(path);
  if (what == "write_columns") write<Columns>(path);
  if (what == "plain_write") plain_write(path);
  if (what == "read") read<Rows>(path);
  if (what == "read_columns") read<Columns>(path);
  if (what == "load") load(path);
  if (what == "plain_load") plain_read(path, all_bytes);
  if (what == "plain_read") plain_read(path, std::size_t{8} << 20);
  if (what == "checkpoint") make_checkpoint(path);
  if (what == "forget") forget(path);
}
