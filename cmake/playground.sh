#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/playground.sh [--build-only]
#
# The playground: choose an initialization and watch a network train, in the browser. Installs what is
# missing, compiles the library to WebAssembly, puts the page together, serves it on a free port of this
# machine and prints the address. With --build-only it serves nothing; the last two lines it prints are
# the page's folder, for any web server, and the same page as one file. OUTSET_PLAYGROUND_BUILD is where
# they are built. Ends with 77 where the compiler for WebAssembly cannot be installed.

set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
build=${OUTSET_PLAYGROUND_BUILD:-$PWD/build/playground}
eigen=${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}
json=${JSON_INCLUDE_DIR:-/usr/include}
mkdir -p "$build"

compiler=
for name in ${CLANG:-} clang++-14 clang++; do
  if command -v "$name" >/dev/null 2>&1; then
    compiler=$name
    break
  fi
done
# The stack's place and size: Eigen's temporaries need more than the default, and an overflow must not
# reach other memory. Exceptions leave through face.cpp's own functions.
compile() {
  "$compiler" --target=wasm32-wasi -std=c++20 -O2 -DNDEBUG -fexceptions -mmutable-globals -mexec-model=reactor \
    -Wall -Wextra -Werror -I include -I examples -isystem "$eigen" -idirafter "$json" \
    -DJSON_HAS_FILESYSTEM=0 -DJSON_HAS_EXPERIMENTAL_FILESYSTEM=0 \
    -Wl,--strip-all -Wl,-z,stack-size=1048576 -Wl,--stack-first -Wl,--export=__stack_pointer "$@"
}
works() {
  [ -n "$compiler" ] && command -v python3 >/dev/null 2>&1 && [ -e "$json/nlohmann/json.hpp" ] || return 1
  echo '#include <Eigen/Core>
#include <string>
extern "C" int size() { return static_cast<int>(std::string("x").size()); }' >"$build/probe.cpp"
  compile "$build/probe.cpp" -o "$build/probe.wasm" 2>/dev/null
}
if ! works; then
  packages="clang-14 lld-14 wasi-libc libc++-14-dev-wasm32 libc++abi-14-dev-wasm32
    libclang-rt-14-dev-wasm32 libeigen3-dev nlohmann-json3-dev python3"
  say "Installing: $(echo "$packages" | tr -s " \n" " ")"
  if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get update -q || true
    # shellcheck disable=SC2086 # names are words
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends $packages || true
  fi
  compiler=clang++-14
  if ! works; then
    echo "No compiler for WebAssembly: install $packages" >&2
    exit 77
  fi
fi

say "Compiling the library to WebAssembly"
# new_enough FILE: whether no source is newer
new_enough() {
  [ -e "$1" ] && [ -z "$(find include examples/playground examples/data cmake/playground.sh -newer "$1" \
    \( -name '*.?pp' -o -name '*.inl' -o -name '*.sh' \) | head -n 1)" ]
}
new_enough "$build/plain.wasm" || compile examples/playground/face.cpp -o "$build/plain.wasm"
new_enough "$build/vectors.wasm" ||
  compile -msimd128 examples/playground/face.cpp -o "$build/vectors.wasm"
python3 examples/playground/assemble.py "$build"

if [ "${1:-}" = --build-only ]; then
  printf '%s\n%s\n' "$build/page" "$build/playground.html"
  exit 0
fi
exec python3 examples/playground/serve.py "$build/page"
