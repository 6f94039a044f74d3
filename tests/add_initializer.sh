#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/add_initializer.sh
#
# An initializer is a struct, a line and a test: puts the three pieces that CONTRIBUTING.md shows into
# a copy of the library, and runs the test. CXX is the compiler; EIGEN_INCLUDE_DIR and
# CATCH_INCLUDE_DIR say where Eigen and Catch2 2 are, CATCH_MAIN a library with Catch2's main() where
# it is compiled. Ends with 77, skipped, where Catch2 2 is missing.

set -eu
cd "$(dirname "$0")/.."
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

# piece NUMBER: a ```cpp block of the section "To add an initializer"
piece() {
  awk -v wanted="$1" '
    /^## / { section = ($0 == "## To add an initializer") }
    section && /^```cpp$/ { ++block; inside = 1; next }
    /^```$/ { inside = 0 }
    section && inside && block == wanted' CONTRIBUTING.md
}
# put_after LINE FILE: standard input goes behind the one line that is LINE
put_after() {
  cat >"$work/piece"
  at=$(grep -nxF "$1" "$2" | cut -d : -f 1)
  [ -n "$at" ] || { echo "no line \"$1\" in $2"; exit 1; }
  sed -i "${at}r $work/piece" "$2"
}

headers=$work/include/outset
piece 1 | put_after "using KaimingNormal = HeNormal;" "$headers/initializers/variance_scaling.hpp"
piece 2 | put_after '    known<LecunUniform>("lecun_uniform"), known<LecunNormal>("lecun_normal"),' "$headers/registry.hpp"
{
  echo '#include <cmath>'
  echo '#include "outset/outset.hpp"'
  echo '#include "support/catch.hpp"'
  echo 'using outset::Index;'
  piece 3
} >"$work/test.cpp"

"$compiler" -std=c++20 -O0 -I "$work/include" -I tests -isystem "$eigen" -idirafter "$catch" \
  "$work/test.cpp" "${CATCH_MAIN:-tests/support/main.cpp}" -o "$work/test"
"$work/test"
