#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/demo.sh [OPTIONS OF compare]
#
# See the library work: installs what is missing, builds the `compare` example in Release, trains a
# small network on handwritten digits from several initializations, and writes a report to open in a
# browser, whose path is the last line. Options given are added to the demo's own.

set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh

require c++ cmake make Eigen3 CLI11 nlohmann_json

say "Building the example 'compare'"
cmake -S . -B build/demo -DCMAKE_BUILD_TYPE=Release -DOUTSET_BUILD_TESTS=OFF -DOUTSET_FETCH=OFF
cmake --build build/demo --target compare --parallel "$jobs"

report=$PWD/build/demo/report.html
rm -f "$report"
say "Training from six initializations"
build/demo/examples/compare/compare --init zeros,normal,xavier_normal,he_normal,orthogonal,sparse \
  --activation relu --depth 8 --width 64 --epochs 10 --seed 1 --data digits --out "$report" "$@"

say "Open the report in a browser:"
printf '%s\n' "$report"
