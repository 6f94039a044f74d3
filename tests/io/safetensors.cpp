// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

#include "outset/io/safetensors.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "outset/outset.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"

namespace io = outset::io;
using outset::Index;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::string number(std::uint64_t value) {
  std::string bytes;
  for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(value >> shift & 255);
  return bytes;
}

std::string file_of(const std::string& json, const std::string& data = "") {
  return number(json.size()) + json + data;
}

io::Safetensors parse(const std::string& file) {
  return io::Safetensors(std::make_shared<io::InputBytes>(files::owned_bytes(file), "f.st"));
}
std::string error(const std::string& file) {
  return files::error_of([&] { parse(file); });
}

// One tensor "a" of these facts.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
         "}}";
}

template <class Matrix>
Matrix filled(Index rows, Index cols) {
  Matrix w(rows, cols);
  outset::Rng rng{7};
  outset::Normal{.std = 1}(w, outset::dense(rows, cols), rng);
  return w;
}

template <class Matrix>
std::string row_major_bytes(const Matrix& w) {
  const Eigen::Matrix<typename Matrix::Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      rows(w);
  return {reinterpret_cast<const char*>(rows.data()),
          static_cast<std::size_t>(rows.size()) * sizeof(typename Matrix::Scalar)};
}

}  // namespace

TEST_CASE("safetensors: the file is byte for byte what the format's own writer makes") {
  const files::Folder folder;
  const std::string path = folder / "m.safetensors";
  const auto w = filled<Eigen::MatrixXf>(2, 3);
  const auto v = filled<Eigen::VectorXd>(2, 1);
  const auto h = filled<Eigen::Matrix<Eigen::half, 1, 1>>(1, 1);
  const auto b = filled<Eigen::Matrix<Eigen::bfloat16, 3, 1>>(3, 1);
  io::SafetensorsWriter writer(path, {{"format", "pt"},
                                      {"a \"note\"\n",
                                       "gr\xC3\xB6\xC3\x9F"
                                       "e"}});
  writer.add("z", w);
  writer.add("h", h);
  writer.add("w.a", w);
  writer.add("v", v);
  writer.add("b", b);
  writer.finish();
  // By dtype, F64 first, and BF16 before F16 as in the writer's enumeration; then by name.
  std::string json =
      "{\"__metadata__\":{\"a \\\"note\\\"\\n\":\"gr\xC3\xB6\xC3\x9F"
      "e\",\"format\":\"pt\"},"
      "\"v\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]},"
      "\"w.a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[16,40]},"
      "\"z\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[40,64]},"
      "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[64,70]},"
      "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[70,72]}}";
  json.resize((json.size() + 7) / 8 * 8, ' ');
  CHECK(files::read(path) ==
        file_of(json, row_major_bytes(v) + row_major_bytes(w) + row_major_bytes(w) +
                          row_major_bytes(b) + row_major_bytes(h)));
  const io::Safetensors file(path);
  CHECK(file.names() == std::vector<std::string>{"v", "w.a", "z", "b", "h"});
  CHECK(file.shape("z") == io::Sizes{2, 3});
  CHECK(file.dtype("b") == "BF16");
  CHECK(file.metadata().at("a \"note\"\n") ==
        "gr\xC3\xB6\xC3\x9F"
        "e");
  CHECK(file.load<Eigen::MatrixXf>("w.a") == w);
  CHECK(file.load<Eigen::VectorXd>("v") == v);
  CHECK(file.load<Eigen::Matrix<Eigen::bfloat16, Eigen::Dynamic, 1>>("b") == b);
  CHECK(file.contains("h"));
  CHECK_FALSE(file.contains("__metadata__"));
  CHECK_THROWS_WITH(file.shape("w"),
                    "outset: " + path +
                        ": there is no tensor \"w\", the names are \"v\", \"w.a\", "
                        "\"z\", \"b\", \"h\"");
  CHECK_THROWS_AS(file.load<Eigen::MatrixXf>("w"), std::runtime_error);
  CHECK_THROWS_WITH(file.load<Eigen::MatrixXd>("w.a"),
                    ContainsSubstring("tensor \"w.a\", byte") && ContainsSubstring("Convert::yes"));
}

