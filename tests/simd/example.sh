#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/simd/example.sh
#
# A backend is one file and one line: adds example_backend.hpp to a copy of the library, as
# CONTRIBUTING.md says, and asks the new backend for every operation of the vocabulary, the kernels'
# laws and the golden values. CXX is the compiler; EIGEN_INCLUDE_DIR and CATCH_INCLUDE_DIR say where
# Eigen and Catch2 2 are. Ends with 77, skipped, where Catch2 2 is missing.

set -eu
cd "$(dirname "$0")/../.."
compiler=${CXX:-g++}
eigen=${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}
catch=${CATCH_INCLUDE_DIR:-/usr/include}
if [ ! -e "$catch/catch2/catch.hpp" ]; then
  echo "skipped: there is no $catch/catch2/catch.hpp"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r include "$work"
cp tests/simd/example_backend.hpp "$work/include/outset/simd/example.hpp"  # one file
dispatch=$work/include/outset/simd/dispatch.hpp
last=$(grep -n '#include "outset/simd/avx512.hpp"' "$dispatch" | cut -d : -f 1)
sed -i "${last}a #include \"outset/simd/example.hpp\"" "$dispatch"  # one line
[ "$(diff include/outset/simd/dispatch.hpp "$dispatch" | grep -c '^[<>]')" = 1 ]

compile() {
  "$compiler" -std=c++20 -I "$work/include" -I tests -isystem "$eigen" -idirafter "$catch" \
    -DOUTSET_SOURCE_DIR="\"$PWD\"" -DCATCH_CONFIG_FAST_COMPILE "$@"
}
compile -O0 -c tests/support/main.cpp -o "$work/main.o"
cat >"$work/example.cpp" <<END
#include "outset/simd/dispatch.hpp"
#include "support/catch.hpp"
#include "support/kernel_laws.hpp"
using namespace outset::simd;
struct Example {
  template <class Element, class Parameters>
  Kernel<Element, Parameters> get() const {
    return example::Machine::kernel<Element, Parameters>();
  }
};
TEST_CASE("the example is what fills, and writes the portable bits") {
  CHECK(active() == backend("example"));
  kernel_laws::check_everything(Example{});
  kernel_laws::check_products<float>(example::Machine::products<float>(),
                                    example::Machine::packed_product<float>());
  kernel_laws::check_products<double>(example::Machine::products<double>(),
                                     example::Machine::packed_product<double>());
}
END
compile -O1 "$work/example.cpp" tests/simd/vocabulary.cpp tests/golden/stream_v1.cpp \
  "$work/main.o" -o "$work/tests"
OUTSET_SIMD=example "$work/tests"
