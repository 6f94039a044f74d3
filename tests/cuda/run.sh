#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# Compiles outset with nvcc and runs what it compiled, without a GPU. No error and no warning may
# come from a file of ours; the weights must be those of g++ (main.cu) and of the stream format
# (tests/bits). Where there is no nvcc it ends with 77 (skipped). CUDACXX names another nvcc, CXX its
# host compiler.

set -eu
cd "$(dirname "$0")/../.."
nvcc=${CUDACXX:-nvcc}
if ! command -v "$nvcc" >/dev/null; then
  echo "Not tested: there is no nvcc. CUDACXX says where it is."
  exit 77
fi
eigen=${EIGEN_INCLUDE_DIR:-$(pkg-config --variable=includedir eigen3 2>/dev/null || true)}
[ -n "$eigen" ] || eigen=/usr/include/eigen3
[ -e "$eigen/Eigen/Core" ] || eigen=$eigen/eigen3
host=${CXX:-g++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
options="-std=c++20 -O1 -I include -I tests -isystem $eigen"

# by_nvcc SOURCE PROGRAM: what nvcc says of Eigen is not ours to mend.
by_nvcc() {
  # shellcheck disable=SC2086 # options are words
  if ! "$nvcc" -x cu -ccbin "$host" $options -Xcompiler -Wall,-Wextra "$1" -o "$work/$2" \
    >"$work/log" 2>&1; then
    grep -E 'error|fatal' "$work/log" | head -20
    exit 1
  fi
  if grep -E '(include/outset|tests)/[^ ]*: (warning|note)' "$work/log"; then
    echo "nvcc warns of our files in $1"
    exit 1
  fi
}

# same WHAT EXPECTED FOUND
same() {
  if [ "$2" != "$3" ]; then
    printf '%s: other weights with nvcc\nexpected %s\nfound    %s\n' "$1" "$2" "$3"
    exit 1
  fi
}

by_nvcc tests/cuda/main.cu main_nvcc
# shellcheck disable=SC2086
"$host" -x c++ $options tests/cuda/main.cu -o "$work/main_host"
same tests/cuda/main.cu "$("$work/main_host")" "$("$work/main_nvcc")"
by_nvcc tests/bits/main.cpp bits
same tests/bits/main.cpp "$(cat tests/bits/stream_v1.sha256)" "$("$work/bits")"
echo "$("$nvcc" --version | tail -1): the same weights, no warnings"