TEST_CASE("safetensors: what is written without a copy has the same bytes, in every storage") {
  const files::Folder folder;
  for (const auto& [rows, cols] : {std::pair<Index, Index>{3, 4}, {70, 5000}, {5000, 70}}) {
    const auto w = filled<Eigen::MatrixXf>(rows, cols);
    const RowMajor r = w;
    for (const bool copied : {true, false}) {
      io::SafetensorsWriter writer(folder / (copied ? "copied" : "referred"));
      if (copied) {
        writer.add("w", w);
        writer.add("r", r);
        writer.add("t", Eigen::MatrixXf(w.transpose()));
      } else {
        const auto t = w.transpose();
        writer.refer("w", w);
        writer.refer("r", r);
        writer.refer("t", t);
        writer.finish();
      }
      writer.finish();
    }
    CHECK(files::read(folder / "copied") == files::read(folder / "referred"));
    const io::Safetensors file(folder / "copied");
    Eigen::MatrixXf read(rows, cols);
    file.load_into("t", read.transpose());
    CHECK(read == w);
    CHECK(file.load<RowMajor>("w") == w);
    CHECK(file.load<Eigen::MatrixXf>("r") == w);
  }
}

TEST_CASE("safetensors: a copy of a reader reads after the first one is gone") {
  const files::Folder folder;
  io::SafetensorsWriter writer(folder / "m");
  writer.add("w", Eigen::MatrixXf::Ones(2, 2));
  writer.finish();
  auto first = std::make_unique<io::Safetensors>(folder / "m");
  const io::Safetensors second = *first;
  first.reset();
  CHECK(second.names() == std::vector<std::string>{"w"});
  CHECK(second.load<Eigen::MatrixXf>("w") == Eigen::MatrixXf::Ones(2, 2));
}

