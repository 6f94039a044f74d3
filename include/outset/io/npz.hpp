// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
#pragma once

// NumPy's file of several arrays: a zip archive of npy files, written by np.savez and
// np.savez_compressed. It needs libzip (link with -lzip), so that io.hpp does not include it.
//
//   outset::io::Npz file("weights.npz");
//   auto w = file.load<Eigen::MatrixXf>("w");

#include <zip.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outset/io/file.hpp"
#include "outset/io/input.hpp"
#include "outset/io/npy.hpp"

namespace outset {
inline namespace OUTSET_ABI {
namespace io {
namespace detail {

struct ZipCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* member) const { zip_fclose(member); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
template <class T>
using ZipPointer = std::unique_ptr<T, ZipCloser>;

inline constexpr std::string_view npy_suffix = ".npy";

}  // namespace detail

/// A npz file that is open for reading. An array is unpacked when it is asked for. Threads must not
/// share one.
class Npz {
 public:
  /// Throws std::runtime_error where it is no zip archive, or has a member that is no plain or
  /// deflated npy file, or a name twice.
  explicit Npz(const std::filesystem::path& path) : path_(path.string()) {
    InputFile readable(path);  // for its errors
    int error = 0;
    archive_.reset(zip_open(path_.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
    if (!archive_) {
      zip_error_t text;
      zip_error_init_with_code(&text, error);
      const std::string why = zip_error_strerror(&text);
      zip_error_fini(&text);
      detail::fail_at(path_, "", 0, {"this is no npz file: ", why});
    }
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) add_member(static_cast<zip_uint64_t>(i));
  }

  /// The arrays' names, without ".npy", in the order of the file.
  const std::vector<std::string>& names() const { return names_; }
  bool contains(const std::string& name) const { return members_.contains(name); }

  /// An array, unpacked. Throws std::runtime_error where there is none of this name, or its bytes
  /// are damaged.
  Npy array(const std::string& name) const {
    return Npy(std::make_shared<InputBytes>(unpacked(name),
                                            path_ + ": tensor " + outset::detail::in_quotes(name)));
  }
  Sizes shape(const std::string& name) const { return array(name).shape(); }
  std::string_view dtype(const std::string& name) const { return array(name).dtype(); }

  /// As Npy::load and Npy::load_into.
  template <class Matrix>
  Matrix load(const std::string& name, Convert convert = Convert::no) const {
    return array(name).load<Matrix>(convert);
  }
  template <Target M>
  void load_into(const std::string& name, M&& w, Convert convert = Convert::no) const {
    array(name).load_into(w, convert);
  }

 private:
  struct Member {
    zip_uint64_t index;
    std::uint64_t bytes;
  };

  void add_member(zip_uint64_t index) {
    zip_stat_t facts;
    if (zip_stat_index(archive_.get(), index, 0, &facts) != 0) fail_zip("");
    const std::string_view file = facts.name;
    const auto suffix = detail::npy_suffix.size();
    const std::string name(file.substr(0, file.size() - (std::min)(file.size(), suffix)));
    const bool stored = facts.comp_method == ZIP_CM_STORE;
    if (!file.ends_with(detail::npy_suffix) || facts.encryption_method != ZIP_EM_NONE ||
        (!stored && facts.comp_method != ZIP_CM_DEFLATE)) {
      detail::fail_at(path_, file, 0, {"a member must be a plain or deflated .npy file"});
    }
    // No deflated byte becomes more than 1032; so the memory is bounded before it is taken.
    const std::uint64_t most = stored ? facts.comp_size : 1032 * facts.comp_size + 64;
    if (facts.comp_size > (~std::uint64_t{0} >> 12) || facts.size > most) {
      detail::fail_at(path_, name, 0,
                      {"the member says that it has ", facts.size, " bytes, which its ",
                       facts.comp_size, " packed ones cannot be"});
    }
    if (!members_.emplace(name, Member{index, facts.size}).second) {
      detail::fail_at(path_, name, 0, {"the name is there twice"});
    }
    names_.push_back(name);
  }

  std::vector<std::byte> unpacked(const std::string& name) const {
    const auto found = members_.find(name);
    if (found == members_.end()) {
      detail::fail_file(path_, {"there is no tensor ", outset::detail::in_quotes(name)});
    }
    const detail::ZipPointer<zip_file_t> member(
        zip_fopen_index(archive_.get(), found->second.index, 0));
    if (!member) fail_zip(name);
    std::vector<std::byte> bytes(static_cast<std::size_t>(found->second.bytes));
    std::size_t at = 0;
    // One read more than there are bytes: libzip checks the sum of a member at its end.
    for (;;) {
      std::byte rest;
      const bool full = at == bytes.size();
      const zip_int64_t got =
          zip_fread(member.get(), full ? &rest : bytes.data() + at, full ? 1 : bytes.size() - at);
      if (got == 0 && full) return bytes;
      if (got <= 0 || full) {
        detail::fail_at(path_, name, at,
                        {"the member is damaged, or has other bytes than it says"});
      }
      at += static_cast<std::size_t>(got);
    }
  }

  [[noreturn]] void fail_zip(const std::string& name) const {
    detail::fail_at(path_, name, 0, {"cannot be unpacked: ", zip_strerror(archive_.get())});
  }

  std::string path_;
  detail::ZipPointer<zip_t> archive_{};
  std::map<std::string, Member> members_{};
  std::vector<std::string> names_{};
};

/// Collects arrays and writes them at once, at `finish`, as np.savez does; with Packed::yes, as
/// np.savez_compressed. The same arrays give the same bytes at any time of day.
class NpzWriter {
 public:
  enum class Packed { no, yes };

  explicit NpzWriter(std::filesystem::path path, Packed packed = Packed::no)
      : path_(std::move(path)), packed_(packed) {}

  /// Adds a copy of a matrix, as save_npy writes it. Throws std::invalid_argument on a name that
  /// was added before, and as save_npy.
  template <class T>
  void add(const std::string& name, const T& w) {
    add_bytes(name, detail::npy_bytes(w, nullptr));
  }
  template <class T>
  void add(const std::string& name, const T& w, const Sizes& sizes) {
    add_bytes(name, detail::npy_bytes(w, &sizes));
  }

  /// Writes the file, which takes its place whole. Throws std::runtime_error where it cannot be
  /// written.
  void finish() {
    const std::string path = path_.string();
    zip_error_t error;
    zip_error_init(&error);
    const auto must_hold = [&](bool holds) {
      if (!holds) detail::fail_file(path, {"cannot be packed"});
    };
    detail::ZipPointer<zip_source_t> bytes(zip_source_buffer_create(nullptr, 0, 0, &error));
    must_hold(bytes != nullptr);
    zip_source_keep(bytes.get());  // the archive frees one, this another
    detail::ZipPointer<zip_t> archive(
        zip_open_from_source(bytes.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
    if (!archive) zip_source_free(bytes.get());
    must_hold(archive != nullptr);
    for (const auto& [name, array] : arrays_) {
      zip_source_t* member = zip_source_buffer(archive.get(), array.data(), array.size(), 0);
      must_hold(member != nullptr);
      const zip_int64_t index =
          zip_file_add(archive.get(), (name + ".npy").c_str(), member, ZIP_FL_ENC_UTF_8);
      if (index < 0) zip_source_free(member);
      must_hold(index >= 0);
      const auto place = static_cast<zip_uint64_t>(index);
      const zip_int32_t method = packed_ == Packed::yes ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
      must_hold(zip_set_file_compression(archive.get(), place, method, 0) == 0);
      constexpr zip_uint16_t first_day = 1 << 5 | 1;  // 1980-01-01, as NumPy writes
      must_hold(zip_file_set_dostime(archive.get(), place, 0, first_day, 0) == 0);
    }
    must_hold(zip_close(archive.get()) == 0);
    static_cast<void>(archive.release());
    copy_to_file(bytes.get(), must_hold);
  }

 private:
  void add_bytes(const std::string& name, std::vector<std::byte> bytes) {
    if (!arrays_.emplace(name, std::move(bytes)).second) {
      outset::detail::fail(
          {"NpzWriter: the name ", outset::detail::in_quotes(name), " was added before"});
    }
  }

  template <class Check>
  void copy_to_file(zip_source_t* bytes, const Check& must_hold) const {
    OutputFile file(path_);
    must_hold(zip_source_open(bytes) == 0);
    std::vector<std::byte> piece(std::size_t{1} << 18);
    std::uint64_t at = 0;
    for (;;) {
      const zip_int64_t got = zip_source_read(bytes, piece.data(), piece.size());
      must_hold(got >= 0);
      if (got == 0) break;
      file.write(at, piece.data(), static_cast<std::size_t>(got));
      at += static_cast<std::uint64_t>(got);
    }
    zip_source_close(bytes);
    file.commit();
  }

  std::filesystem::path path_;
  Packed packed_;
  std::map<std::string, std::vector<std::byte>> arrays_{};
};

}  // namespace io
}  // namespace OUTSET_ABI
}  // namespace outset
