// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/npy.hpp"

#include <clocale>
#include <complex>
#include <locale>
#include <memory>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "outset/tensor.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"

namespace io = outset::io;
using outset::Index;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A npy file of any header, with the length that it has.
std::string npy(const std::string& header, const std::string& data, char version = 1) {
  std::string file = "\x93NUMPY";
  file += version;
  file += '\0';
  for (std::size_t i = 0; i < (version == 1 ? 2 : 4); ++i) {
    file += static_cast<char>(header.size() >> (8 * i) & 255);
  }
  return file + header + data;
}

std::string header(const std::string& descr, const std::string& shape,
                   const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

io::Npy parse(const std::string& file) {
  return io::Npy(std::make_shared<io::InputBytes>(files::owned_bytes(file), "f.npy"));
}
std::string error(const std::string& file) {
  return files::error_of([&] { parse(file); });
}

std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::string counted(int count) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(i));
  return floats(values);
}

template <class Matrix>
Matrix filled(Index rows, Index cols) {
  Matrix w(rows, cols);
  outset::Rng rng{7};
  outset::Normal{.std = 1}(w, outset::dense(rows, cols), rng);
  return w;
}

}  // namespace

TEMPLATE_TEST_CASE("npy: what is saved is loaded, in every storage", "", float, double, Eigen::half,
                   std::complex<float>, std::complex<double>) {
  using ColMajor = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic>;
  using Rows = Eigen::Matrix<TestType, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const files::Folder folder;
  const std::string path = folder / "w.npy";
  // Whole rows in a tile, pieces of rows, and a remainder of both.
  const Index elements = io::detail::tile_bytes<TestType, TestType> / Index{sizeof(TestType)};
  const Index width = elements / io::detail::tile_rows;
  for (const auto& [rows, cols] :
       {std::pair<Index, Index>{1, 1}, {5, 3}, {40, width + 17}, {elements / 7 + 100, 7}}) {
    const ColMajor w = filled<ColMajor>(rows, cols);
    io::save_npy(path, w);
    const std::string saved = files::read(path);
    CHECK(io::load_npy<ColMajor>(path) == w);
    CHECK(io::load_npy<Rows>(path) == w);
    io::save_npy(path, Rows(w));
    CHECK(files::read(path) == saved);

    ColMajor wide = ColMajor::Zero(rows + 2, cols + 2);
    io::load_npy(path, wide.block(1, 1, rows, cols));
    CHECK(wide.block(1, 1, rows, cols) == w);
    CHECK(wide.row(0) == ColMajor::Zero(1, cols + 2));
    CHECK(wide.col(cols + 1) == ColMajor::Zero(rows + 2, 1));
    io::save_npy(path, wide.block(1, 1, rows, cols));
    CHECK(files::read(path) == saved);
    io::save_npy(path, w + ColMajor::Zero(rows, cols));
    CHECK(files::read(path) == saved);

    ColMajor transposed(cols, rows);
    io::load_npy(path, transposed.transpose());
    CHECK(transposed.transpose() == w);

    using Second = Eigen::Map<ColMajor, 0, Eigen::Stride<Eigen::Dynamic, 2>>;
    ColMajor pairs = ColMajor::Zero(2 * rows, cols);
    Second second(pairs.data() + 1, rows, cols, {2 * rows, 2});
    io::load_npy(path, second);
    CHECK(second == w);
    CHECK(pairs(2 * rows - 2, cols - 1) == TestType(0));
    io::save_npy(path, second);
    CHECK(files::read(path) == saved);
  }
}