TEST_CASE("safetensors: wrong arguments of a writer are refused, and nothing is written") {
  const files::Folder folder;
  io::SafetensorsWriter writer(folder / "m");
  const Eigen::MatrixXf w = Eigen::MatrixXf::Zero(2, 3);
  writer.add("w", w);
  CHECK_THROWS_WITH(writer.add("w", w),
                    "outset: SafetensorsWriter: the name \"w\" was added before");
  CHECK_THROWS_AS(writer.add("__metadata__", w), std::invalid_argument);
  CHECK_THROWS_WITH(writer.add("\xFF", w), ContainsSubstring("must be UTF-8"));
  CHECK_THROWS_AS(writer.add("v", w, {3, 2}), std::invalid_argument);
  CHECK_THROWS_AS(writer.add("v", w, {2, 4}), std::invalid_argument);
  CHECK_THROWS_WITH(writer.add("v", Eigen::MatrixXcd(w.cast<std::complex<double>>())),
                    ContainsSubstring("complex<double>"));
  CHECK_THROWS_AS(writer.add(std::string(10'000, 'x'), w), std::invalid_argument);
  CHECK_THROWS_AS(io::SafetensorsWriter(folder / "m", {{"a", "\xC3"}}), std::invalid_argument);
  CHECK(folder.count() == 0);
  writer.finish();
  CHECK(parse(files::read(folder / "m")).names() == std::vector<std::string>{"w"});
}

TEST_CASE("safetensors: what the format allows is read") {
  // No tensor; spaces behind the header; any order of keys; tensors in any order of offsets;
  // elements that no alignment suits; empty tensors anywhere; numbers of no axis.
  CHECK(parse(file_of("{}")).names().empty());
  CHECK(parse(file_of("{}      ")).names().empty());
  CHECK(parse(file_of("{\"__metadata__\":{}}")).metadata().empty());
  const std::string json =
      "{ \"b\" : {\"shape\":[ 1 ],\"data_offsets\":[1,5],\"dtype\":\"F32\"},"
      "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},"
      "\"e\":{\"dtype\":\"F64\",\"shape\":[0,5],\"data_offsets\":[1,1]},"
      "\"\\u00e9\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[5,7]},"
      "\"n\":{\"dtype\":\"I64\",\"shape\":[2,0],\"data_offsets\":[7,7]}}";
  const io::Safetensors file = parse(file_of(json, std::string("\1\0\0\x80\x3F\0\x3C", 7)));
  CHECK(file.names() == std::vector<std::string>{"a", "e", "b", "\xC3\xA9", "n"});
  CHECK(file.load<Eigen::VectorXf>("b")(0) == 1.0F);
  CHECK(file.load<Eigen::MatrixXf>("\xC3\xA9", io::Convert::yes)(0, 0) == 1.0F);
  CHECK(file.load<Eigen::MatrixXd>("e").cols() == 5);
  CHECK_THROWS_WITH(file.load<Eigen::MatrixXf>("a", io::Convert::yes),
                    ContainsSubstring("the elements are U8, and cannot become F32"));
  // Not a number stays one.
  const io::Safetensors nan =
      parse(file_of(one("F32", "[2]", "[0,8]"), std::string("\0\0\xC0\x7F\0\0\x80\xFF", 8)));
  CHECK(std::isnan(nan.load<Eigen::VectorXf>("a")(0)));
  CHECK(nan.load<Eigen::VectorXf>("a")(1) == -std::numeric_limits<float>::infinity());
}

TEST_CASE("safetensors: every malformed file is refused with file, tensor and byte") {
  const std::string eight(8, '\0');
  const std::string tensor = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
  const std::string good = one("F32", "[2]", "[0,8]");
  struct Case {
    std::string file;
    const char* text;
  };
  const std::vector<Case> cases = {
      {"", "byte 0: the file ends here, within the 8 bytes"},
      {"1234567", "byte 7: the file ends here, within the 8 bytes"},
      // 8 + N wraps around in others' readers.
      {number(~std::uint64_t{0}) + good, "byte 0: the header has 18446744073709551615 bytes"},
      {number(~std::uint64_t{0} - 7) + good, "must have at most 100000000"},
      {number(100'000'001) + good, "must have at most 100000000"},
      {number(100'000'000) + good, "the file ends here, within the header of 100000000 bytes"},
      {file_of("", eight), "byte 8: the header must begin with '{'"},
      {file_of(" " + good, eight), "byte 8: the header must begin with '{'"},
      {file_of("\xEF\xBB\xBF" + good, eight), "byte 8: the header must begin with '{'"},
      {file_of("[]", eight), "byte 8: the header must begin with '{'"},
      {file_of("\"a\"", eight), "byte 8: the header must begin with '{'"},
      {file_of("{", eight), "the header is no JSON"},
      {file_of(good.substr(0, 30), eight), "tensor \"a\", byte 37: the header is no JSON"},
      {file_of(good + "{}", eight), "the header is no JSON"},
      {file_of(good + std::string("\0x", 2), eight), "the header has a zero byte"},
      {file_of("{\"a\xFF\":" + tensor + "}", eight), "the header is no JSON"},
      {file_of("{\"a\":1}", eight), "tensor \"a\", byte 14: here is a number: a tensor must be an"},
      {file_of("{\"a\":null}"), "here is null: a tensor must be an object"},
      {file_of("{\"a\":[]}"), "here is an array: a tensor must be an object"},
      {file_of("{\"a\":{}}"), "the key \"dtype\" is missing"},
      {file_of("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", eight), "\"data_offsets\" is missing"},
      {file_of("{\"a\":{\"b\":1}}"), "the key \"b\" is unknown"},
      {file_of("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}"),
       "the key \"dtype\" is there twice"},
      {file_of("{\"a\":" + tensor + ",\"a\":" + tensor + "}", eight),
       "tensor \"a\", byte 64: the name is there twice"},
      {file_of("{\"a\":" + tensor + ",\"\\u0061\":" + tensor + "}", eight), "is there twice"},
      {file_of("{\"__metadata__\":{},\"__metadata__\":{}}"), "is there twice"},
      {file_of("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}"), "is there twice"},
      {file_of("{\"__metadata__\":{\"a\":1}}"),
       "here is a number: __metadata__ must have texts only"},
      {file_of("{\"__metadata__\":[]}"), "here is an array"},
      {file_of("{\"__metadata__\":\"a\"}"), "here is a text"},
      {file_of(one("F32", "{}", "[0,8]"), eight), "here is an object"},
      {file_of(one("F32", "[[2]]", "[0,8]"), eight), "here is an array"},
      {file_of(one("F32", "[\"2\"]", "[0,8]"), eight), "a size must be a whole number >= 0"},
      // Unknown dtypes skip all checks in others' readers.
      {file_of(one("F33", "[2]", "[0,8]"), eight), "tensor \"a\", byte 26: the dtype is \"F33\""},
      {file_of(one("f32", "[2]", "[0,8]"), eight), "the dtype is \"f32\""},
      {file_of(one("", "[2]", "[0,8]"), eight), "the dtype is \"\""},
      {file_of(one("C128", "[1]", "[0,16]"), eight + eight), "the dtype is \"C128\""},
      {file_of(one("F4", "[16]", "[0,8]"), eight), "the dtype is \"F4\""},
      // Negative sizes, fractions, numbers beyond 2^53, 2^63 and 2^64.
      {file_of(one("F32", "[-2]", "[0,8]"), eight), "here is a negative number"},
      {file_of(one("F32", "[-2,-1]", "[0,8]"), eight), "here is a negative number"},
      {file_of(one("F32", "[-0]", "[0,0]")), "here is a negative number"},
      {file_of(one("F32", "[2.0]", "[0,8]"), eight), "a number that is no integer"},
      {file_of(one("F32", "[2e0]", "[0,8]"), eight), "a number that is no integer"},
      {file_of(one("F32", "[9007199254740993]", "[0,8]"), eight),
       "the sizes (9007199254740993) take 36028797018963972 bytes, of which 8 are there"},
      {file_of(one("F32", "[9223372036854775808]", "[0,8]"), eight),
       "a size is 9223372036854775808, which is more than 63 bits count"},
      {file_of(one("F32", "[18446744073709551616]", "[0,8]"), eight), "larger than 64 bits"},
      // Products that wrap to 0, to 8, and to what the offsets say.
      {file_of(one("F32", "[4294967296,4294967296]", "[0,0]")), "more elements than 63 bits count"},
      {file_of(one("F32", "[4611686018427387904]", "[0,0]")), "more elements than 63 bits count"},
      {file_of(one("F32", "[4611686018427387905,2]", "[0,8]"), eight), "63 bits count"},
      {file_of(one("F64", "[2305843009213693953]", "[0,8]"), eight), "63 bits count"},
      {file_of(one("F32", "[0,4294967296,4294967296]", "[0,0]")), "63 bits count"},
      // Offsets against the shape, end before begin, beyond the data.
      {file_of(one("F32", "[2]", "[0,4]") + "    ", eight),
       "data_offsets have 4 bytes, must be the 8"},
      {file_of(one("F32", "[1]", "[0,8]"), eight),
       "data_offsets have 8 bytes, must be the 4 of shape"},
      {file_of(one("F16", "[2]", "[0,8]"), eight), "must be the 4 of shape (2) and dtype F16"},
      {file_of(one("F32", "[2]", "[8,0]"), eight), "data_offsets are [8, 0], must rise"},
      {file_of(one("F32", "[2]", "[18446744073709551608,0]"), eight),
       "data_offsets are [18446744073709551608, 0], must rise"},
      {file_of(one("F32", "[2]", "[4,12]"), eight), "end within the 8 bytes of data"},
      {file_of(one("F32", "[2]", "[0,-8]"), eight), "here is a negative number"},
      {file_of(one("F32", "[2]", "[0]"), eight), "data_offsets must have two numbers"},
      {file_of(one("F32", "[2]", "[0,8,8]"), eight), "more than two numbers"},
      {file_of(one("F32", "[2]", "8"), eight), "here is a number"},
      // Holes, overlaps, bytes that no tensor has.
      {file_of(one("F32", "[1]", "[4,8]"), eight),
       "tensor \"a\", byte 66: the data begin here, must begin at byte 62"},
      {file_of(one("F32", "[1]", "[0,4]"), eight), "4 bytes follow the last tensor"},
      {file_of("{}", "x"), "byte 10: 1 bytes follow the last tensor"},
      {file_of("{\"a\":" + tensor + ",\"b\":" + tensor + "}", eight), "tensor \"b\", byte"},
      {file_of(
           "{\"a\":" + tensor + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
           eight),
       "tensor \"b\", byte"},
      {file_of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
               "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[5,8]}}",
               eight),
       "tensor \"b\", byte"},
      // An empty tensor within another one.
      {file_of(
           "{\"a\":" + tensor + ",\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,4]}}",
           eight),
       "tensor \"b\", byte"},
      {file_of(one("F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]",
                   "[0,8]"),
               eight),
       "more than 32 axes"},
      {file_of("{\"" + std::string(70'000, 'x') + "\":" + tensor + "}", eight),
       "name, text or number of more than 65536 bytes"},
  };
  for (const Case& c : cases) {
    CHECK_THAT(error(c.file), StartsWith("outset: f.st: ") && ContainsSubstring("byte ") &&
                                  ContainsSubstring(c.text));
  }
  CHECK(error(file_of(good, eight)) == "(no std::runtime_error)");
}

TEST_CASE("safetensors: nesting of any depth is an error, not a full stack") {
  for (const std::string& open : {std::string("{\"a\":"), std::string("[")}) {
    std::string json = "{\"a\":";
    for (int i = 0; i < 200'000; ++i) json += open;
    CHECK_THAT(error(file_of(json)), ContainsSubstring("byte "));
  }
}

TEST_CASE(
    "safetensors: a file of 4 KiB is an error where it is cut, harmless with any bit flipped") {
  const files::Folder folder;
  io::SafetensorsWriter writer(folder / "m", {{"format", "pt"}});
  const auto w = filled<RowMajor>(30, 30);
  const auto v = filled<Eigen::VectorXf>(41, 1);
  writer.add("encoder.0.weight", w);
  writer.add("encoder.0.bias", v);
  writer.add("half", Eigen::Matrix<Eigen::half, 5, 5>(Eigen::Matrix<Eigen::half, 5, 5>::Zero()));
  writer.finish();
  const std::string whole = files::read(folder / "m");
  const std::size_t data = whole.find("}}") + 2;
  REQUIRE(whole.size() > 4000);
  REQUIRE(whole.size() < 4200);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string what = error(whole.substr(0, length));
    if (what.find("outset: f.st: ") != 0 || what.find("byte ") == std::string::npos) {
      FAIL("cut at " << length << ": " << what);
    }
  }
  int read = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    try {
      const io::Safetensors file = parse(flipped);
      std::string bytes;
      for (const std::string& name : file.names()) {
        const std::string_view dtype = file.dtype(name);
        if (dtype == "F32") bytes += row_major_bytes(file.load<RowMajor>(name));
        if (dtype == "F16") {
          bytes += row_major_bytes(
              file.load<Eigen::Matrix<Eigen::half, Eigen::Dynamic, Eigen::Dynamic>>(name));
        }
      }
      if (bit / 8 < (data + 7) / 8 * 8) continue;
      if (bytes != flipped.substr((data + 7) / 8 * 8)) FAIL("bit " << bit);
      ++read;
    } catch (const std::runtime_error& caught) {
      const std::string what = caught.what();
      if (what.find("outset: f.st: ") != 0 || what.find("byte ") == std::string::npos ||
          bit / 8 >= (data + 7) / 8 * 8) {
        FAIL("bit " << bit << ": " << what);
      }
    }
  }
  CHECK(read == (3600 + 164 + 50) * 8);
}
