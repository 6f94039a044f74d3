// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen

// The examples of FIPS 180-2, appendix B, and the empty message (NIST, Cryptographic Algorithm
// Validation Program, SHA256ShortMsg).

#include "support/sha256.hpp"

#include "support/catch.hpp"

namespace {

std::string digest(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.hex();
}

}  // namespace

TEST_CASE("sha256: published digests") {
  CHECK(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(digest(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: a number is its little-endian bytes") {
  Sha256 number, text;
  number.add_number(std::uint32_t{0x64636261});
  number.add_number(std::uint16_t{0x6665});
  text.add("abcdef");
  CHECK(number.hex() == text.hex());
}
