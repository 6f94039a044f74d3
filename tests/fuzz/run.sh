#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/fuzz/run.sh [TARGET...]
#
# Reads bytes that libFuzzer makes up, with address and undefined-behaviour sanitizers: npy and
# safetensors (all where none is named), side by side, for OUTSET_FUZZ_SECONDS each (300). It starts
# from tests/fuzz/corpus/TARGET; what it finds beyond that is not kept, but an input that fails is,
# in the folder it names. EIGEN_INCLUDE_DIR says where Eigen is. Ends with 77, skipped, where there is
# no clang++ with libFuzzer.

set -eu
cd "$(dirname "$0")/../.."
seconds=${OUTSET_FUZZ_SECONDS:-300}
eigen=${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}
[ $# -gt 0 ] || set -- npy safetensors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' >"$work/none.cpp"
clang++ -fsanitize=fuzzer "$work/none.cpp" -o "$work/none" 2>"$work/error" || {
  echo "skipped: there is no clang++ with libFuzzer (apt-get install clang)"
  exit 77
}

running=
for target; do
  (
    clang++ -std=c++20 -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined \
      -fno-sanitize=pointer-overflow -fno-sanitize-recover=all -I include -I tests \
      -isystem "$eigen" "tests/fuzz/$target.cpp" -o "$work/$target"
    mkdir "$work/found.$target"
    kept=${TMPDIR:-/tmp}/outset-fuzz-$target-
    "$work/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
      -malloc_limit_mb=64 -print_final_stats=1 -artifact_prefix="$kept" "$work/found.$target" \
      "tests/fuzz/corpus/$target" >"$work/log.$target" 2>&1 || {
      tail -n 40 "$work/log.$target"
      exit 1
    }
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log.$target")
    echo "fuzz $target: $executions inputs in $seconds s, none failed"
  ) &
  running="$running $!"
done
status=0
for child in $running; do wait "$child" || status=1; done
exit $status
