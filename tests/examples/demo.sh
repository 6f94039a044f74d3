#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/examples/demo.sh <compare> <an empty folder to work in>
#
# cmake/demo.sh as a user types it, in a copy of the files that it needs, with a `compare` that is
# already built and a cmake that does nothing. Options override the demo's own, in both forms; after
# --help and --list nothing is trained; the last line is the report's path; an interrupted run leaves
# the old report.

set -eu
compare=$1
root=$2
source=$(cd "$(dirname "$0")/../.." && pwd)
status=0

rm -rf "$root"
mkdir -p "$root/tree/build/demo/examples/compare" "$root/bin" "$root/elsewhere"
cp -R "$source/cmake" "$root/tree/"
ln -s "$compare" "$root/tree/build/demo/examples/compare/compare"
for program in cmake c++ make; do
  printf '#!/bin/sh\n' >"$root/bin/$program"
  chmod +x "$root/bin/$program"
done
PATH=$root/bin:$PATH
report=$(cd "$root/tree" && pwd)/build/demo/report.html
cd "$root/elsewhere"

wrong() {
  echo "demo.sh $*" >&2
  sed 's/^/    /' out err >&2
  status=1
}
demo() { sh "$root/tree/cmake/demo.sh" "$@" >out 2>err; }

# Small enough to be fast, and each value differs from the demo's own.
demo --init zeros --depth 3 --width 8 --epochs 1 --seed 7 --seeds 1 --data digits ||
  wrong "ended with an error"
[ "$(tail -n 1 out)" = "$report" ] || wrong "must end with $report"
grep -q '^zeros ' out && ! grep -q '^he_normal' out || wrong "--init must override the demo's own"
cp "$report" first.html

demo --init=zeros --depth=3 --width=8 --epochs=1 --seed=7 --seeds=1 --data=digits --out=mine.html ||
  wrong "--x=v ended with an error"
[ "$(tail -n 1 out)" = "$PWD/mine.html" ] || wrong "--out=mine.html must end with $PWD/mine.html"
[ -f mine.html ] || wrong "--out=mine.html must be written where the command was typed"
cmp -s "$report" first.html || wrong "--out=mine.html must leave the demo's own report"
for text in '"epochs":1' '"width":8' '"seeds","7"' '8 (2 times)'; do
  grep -qF "$text" mine.html || wrong "must have used $text"
done
demo --depth 3 --width 8 --epochs 1 --seeds 1 --init zeros --data "$source/examples/data/digits.csv" \
  --out two.html || wrong "--data, --out two.html ended with an error"
[ "$(tail -n 1 out)" = "$PWD/two.html" ] || wrong "--out two.html must end with $PWD/two.html"
grep -qF '"data","digits.csv' two.html || wrong "--data must override the demo's own"

for option in --help --list; do
  demo $option || wrong "$option ended with an error"
  ! grep -qE 'Open the report|^/.*[.]html$' out || wrong "$option must end there"
  ! grep -q '^After epoch' out || wrong "$option must not train"
  cmp -s "$report" first.html || wrong "$option must leave the report"
done
! demo --depth 0 || wrong "--depth 0 must end with an error"
! demo --epochs || wrong "--epochs without a value must end with an error"
cmp -s "$report" first.html || wrong "an error must leave the report"

if command -v timeout >/dev/null 2>&1; then
  for signal in INT TERM KILL; do
    timeout -s "$signal" 1 sh "$root/tree/cmake/demo.sh" --epochs 100000 >out 2>err || true
    cmp -s "$report" first.html || wrong "stopped by $signal must leave the report whole"
    [ "$(cd "${report%/*}" && echo report*)" = report.html ] ||
      wrong "stopped by $signal must leave nothing beside the report"
  done
fi

exit $status
