// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// A process that saves one file over and over is killed at 200 random moments. The file is whole
// each time: all of its elements are from one save. (What a power failure does is not seen here;
// for that, OutputFile flushes the file before its name is given, and the folder after.)

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "outset/io/npy.hpp"
#include "outset/io/safetensors.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"

namespace io = outset::io;

namespace {

void save(const std::string& path, int version) {
  const float value = static_cast<float>(version);
  io::SafetensorsWriter writer(path, {{"version", std::to_string(version)}});
  writer.add("a", Eigen::MatrixXf::Constant(256, 512, value).eval());
  writer.add("b", Eigen::VectorXf::Constant(256 * 512, value).eval());
  writer.finish();
}

[[noreturn]] void save_forever(const std::string& path, int version) {
  for (;; ++version) save(path, version);
}

}  // namespace

TEST_CASE("a file whose writer is killed at any moment is whole") {
  const files::Folder folder;
  const std::string path = folder / "m.safetensors";
  save(path, 0);
  std::mt19937 random(1);
  std::set<int> seen;
  int parts = 0;
  for (int kill = 0; kill < 200; ++kill) {
    const pid_t child = ::fork();
    if (child == 0) save_forever(path, 1000 * kill);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    const io::Safetensors file(path);
    const int version = std::stoi(file.metadata().at("version"));
    const float value = static_cast<float>(version);
    CHECK((file.load<Eigen::MatrixXf>("a").array() == value).all());
    CHECK((file.load<Eigen::VectorXf>("b").array() == value).all());
    seen.insert(version);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() != ".part") continue;
      ++parts;
      std::filesystem::remove(entry.path());
    }
  }
  // The kills met saves: most of them came within one, and versions went on.
  CAPTURE(seen.size(), parts);
  CHECK(seen.size() > 50);
  CHECK(parts > 50);
}