TEST_CASE("npy: vectors have one axis, memory with a Shape its kernel's") {
  const files::Folder folder;
  const std::string path = folder / "w.npy";
  const Eigen::VectorXf v = filled<Eigen::VectorXf>(9, 1);
  io::save_npy(path, v);
  CHECK(io::Npy(path).shape() == io::Sizes{9});
  CHECK(io::load_npy<Eigen::VectorXf>(path) == v);
  CHECK(io::load_npy<Eigen::RowVectorXf>(path) == v.transpose());
  CHECK(io::load_npy<Eigen::MatrixXf>(path) == v);
  Eigen::MatrixXf w = Eigen::MatrixXf::Zero(2, 9);
  io::load_npy(path, w.row(1));
  CHECK(w.row(1) == v.transpose());

  std::vector<float> memory(4 * 3 * 2 * 5);
  outset::Rng rng{1};
  const outset::Shape shape = outset::conv2d(4, 3, 2, 5);
  outset::HeNormal{}(outset::row_major(memory, shape), rng);
  io::save_npy(path, outset::row_major(memory, shape));
  CHECK(io::Npy(path).shape() == io::Sizes{4, 3, 2, 5});
  std::vector<float> read(memory.size());
  io::load_npy(path, outset::row_major(read, shape));
  CHECK(read == memory);
  std::vector<float> columns(memory.size());
  io::load_npy(path, outset::col_major(columns, shape));
  CHECK(columns != memory);
  io::save_npy(path, outset::col_major(columns, shape));
  Eigen::Tensor<float, 4> tensor(4, 3, 2, 5);
  io::load_npy(path, tensor);
  CHECK(tensor(3, 2, 1, 4) == memory.back());
  CHECK(tensor(1, 0, 1, 0) == memory[30 + 5]);
  io::save_npy(path, tensor);
  const auto flat = io::load_npy<RowMajor>(path);
  CHECK(flat.rows() == 4);
  CHECK(std::vector<float>(flat.data(), flat.data() + flat.size()) == memory);

  io::save_npy(path, flat, {4, 30});
  io::save_npy(path, flat, {4, 3, 10});
  CHECK(io::Npy(path).shape() == io::Sizes{4, 3, 10});
  CHECK_THROWS_WITH(
      io::save_npy(path, flat, {3, 40}),
      "outset: save_npy: sizes are (3, 40), of a matrix of 4 x 30, must begin with its "
      "rows and have as many elements");
  CHECK_THROWS_AS(io::save_npy(path, flat, {4, 31}), std::invalid_argument);
  CHECK_THROWS_AS(io::save_npy(path, flat, {-4, -30}), std::invalid_argument);
  CHECK_THROWS_AS(io::save_npy(path, flat, {Index{1} << 62, 4}), std::invalid_argument);
  CHECK(folder.count() == 1);
}

TEST_CASE("npy: the bytes are NumPy's own") {
  const files::Folder folder;
  const std::string path = folder / "w.npy";
  RowMajor w(2, 3);
  w << 0, 1, 2, 3, 4, 5;
  io::save_npy(path, w);
  std::string text = header("<f4", "(2, 3)");
  text.resize(117, ' ');
  CHECK(files::read(path) == npy(text + "\n", counted(6)));
}

TEST_CASE("npy: C and Fortran order, versions 1 to 3 and long headers") {
  // cnpy never saw fortran_order, read versions 2 and 3 wrong, and had room for 256 bytes of
  // header.
  RowMajor w(2, 3);
  w << 0, 1, 2, 3, 4, 5;
  RowMajor f(2, 3);
  f << 0, 2, 4, 1, 3, 5;
  for (const char version : {'\1', '\2', '\3'}) {
    for (const std::size_t padding : {0u, 300u, 60'000u, 70'000u}) {
      if (version == 1 && padding > 65'000) continue;
      const std::string spaces(padding, ' ');
      CHECK(parse(npy(header("<f4", "(2, 3)") + spaces, counted(6), version)).load<RowMajor>() ==
            w);
      CHECK(parse(npy(header("<f4", "(2, 3)", "True") + spaces, counted(6), version))
                .load<Eigen::MatrixXf>() == f);
      CHECK(parse(npy(header("<f4", "(2, 3)", "True") + spaces, counted(6), version))
                .load<RowMajor>() == f);
    }
  }
  // Any order of the keys, double quotes, Python 2's long numbers, no spaces.
  CHECK(parse(npy("{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"<f4\"}", counted(6)))
            .load<RowMajor>() == w);
  // A kernel (2, 2, 3) in Fortran order: element (a, b, c) is number a + 2 b + 4 c.
  const auto kernel = parse(npy(header("<f4", "(2, 2, 3)", "True"), counted(12)));
  const auto flat = kernel.load<Eigen::MatrixXf>();
  Eigen::Tensor<float, 3> tensor(2, 2, 3);
  kernel.load_into(tensor);
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      for (int c = 0; c < 3; ++c) {
        CHECK(flat(a, 3 * b + c) == static_cast<float>(a + 2 * b + 4 * c));
        CHECK(tensor(a, b, c) == flat(a, 3 * b + c));
      }
    }
  }
}

