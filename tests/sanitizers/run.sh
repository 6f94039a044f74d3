#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/sanitizers/run.sh
#
# What the address and undefined-behaviour sanitizers do not see, with programs of their own:
#   memory     uninitialized numbers: the bit matrix's program, every backend, under clang++'s
#              MemorySanitizer. It uses little of the standard library, which is not instrumented and
#              would raise false alarms.
#   valgrind   the same, without instrumentation, for what assembly writes
#   threads    fills on two threads, under ThreadSanitizer
# EIGEN_INCLUDE_DIR and CATCH_INCLUDE_DIR say where Eigen and Catch2 2 are. Ends with 77, skipped,
# where a tool is missing, and names it.

set -eu
cd "$(dirname "$0")/../.."
eigen=${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}
catch=${CATCH_INCLUDE_DIR:-/usr/include}
for tool in clang++ valgrind; do
  command -v "$tool" >/dev/null || { echo "skipped: install $tool" && exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
  clang++ -std=c++20 -O1 -gdwarf-4 -g1 -fno-omit-frame-pointer -I include -I tests -isystem "$eigen" \
    -idirafter "$catch" "$@"
}

# same_bits NAME BACKENDS COMMAND...: on each of them that `$work/plain` has here
golden=tests/bits/stream_v1.sha256
same_bits() {
  name=$1 backends=$2
  shift 2
  for backend in $backends; do
    found=$(OUTSET_SIMD=$backend "$work/plain" --backend 2>/dev/null | head -n 1) || continue
    [ "$found" = $backend ] || continue
    OUTSET_SIMD=$backend "$@" --backend >"$work/out"
    sed 1d "$work/out" | cmp - $golden
    echo "$name: $(head -n 1 "$work/out"): clean"
  done
}

compile tests/bits/main.cpp -o "$work/plain" &
plain=$!
compile -fsanitize=memory tests/bits/main.cpp -o "$work/memory"
wait $plain
same_bits memory "scalar avx2 avx512" "$work/memory"
same_bits valgrind "scalar avx2" valgrind -q --error-exitcode=9 "$work/plain"

compile -fsanitize=thread -pthread tests/executor.cpp tests/initializers/threads.cpp \
  tests/exact/float_mode.cpp tests/support/main.cpp -o "$work/threads"
"$work/threads"
