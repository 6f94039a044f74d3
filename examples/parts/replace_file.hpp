// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Writes a file whole or not at all: under another name in the same folder, which is then renamed.
// If the run is interrupted or the disk is full, the old file stays. What is not a regular file
// (/dev/stdout, a pipe) cannot be replaced and is written to.

#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace examples {
namespace detail {

// The file itself where `path` is a link to it.
inline std::filesystem::path target_of(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::weakly_canonical(path, error);
  return error ? std::filesystem::path(path) : target;
}

// A name in the same folder that no other run takes.
inline std::filesystem::path beside(const std::filesystem::path& target) {
  std::filesystem::path name = target;
  name += '.';
  name += std::to_string(std::random_device{}());
  name += ".part";
  return name;
}

inline bool is_special(const std::filesystem::path& target) {
  std::error_code error;
  const auto status = std::filesystem::status(target, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

}  // namespace detail

/// Throws std::runtime_error, which names `option`, where `replace_file` would fail.
inline void check_replaceable(const std::string& option, const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto refuse = [&](const std::string& why) {
    throw std::runtime_error(option + ": cannot write '" + path + "': " + why);
  };
  const fs::path target = detail::target_of(path);
  if (fs::is_directory(target, error)) refuse("it is a folder, must be a file");
  if (detail::is_special(target)) return;
  if (fs::exists(target, error) && !std::ofstream(target, std::ios::app)) {
    refuse("the file that is there must be writable");
  }
  const fs::path part = detail::beside(target);
  const bool opened = std::ofstream(part).is_open();
  fs::remove(part, error);
  if (!opened) refuse("its folder must exist and be writable");
}

inline void replace_file(const std::string& option, const std::string& path,
                         std::string_view text) {
  namespace fs = std::filesystem;
  const fs::path target = detail::target_of(path);
  const bool special = detail::is_special(target);
  const fs::path part = special ? target : detail::beside(target);
  std::ofstream file(part, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  std::error_code error;
  if (file && !special) {
    const auto old = fs::status(target, error);
    if (fs::exists(old)) fs::permissions(part, old.permissions(), error);
    fs::rename(part, target, error);
  }
  if (!file || error) {
    std::error_code ignored;
    if (!special) fs::remove(part, ignored);
    throw std::runtime_error(option + ": writing '" + path + "' failed" +
                             (error ? ": " + error.message() : ", the file is as it was"));
  }
}

}  // namespace examples
