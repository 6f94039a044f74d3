#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/test.sh [--all] [--install-clang]
#
# Installs what is missing, then builds and runs every everyday test with g++. Warnings are errors.
#   --all            also runs the long tests (exhaustive, statistical, the bits of all compilers and
#                    machines that are there), compiles every header alone, and runs the everyday
#                    tests with clang++, once without and once with address and undefined-behaviour
#                    sanitizers (where there is no clang++: with g++ and sanitizers)
#   --install-clang  also installs clang++ if it is missing

set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh

all=false
tools=
for option; do
  case $option in
    --all) all=true tools="$tools clang-format" ;;
    --install-clang) tools="$tools clang++" ;;
    *)
      sed -n 's/^# \{0,1\}//; 5,13p' "$0" >&2
      exit 2
      ;;
  esac
done

# shellcheck disable=SC2086 # names are words
require c++ cmake make Eigen3 CLI11 nlohmann_json Catch2 $tools

start=$(date +%s)
report=

# check NAME PRESET COMPILER LABELS_TO_SKIP TARGET...
check() {
  name=$1 preset=$2 compiler=$3 skip=$4
  shift 4
  began=$(date +%s)
  say "$name: build"
  cmake --preset "$preset" -DCMAKE_CXX_COMPILER="$compiler" -DOUTSET_FETCH=OFF
  cmake --build --preset "$preset" --parallel "$jobs" --target "$@"
  say "$name: tests"
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error --parallel "$jobs" \
    --label-exclude "$skip"
  report="$report  $name: passed, $(($(date +%s) - began)) s
"
}

gxx=$(command -v g++ || command -v "${CXX:-c++}")
if ! $all; then
  check "g++" release "$gxx" 'long' all
else
  check "g++" release "$gxx" '^$' all outset_long_tests all_verify_interface_header_sets
  sanitized="address and undefined-behaviour sanitizers"
  # Pointer overflow is not checked in the preset: Eigen's Block adds an offset to the null pointer of
  # an empty matrix.
  if have_program clang++; then
    check "clang++, $sanitized" asan clang++ 'once|unsanitized|long' outset_sanitized
    check "clang++" clang clang++ 'once|long' all
  else
    check "g++, $sanitized" asan "$gxx" 'once|compiler|long' outset_sanitized
  fi
fi

say "All tests passed in $(($(date +%s) - start)) s"
printf '%s' "$report"
