// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// No file, however hostile, has its reader hold more than 4 times its bytes and 1 MiB: at every
// moment, counted in the allocator. A program of its own, because it replaces malloc.

#include <cstddef>
#include <string>

#include "outset/io/npy.hpp"
#include "outset/io/safetensors.hpp"
#include "support/allocator.hpp"
#include "support/catch.hpp"
#include "support/files.hpp"

#if OUTSET_TEST_COUNTS_MEMORY
namespace {

namespace io = outset::io;

// The most that `read` held at once, beyond what was there before.
template <class Read>
std::size_t held(const Read& read) {
  const std::size_t before = allocator::live;
  allocator::peak = before;
  try {
    read();
  } catch (const std::runtime_error&) {
  }
  return allocator::peak - before;
}

std::string safetensors(const std::string& json, std::size_t data = 0) {
  std::string file;
  for (int shift = 0; shift < 64; shift += 8) {
    file += static_cast<char>(std::uint64_t{json.size()} >> shift & 255);
  }
  return file + json + std::string(data, '\0');
}

void check_bounded(const char* what, const std::string& file) {
  const std::size_t most = 4 * file.size() + (std::size_t{1} << 20);
  const std::size_t used = held([&] {
    const io::Safetensors reader(files::bytes_of(file), "f");
    for (const std::string& name : reader.names()) {
      if (reader.dtype(name) == "F16") reader.load<Eigen::MatrixXd>(name, io::Convert::yes);
    }
  });
  CAPTURE(what, file.size(), used);
  CHECK(used <= most);
  CHECK(held([&] { io::Npy(files::bytes_of(file), "f"); }) <= most);
}

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

// "{" and `count` tensors of a name of five letters and these facts.
std::string tensors(std::size_t count, const std::string& facts) {
  std::string json = "{";
  for (std::size_t i = 0; i < count; ++i) {
    std::string name(5, 'a');
    for (std::size_t at = 0, rest = i; at < 5; ++at, rest /= 26) {
      name[at] = static_cast<char>('a' + rest % 26);
    }
    json += (i == 0 ? "\"" : ",\"") + name + "\":" + facts;
  }
  return json + "}";
}

}  // namespace

TEST_CASE("the allocator is counted") {
  CHECK(held([] { Eigen::VectorXd::Zero(1000).eval(); }) >= 8000);
  CHECK(held([] { std::string(5000, 'a').shrink_to_fit(); }) >= 5000);
}

TEST_CASE("a reader holds at most 4 times the file and 1 MiB") {
  const std::string empty = "{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}";
  const std::string none = "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
  check_bounded("many tensors", safetensors(tensors(100'000, none)));
  check_bounded("many tensors of 32 axes",
                safetensors(tensors(50'000, "{\"dtype\":\"U8\",\"shape\":[0" + repeated(",0", 31) +
                                                "],\"data_offsets\":[0,0]}")));
  check_bounded("many tensors, one of them wrong", safetensors(tensors(100'000, empty), 1));
  check_bounded("spaces", safetensors("{" + std::string(5'000'000, ' ') + "}"));
  check_bounded("lines", safetensors("{" + std::string(5'000'000, '\n')));
  check_bounded("spaces behind", safetensors("{}" + std::string(5'000'000, ' ')));
  check_bounded("a long name", safetensors("{\"" + std::string(5'000'000, 'a')));
  check_bounded("a long name of escapes", safetensors("{\"" + repeated("\\n", 2'000'000)));
  check_bounded("a long number", safetensors("{\"a\":{\"shape\":[" + std::string(5'000'000, '1')));
  check_bounded("a long word", safetensors("{\"a\":" + std::string(5'000'000, 't')));
  check_bounded("deep", safetensors("{\"a\":" + std::string(5'000'000, '[')));
  check_bounded("zeros", safetensors("{" + std::string(5'000'000, '\0')));
  check_bounded("many sizes", safetensors("{\"a\":{\"shape\":[" + repeated("1,", 2'000'000)));
  std::string texts = "{\"__metadata__\":{";
  for (int i = 0; i < 200'000; ++i) {
    texts += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"\"";
  }
  check_bounded("metadata", safetensors(texts + "}}"));
  check_bounded("huge sizes",
                safetensors("{\"a\":{\"dtype\":\"F64\",\"shape\":[1152921504606846975],"
                            "\"data_offsets\":[0,9223372036854775800]}}"));
  // Half as double is four times the file.
  check_bounded("half", safetensors("{\"a\":{\"dtype\":\"F16\",\"shape\":[1000000],"
                                    "\"data_offsets\":[0,2000000]}}",
                                    2'000'000));
  check_bounded("npy", "\x93NUMPY\2" + std::string("\0\xFF\xFF\xFF\xFF", 5));
  check_bounded("npy with a long header",
                "\x93NUMPY\2" + std::string("\0\x40\x4B\x4C\0", 5) + std::string(5'000'000, ' '));
  check_bounded("npy of many sizes", "\x93NUMPY\2" + std::string("\0\x40\x4B\x4C\0", 5) +
                                         "{'shape': (" + repeated("1,", 2'499'995));
}
#else
TEST_CASE("memory is counted with glibc and without sanitizers only") { SUCCEED(); }
#endif
