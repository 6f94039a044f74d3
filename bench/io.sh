#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh bench/io.sh [FOLDER]
#
# Reads and writes a safetensors file of 1 GiB in FOLDER (a new one in TMPDIR) beside cp, round by
# round, ROUNDS (5) times: the least seconds by the clock and of CPU time, which a busy machine
# disturbs less, and the rate as a share of cp's. Writing flushes to the disk, which cp does not: so
# it is compared with cp followed by sync as well. plain_write and plain_load are write(2) with
# fsync(2), and read(2) to new memory: no program is faster than they are.
#
# Then outset-inspect reads a file of 2 GiB beside read(2), both files not in the memory's cache, with
# the memory that it takes.

set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$folder"' EXIT
rounds=${ROUNDS:-5}
build="${CXX:-c++} -std=c++20 -O2 -I include -I examples -isystem ${EIGEN:-/usr/include/eigen3}"
$build bench/io.cpp -o "$folder/io"
$build -O3 -pthread examples/inspect/*.cpp examples/parts/text_table.cpp -o "$folder/inspect"
cat >"$folder/cp_and_sync" <<'END'
#!/bin/sh
cp "$1" "$2" && sync "$2"
END
chmod +x "$folder/cp_and_sync"

# measure NAME ARGUMENTS OF io...
measure() {
  name=$1
  shift
  "$folder/io" "$@" >>"$folder/times.$name"
}
least() { sort -g -k "$2,$2" "$folder/times.$1" | head -n 1 | cut -d ' ' -f "$2"; }

"$folder/io" write "$folder/w" >/dev/null
round=0
while [ $((round += 1)) -le "$rounds" ]; do
  sync
  for what in plain_write write_columns write; do
    rm "$folder/w" && sync "$folder"
    measure $what $what "$folder/w"
  done
  for what in read read_columns load plain_load; do measure $what $what "$folder/w"; done
  for what in cp "$folder/cp_and_sync"; do
    rm -f "$folder/copy"
    measure "${what##*/}" run "$what" "$folder/w" "$folder/copy"
  done
done
rm "$folder/w" "$folder/copy"
echo "1 GiB            clock   of cp   of cp and sync      CPU   of cp"
for what in cp cp_and_sync plain_write write write_columns read read_columns plain_load load; do
  echo "$what $(least $what 1) $(least cp 1) $(least cp_and_sync 1) $(least $what 2) $(least cp 2)" |
    awk '{ printf "%-14s %5.2f s   %5.2f   %14.2f   %4.2f s   %5.2f\n", $1, $2, $3 / $2, $4 / $2,
           $5, $6 / $5 }'
done

"$folder/io" checkpoint "$folder/w"
round=0
while [ $((round += 1)) -le "$rounds" ]; do
  "$folder/io" forget "$folder/w"
  measure plain_read plain_read "$folder/w"
  "$folder/io" forget "$folder/w"
  measure inspect run "$folder/inspect" "$folder/w" 2>/dev/null
done
echo
echo "2 GiB            clock   of read(2)      CPU   memory"
for what in plain_read inspect; do
  echo "$what $(least $what 1) $(least plain_read 1) $(least $what 2) $(least $what 3)" |
    awk '{ printf "%-14s %5.2f s   %10.2f   %4.2f s   %4d MiB\n", $1, $2, $3 / $2, $4, $5 }'
done
