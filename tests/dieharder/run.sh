#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/dieharder/run.sh [ORDER...]
#
# Runs dieharder on the raw words of the stream, in the orders of words.cpp: chunks, streams and keys
# (all of them if none is named). Prints each result that is not PASSED, and a line of totals for each
# order; ends with 1 if anything FAILED. Of 114 p-values one or two are WEAK (outside 0.005..0.995) by
# chance. Each order takes about half an hour. Not part of any test run.
# CXX and EIGEN_INCLUDE_DIR say which compiler and where Eigen is.

set -eu
cd "$(dirname "$0")/../.."
command -v dieharder >/dev/null || { echo "install dieharder" >&2 && exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CXX:-c++} -std=c++20 -O2 -I include -isystem "${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}" \
  tests/dieharder/words.cpp -o "$work/words"

failed=0
for order in ${*:-chunks streams keys}; do
  # The program writes until dieharder closes the pipe.
  { "$work/words" "$order" || true; } | dieharder -a -g 200 >"$work/$order"
  grep -E 'WEAK|FAILED' "$work/$order" || true
  passed=$(grep -c PASSED "$work/$order" || true)
  weak=$(grep -c WEAK "$work/$order" || true)
  failures=$(grep -c FAILED "$work/$order" || true)
  echo "$order: $passed passed, $weak weak, $failures failed"
  [ "$failures" = 0 ] || failed=1
done
exit $failed
