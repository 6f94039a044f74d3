// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// Files of bytes. They are read by pread, not through a memory map: where another process cuts a
// file short, a map raises SIGBUS, which no caller can handle, and a read is an error. A file is
// written whole or not at all: under another name in the same folder, flushed to the disk, and then
// renamed, so that whoever has the old file open or mapped keeps its old bytes.

#if !__has_include(<unistd.h>)
#error "outset: files (outset/io) need POSIX (open, pread, pwrite, fsync, rename)"
#include "outset/error.hpp"
#include "outset/stopped by the error above"
#endif

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "outset/io/error.hpp"
#include "outset/io/input.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

/// fail_file with the text of an errno.
[[noreturn]] inline void fail_system(const std::string& path, std::string_view what, int error) {
  fail_file(path, {what, ": ", std::generic_category().message(error)});
}

/// Closes a file descriptor at its end of life.
class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return value_; }
  /// The errno of close, or 0.
  int close() {
    const int value = std::exchange(value_, -1);
    return value >= 0 && ::close(value) != 0 ? errno : 0;
  }

 private:
  int value_;
};

// One call's bytes. Linux moves at most 2 GiB in one, and macOS refuses more.
inline constexpr std::size_t longest_read = std::size_t{1} << 30;
inline constexpr std::size_t longest_write = std::size_t{1} << 23;

}  // namespace detail

/// A file that is open for reading.
class InputFile final : public Input {
 public:
  /// Throws std::runtime_error where there is no such file, it is not a regular one (a folder, a
  /// pipe), or it may not be read.
  explicit InputFile(const std::filesystem::path& path)
      : Input(path.string()), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (file_.get() < 0) detail::fail_system(path_, "cannot be opened", errno);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) {
      detail::fail_system(path_, "its size cannot be asked", errno);
    }
    if (!S_ISREG(status.st_mode)) {
      detail::fail_file(path_, {S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file",
                                ", must be a file"});
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }

  /// Throws also where the file has been cut short since it was opened.
  void read(std::uint64_t begin, void* to, std::size_t count) const override {
    auto* next = static_cast<std::byte*>(to);
    while (count > 0) {
      const std::size_t some = count < detail::longest_read ? count : detail::longest_read;
      const ssize_t got = ::pread(file_.get(), next, some, static_cast<off_t>(begin));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) detail::fail_system(path_, "cannot be read", errno);
      if (got == 0) detail::fail_at(path_, "", begin, {"the file ends here"});
      next += got;
      begin += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
  }

 private:
  detail::Descriptor file_;
};

/// A file that takes its place at `commit`, whole. Without a commit nothing but the old file is
/// there. Whoever is killed before leaves a file named .outset-<process>-<number>.part.
class OutputFile {
 public:
  /// `path` may be there already; then it keeps its permissions. If it is a symbolic link, the file
  /// it leads to is replaced. Throws std::runtime_error where it is no regular file or may not be
  /// written, and where its folder does not exist or may not be written.
  explicit OutputFile(const std::filesystem::path& path) : path_(path.string()) {
    namespace fs = std::filesystem;
    std::error_code unresolved;
    target_ = fs::weakly_canonical(path, unresolved);
    if (unresolved) target_ = path;
    struct stat old {};
    const bool there = ::stat(target_.c_str(), &old) == 0;
    if (there && !S_ISREG(old.st_mode)) {
      detail::fail_file(path_, {S_ISDIR(old.st_mode) ? "is a folder" : "is not a regular file",
                                ", must be a file"});
    }
    if (there && ::access(target_.c_str(), W_OK) != 0) {
      detail::fail_system(path_, "the file that is there cannot be written", errno);
    }
    open_part();
    if (there && ::fchmod(file_.get(), old.st_mode & 07777) != 0) {
      const int error = errno;
      discard();
      detail::fail_system(path_, "its permissions cannot be kept", error);
    }
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() { discard(); }

  const std::string& path() const { return path_; }

  /// Takes room for a file of so many bytes, so that a disk without it is an error before the first
  /// of them is written. Throws std::runtime_error.
  void reserve(std::uint64_t size) {
#if defined(__linux__)
    // Not posix_fallocate: where a file system cannot reserve, that writes every block.
    if (size == 0 || ::fallocate(file_.get(), 0, 0, static_cast<off_t>(size)) == 0) return;
    if (errno == ENOSPC || errno == EFBIG || errno == EDQUOT) fail("cannot be written", errno);
#else
    static_cast<void>(size);
#endif
  }

  /// Writes bytes from memory to the place that begins at byte `begin`. Throws std::runtime_error,
  /// as on a full disk.
  void write(std::uint64_t begin, const void* from, std::size_t count) {
    const auto* next = static_cast<const std::byte*>(from);
    while (count > 0) {
      const std::size_t some = count < detail::longest_write ? count : detail::longest_write;
      const ssize_t done = ::pwrite(file_.get(), next, some, static_cast<off_t>(begin));
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail("cannot be written", done < 0 ? errno : ENOSPC);
      written_ += static_cast<std::size_t>(done);
      if (written_ >= detail::longest_write) flush_early();
      next += done;
      begin += static_cast<std::uint64_t>(done);
      count -= static_cast<std::size_t>(done);
    }
  }

  /// Flushes the bytes to the disk and gives them the file's name. Throws std::runtime_error; the
  /// old file is then there unless the text says otherwise.
  void commit() {
    if (::fsync(file_.get()) != 0) fail("cannot be flushed to the disk", errno);
    if (const int error = file_.close(); error != 0) fail("cannot be written", error);
    if (::rename(part_.c_str(), target_.c_str()) != 0) fail("cannot take its name", errno);
    part_.clear();
    // The name is in the folder, which is flushed by itself. Some file systems cannot (EINVAL).
    const detail::Descriptor folder(::open(folder_of().c_str(), O_RDONLY | O_CLOEXEC));
    if (folder.get() < 0 || (::fsync(folder.get()) != 0 && errno != EINVAL)) {
      detail::fail_system(path_, "is written, but its folder cannot be flushed to the disk", errno);
    }
  }

 private:
  std::filesystem::path folder_of() const {
    const std::filesystem::path folder = target_.parent_path();
    return folder.empty() ? std::filesystem::path(".") : folder;
  }

  // A name that no other thread or process has, and not longer than other names are.
  void open_part() {
    static std::atomic<unsigned> next{0};
    for (;;) {
      std::string name = ".outset-";
      name += std::to_string(::getpid());
      name += '-';
      name += std::to_string(next++);
      name += ".part";
      part_ = folder_of() / name;
      file_ =
          detail::Descriptor(::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file_.get() >= 0) return;
      if (errno != EEXIST) {
        const int error = errno;
        part_.clear();
        detail::fail_system(path_, "no file can be made in its folder", error);
      }
    }
  }

  // Lets the disk begin while more is written, so that `commit` has less to wait for.
  void flush_early() {
    written_ = 0;
#if defined(__linux__) && defined(SYNC_FILE_RANGE_WRITE)
    static_cast<void>(::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE));
#endif
  }

  [[noreturn]] void fail(std::string_view what, int error) {
    discard();
    detail::fail_system(path_, outset::detail::joined({what, " (the file is as it was)"}), error);
  }

  void discard() {
    file_.close();
    if (!part_.empty()) ::unlink(part_.c_str());
    part_.clear();
  }

  std::string path_;
  std::filesystem::path target_{};
  std::filesystem::path part_{};
  detail::Descriptor file_{};
  std::size_t written_ = 0;
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
