// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/npz.hpp"

#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"

namespace io = outset::io;

namespace {

Eigen::MatrixXf filled(Eigen::Index rows = 30) {
  Eigen::MatrixXf w(rows, 20);
  outset::Rng rng{1};
  outset::Normal{.std = 1}(w, rng);
  return w;
}

void write(const std::string& path, io::NpzWriter::Packed packed, Eigen::Index rows = 30,
           Eigen::Index zeros = 1000) {
  io::NpzWriter writer(path, packed);
  writer.add("w", filled(rows));
  writer.add("k", filled(rows), {rows, 5, 2, 2});
  writer.add("zeros", Eigen::VectorXd::Zero(zeros).eval());
  CHECK_THROWS_WITH(writer.add("w", filled()), ContainsSubstring("\"w\" was added before"));
  writer.finish();
}

}  // namespace

TEST_CASE("npz: what is saved is loaded, packed or not, and the same bytes are written again") {
  const files::Folder folder;
  for (const auto packed : {io::NpzWriter::Packed::no, io::NpzWriter::Packed::yes}) {
    write(folder / "a.npz", packed);
    write(folder / "b.npz", packed);
    CHECK(files::read(folder / "a.npz") == files::read(folder / "b.npz"));
    const io::Npz file(folder / "a.npz");
    CHECK(file.names() == std::vector<std::string>{"k", "w", "zeros"});
    CHECK(file.load<Eigen::MatrixXf>("w") == filled());
    CHECK(file.load<Eigen::MatrixXf>("k") == filled());
    CHECK(file.shape("k") == io::Sizes{30, 5, 2, 2});
    CHECK(file.dtype("zeros") == "F64");
    Eigen::VectorXd zeros(1000);
    file.load_into("zeros", zeros);
    CHECK(zeros.isZero(0));
    CHECK_FALSE(file.contains("w.npy"));
    CHECK_THAT(files::error_of([&] { file.load<Eigen::MatrixXf>("none"); }),
               ContainsSubstring("there is no tensor \"none\""));
    CHECK_THAT(files::error_of([&] { file.load<Eigen::MatrixXd>("w"); }),
               ContainsSubstring("tensor \"w\": byte 128: the elements are F32"));
  }
  CHECK(folder.count() == 2);
}

TEST_CASE("npz: every cut is an error, and so is or harmless is every flipped bit") {
  const files::Folder folder;
  const std::string path = folder / "a.npz";
  for (const auto packed : {io::NpzWriter::Packed::no, io::NpzWriter::Packed::yes}) {
    write(path, packed, 8, 100);  // small: a file is written for each bit
    const std::string whole = files::read(path);
    const auto read = [&] {
      const io::Npz file(path);
      for (const std::string& name : file.names()) {
        const io::Npy array = file.array(name);
        if (array.dtype() == "F32") array.load<Eigen::MatrixXf>();
      }
    };
    const auto check = [&](const std::string& bytes, bool may_be_read) {
      files::write(path, bytes);
      const std::string error = files::error_of(read);
      if (may_be_read && error == "(no std::runtime_error)") return;
      if (error.find("outset: " + path) != 0) FAIL(error);
    };
    for (std::size_t length = 0; length < whole.size(); length += length < 200 ? 1 : 37) {
      check(whole.substr(0, length), false);
    }
    for (std::size_t bit = 0; bit < whole.size() * 8; bit += bit % 1600 < 240 ? 1 : 61) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      check(flipped, true);
    }
  }
}

TEST_CASE("npz: a member that says it has more bytes than its packed ones can be is refused") {
  const files::Folder folder;
  const std::string path = folder / "a.npz";
  write(path, io::NpzWriter::Packed::yes);
  std::string bytes = files::read(path);
  // The size stands in the member's own header (22 bytes from its signature) and in the directory.
  const std::size_t entry = bytes.find("PK\1\2");
  for (const std::size_t at : {bytes.find("PK\3\4") + 22, entry + 24}) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = "\xF0\xFF\xFF\x7F"[i];
  }
  files::write(path, bytes);
  CHECK_THAT(files::error_of([&] { io::Npz file(path); }),
             StartsWith("outset: " + path) && ContainsSubstring("packed ones cannot be"));
}

TEST_CASE("npz: bfloat16 is refused, and nothing is written") {
  const files::Folder folder;
  io::NpzWriter writer(folder / "a.npz");
  const Eigen::Matrix<Eigen::bfloat16, 1, 1> b(Eigen::bfloat16(1.0F));
  CHECK_THROWS_WITH(writer.add("b", b), ContainsSubstring("npy does not have"));
  CHECK(folder.count() == 0);
}