TEST_CASE("npy: numbers of no axis and of none, and sizes beyond 32 bits") {
  CHECK(parse(npy(header("<f4", "()"), counted(1))).load<Eigen::MatrixXf>().size() == 1);
  CHECK(parse(npy(header("<f4", "(0,)"), "")).load<Eigen::VectorXf>().size() == 0);
  CHECK(parse(npy(header("<f4", "(3, 0)"), "")).load<Eigen::MatrixXf>().rows() == 3);
  // cnpy read sizes by stoi.
  CHECK(parse(npy(header("<f4", "(3000000000, 0)"), "")).load<Eigen::MatrixXf>().rows() ==
        3'000'000'000);
  // Found by the fuzzer: as many columns as a loop does not end for, and no row.
  for (const char* const shape :
       {"(0, 2, 2305843009213693951)", "(0, 1, 2, 8, 11112, 2, 11, 211)"}) {
    CHECK(parse(npy(header("<f2", shape, "True"), ""))
              .load<Eigen::Matrix<Eigen::half, -1, -1>>()
              .rows() == 0);
  }
  const files::Folder folder;
  io::save_npy(folder / "e.npy", Eigen::MatrixXf(0, 5));
  CHECK(io::load_npy<Eigen::MatrixXf>(folder / "e.npy").cols() == 5);
  Eigen::Matrix<float, 1, 1> one(3.0F);
  io::save_npy(folder / "e.npy", one, {});
  CHECK(io::Npy(folder / "e.npy").shape().empty());
}

TEST_CASE("npy: big-endian elements are swapped") {
  const std::string two("\x40\x00\x00\x00", 4);
  CHECK(parse(npy(header(">f4", "(1,)"), two)).load<Eigen::VectorXf>()(0) == 2.0F);
  const std::string half("\x40\x00", 2);
  CHECK(parse(npy(header(">f2", "(1,)"), half)).load<Eigen::VectorXf>(io::Convert::yes)(0) == 2.0F);
  const std::string complex = two + std::string("\x40\x40\x00\x00", 4);
  CHECK(parse(npy(header(">c8", "(1,)"), complex)).load<Eigen::VectorXcf>()(0) ==
        std::complex<float>(2, 3));
}

TEST_CASE("npy: another scalar only on request") {
  const std::string file = npy(header("<f4", "(2, 3)"), counted(6));
  CHECK_THROWS_WITH(parse(file).load<Eigen::MatrixXd>(),
                    "outset: f.npy: byte 69: the elements are F32, the matrix has F64: ask for "
                    "Convert::yes");
  CHECK(parse(file).load<Eigen::MatrixXd>(io::Convert::yes)(1, 2) == 5.0);
  CHECK_THROWS_WITH(parse(file).load<Eigen::MatrixXcf>(io::Convert::yes),
                    ContainsSubstring("cannot become C64"));
  const std::string integers = npy(header("<i8", "(1,)"), std::string(8, '\0'));
  CHECK(parse(integers).dtype() == "I64");
  CHECK_THROWS_WITH(parse(integers).load<Eigen::VectorXd>(io::Convert::yes),
                    ContainsSubstring("the elements are I64, and cannot become F64"));
}

TEST_CASE("npy: a matrix of other sizes is refused and not written to") {
  const std::string file = npy(header("<f4", "(2, 3)"), counted(6));
  Eigen::MatrixXf w = Eigen::MatrixXf::Constant(3, 2, 7);
  CHECK_THROWS_WITH(
      parse(file).load_into(w),
      "outset: f.npy: byte 69: the sizes are (2, 3), the matrix is 3 x 2, must be the "
      "same");
  CHECK((w.array() == 7).all());
  CHECK_THROWS_WITH(parse(file).load<Eigen::Matrix3f>(),
                    ContainsSubstring("which the matrix type cannot have"));
  CHECK_THROWS_AS(parse(file).load<Eigen::VectorXf>(), std::runtime_error);
  Eigen::Tensor<float, 3> tensor(2, 1, 3);
  CHECK_THROWS_WITH(parse(file).load_into(tensor), ContainsSubstring("the matrix is (2, 1, 3)"));
}

TEST_CASE("npy: bfloat16 is refused in words") {
  const files::Folder folder;
  const Eigen::Matrix<Eigen::bfloat16, 2, 2> w = Eigen::Matrix<Eigen::bfloat16, 2, 2>::Zero();
  CHECK_THROWS_WITH(io::save_npy(folder / "b.npy", w), ContainsSubstring("npy does not have"));
  CHECK(folder.count() == 0);
  CHECK_THAT(error(npy(header("<V2", "(1,)"), "ab")), ContainsSubstring("perhaps bfloat16"));
}

TEST_CASE("npy: every malformed header is refused with file and byte") {
  const std::string six = counted(6);
  struct Case {
    std::string file;
    const char* text;
  };
  const std::vector<Case> cases = {
      {"", "f.npy: byte 0: the file ends here, within the header of 10 bytes"},
      // libnpy allocated 4 GB for such a file of 12 bytes.
      {std::string("\x93NUMPY\2\0\xFF\xFF\xFF\xFF", 12), "byte 8: the header has 4294967295 bytes"},
      {std::string("\x93NUMPY\2\0\xFF\xFF\xFF\1", 12), "byte 12: the file ends here, within"},
      {"PK\3\4" + std::string(20, ' '), "byte 0: this is no npy file"},
      {npy(header("<f4", "(6,)"), six, 4), "byte 6: the version is 4.0, must be 1.0, 2.0 or 3.0"},
      {npy(header("<f4", "(6,)"), six, 0), "byte 6: the version is 0.0"},
      {npy("", six), "here must be a '{'"},
      {npy("[1]", six), "here must be a '{'"},
      {npy("{'descr': '<f4', 'shape': (6,)}", six), "the key \"fortran_order\" is missing"},
      {npy("{'fortran_order': False, 'shape': (6,)}", six), "the key \"descr\" is missing"},
      {npy("{'descr': '<f4', 'fortran_order': False}", six), "the key \"shape\" is missing"},
      {npy("{'descr': '<f4', 'descr': '<f4'}", six), "the key \"descr\" is there twice"},
      {npy("{'descr': '<f4', 'more': 1}", six), "the key \"more\" is unknown"},
      {npy("{'descr': '<f4", six), "a string does not end"},
      {npy(header("<f4", "(6,)") + "x", six), "there is more after the dictionary"},
      {npy(header("|O", "(6,)"), six), "Python objects, must be numbers"},
      {npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}", six),
       "a structured dtype"},
      {npy(header("f4", "(6,)"), six), "the elements are \"f4\", must be"},
      {npy(header("=f4", "(6,)"), six), "the elements are \"=f4\""},
      {npy(header("|f4", "(6,)"), six), "the elements are \"|f4\""},
      {npy(header("<f16", "(6,)"), six), "the elements are \"<f16\""},
      {npy(header("<U4", "(6,)"), six), "the elements are \"<U4\""},
      {npy(header("", "(6,)"), six), "the elements are \"\""},
      {npy(header("<f4", "(6,)", "1"), six), "fortran_order must be True or False"},
      {npy(header("<f4", "(6)"), six), "must have a comma"},
      {npy(header("<f4", "[6]"), six), "here must be a '('"},
      {npy(header("<f4", "(-6, -1)"), six), "a size must be a number >= 0"},
      {npy(header("<f4", "(6.0,)"), six), "here must be a ',' or a ')'"},
      {npy(header("<f4", "(1 2, 3)"), six), "here must be a ',' or a ')'"},
      {npy(header("<f4", "(2,,3)"), six), "a size must be a number >= 0"},
      // Under a locale with thousands separators libnpy wrote 2,621 for 2621.
      {npy(header("<f4", "(2,621,)"), six), "take 4968 bytes, of which 24 are there"},
      {npy(header("<f4", "(9223372036854775808,)"), six), "a size is too large"},
      {npy(header("<f4", "(9223372036854775807,)"), six), "more elements than 63 bits count"},
      // 2^32 * 2^32 wraps to 0, and 4 * 2^62 to 0.
      {npy(header("<f4", "(4294967296, 4294967296)"), ""), "more elements than 63 bits count"},
      {npy(header("<f4", "(4611686018427387904,)"), ""), "more elements than 63 bits count"},
      {npy(header("<f4", "(0, 4294967296, 4294967296)"), ""), "more elements than 63 bits count"},
      {npy(header("<f4", "(7,)"), six), "take 28 bytes, of which 24 are there"},
      {npy(header("<f4", "(5,)"), six), "4 bytes follow the elements of shape (5)"},
      {npy(header("<f4", "(6,)"), six + "x"), "1 bytes follow the elements"},
      {npy(header("<f4", "(" + std::string(99, '1') + ",)"), six), "a size is too large"},
      {npy(header("<f4", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,6)"),
           six),
       "more than 32 axes"},
  };
  for (const Case& c : cases) {
    CHECK_THAT(error(c.file), StartsWith("outset: f.npy: byte ") && ContainsSubstring(c.text));
  }
}

