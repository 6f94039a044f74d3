#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# Runs all benchmarks and writes report.html and report.md: what `cmake --build build/bench
# --target bench-report` calls.
#   sh bench/report.sh PROGRAMS OUT      two folders
# Needs python3. REPETITIONS (5) and MIN_TIME (0.05 seconds for each repetition) may be set.
# Everything but bench_threads runs on one thread, a peer's BLAS too.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
programs=$1
out=$2
results=$programs/results
repetitions=${REPETITIONS:-5}
min_time=${MIN_TIME:-0.05}
export OPENBLAS_NUM_THREADS=1
command -v python3 >/dev/null || {
  echo "report.sh: there is no python3, which writes the report" >&2
  exit 1
}
rm -rf "$results"
mkdir -p "$results"

step=0
say() {
  step=$((step + 1))
  printf '[%s] %2d/8 %s\n' "$(date +%H:%M:%S)" "$step" "$*"
}

# run PROGRAM NAME OPTION...: writes NAME.json; what it prints is shown only if it fails
run() {
  program=$1
  name=$2
  shift 2
  "$programs/bench_$program" --benchmark_min_time="$min_time" "$@" \
    --benchmark_enable_random_interleaving=true \
    --benchmark_out="$results/$name.json" --benchmark_out_format=json >"$results/log" 2>&1 || {
    cat "$results/log" >&2
    exit 1
  }
}
repeated() {
  say "bench_$1, $repetitions repetitions, interleaved"
  run "$1" "$1" --benchmark_repetitions="$repetitions"
}

repeated fill

say "bench_fill and bench_fill_native in turn, 5 rounds"
best=$(sed -n 's/.*"backend": "\(.*\)".*/\1/p' "$results/fill.json")
for round in 1 2 3 4 5; do
  run fill "plain_$round" --benchmark_filter="^[^/]*/[^/]*/64MiB/$best"
  run fill_native "native_$round" --benchmark_filter="^[^/]*/[^/]*/64MiB/$best"
done
run fill_native native_peers --benchmark_filter=64MiB/iterations \
  --benchmark_repetitions="$repetitions"

repeated threads
repeated orthogonal
repeated sparse
repeated train

say "what the include costs, $repetitions rounds"
ROUNDS=$repetitions sh "$here/include_cost.sh" "$results/include_cost.tsv" >"$results/log" 2>&1 || {
  cat "$results/log" >&2
  exit 1
}

say "the report"
python3 -B "$here/report.py" "$results" "$out"
