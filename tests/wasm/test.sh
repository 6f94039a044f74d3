#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/wasm/test.sh
#
# The tests of the arithmetic and the kernels as WebAssembly, with Catch2 but without exceptions,
# because Debian's clang has no exception library for WebAssembly. EIGEN_INCLUDE_DIR and
# CATCH_INCLUDE_DIR say where Eigen and Catch2 2 are. Ends with 77, skipped, where a tool is
# missing.

set -eu
cd "$(dirname "$0")/../.."
eigen=${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}
catch=${CATCH_INCLUDE_DIR:-/usr/include}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
  clang++ --target=wasm32-wasi -std=c++20 -msimd128 -fno-exceptions \
    -DCATCH_CONFIG_DISABLE_EXCEPTIONS -DCATCH_CONFIG_NO_POSIX_SIGNALS \
    -I include -I tests -isystem "$eigen" -idirafter "$catch" "$@"
}

echo '#include <string>
int main() { return static_cast<int>(std::string("x").size()) - 1; }' >"$work/hello.cpp"
if ! compile "$work/hello.cpp" -o "$work/hello" 2>/dev/null ||
  ! node --no-warnings tests/wasm/wasi.mjs "$work/hello" 2>/dev/null; then
  echo "skipped: install clang lld wasi-libc nodejs, and for clang's version, such as 14," \
    "libc++-14-dev-wasm32 libc++abi-14-dev-wasm32 libclang-rt-14-dev-wasm32"
  exit 77
fi

compile -O0 -c tests/support/main.cpp -o "$work/main.o" &
main=$!
objects=
for test in exact/arithmetic simd/kernels simd/vocabulary wasm/fma; do
  object=$work/$(basename "$test").o
  compile -O2 -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror -c "tests/$test.cpp" -o "$object"
  objects="$objects $object"
done
wait $main
# shellcheck disable=SC2086
compile "$work/main.o" $objects -o "$work/tests"
node --no-warnings tests/wasm/wasi.mjs "$work/tests"