namespace {

// As German has it, where that locale is not installed.
struct German : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("npy: no locale changes a file") {
  const files::Folder folder;
  const Eigen::VectorXf v = filled<Eigen::VectorXf>(2621, 1);
  io::save_npy(folder / "plain.npy", v);
  const std::locale before = std::locale::global(std::locale(std::locale(), new German));
  const char* const installed = std::setlocale(LC_ALL, "de_DE.UTF-8");
  io::save_npy(folder / "german.npy", v);
  const auto read = io::load_npy<Eigen::VectorXf>(folder / "german.npy");
  std::locale::global(before);
  if (installed != nullptr) std::setlocale(LC_ALL, "C");
  CHECK(read == v);
  CHECK(files::read(folder / "german.npy") == files::read(folder / "plain.npy"));
}

TEST_CASE("npy: a file of 4 KiB is an error where it is cut, and harmless with any bit flipped") {
  std::string text = header("<f4", "(31, 32)");
  text.resize(117, ' ');
  const std::string whole = npy(text + "\n", counted(992));
  REQUIRE(whole.size() == 4096);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string what = error(whole.substr(0, length));
    if (what.find("outset: f.npy: byte ") != 0) FAIL("cut at " << length << ": " << what);
  }
  int read = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    try {
      const io::Npy file = parse(flipped);
      if (bit / 8 >= 128) {
        const auto w = file.load<RowMajor>();
        if (std::memcmp(w.data(), flipped.data() + 128, 3968) != 0) FAIL("bit " << bit);
        ++read;
      } else if (file.dtype() == "F32") {
        CHECK(file.load<RowMajor>().size() == 992);
      }
    } catch (const std::runtime_error& caught) {
      const std::string what = caught.what();
      if (bit / 8 >= 128 || what.find("outset: f.npy: byte ") != 0) FAIL("bit " << bit << what);
    }
  }
  CHECK(read == 3968 * 8);
}
