#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh bench/io.sh [FOLDER]
#
# Reads and writes a safetensors file of 1 GiB in FOLDER (a new one in TMPDIR) beside cp, round by
# round, ROUNDS (5) times: seconds of the fastest round, and the rate as a share of cp's. Writing
# flushes to the disk, which cp does not: so it is compared with cp followed by sync as well.

set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$folder"' EXIT
${CXX:-c++} -std=c++20 -O2 -I include -isystem "${EIGEN:-/usr/include/eigen3}" bench/io.cpp \
  -o "$folder/io"

seconds() { # COMMAND...: by the clock
  begin=$(date +%s%N)
  "$@"
  end=$(date +%s%N)
  echo "$begin $end" | awk '{ print ($2 - $1) / 1e9 }'
}
cp_and_sync() { cp "$1" "$2" && sync "$2"; }

"$folder/io" write "$folder/w" >/dev/null
round=0
while [ $((round += 1)) -le "${ROUNDS:-5}" ]; do
  sync
  for what in write write_columns read read_columns load; do
    case $what in write*) rm "$folder/w" && sync "$folder" ;; esac
    "$folder/io" $what "$folder/w" >>"$folder/times.$what"
  done
  for what in cp cp_and_sync; do
    rm -f "$folder/copy"
    seconds $what "$folder/w" "$folder/copy" >>"$folder/times.$what"
  done
done

least() { sort -g "$folder/times.$1" | head -n 1; }
for what in cp cp_and_sync write write_columns read read_columns load; do
  echo "$what $(least $what) $(least cp) $(least cp_and_sync)" |
    awk '{ printf "%-14s %6.2f s   %5.2f of cp   %5.2f of cp and sync\n", $1, $2, $3 / $2, $4 / $2 }'
done
