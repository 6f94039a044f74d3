#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/playground/run.sh [FOLDER]
#
# The playground in headless Chromium, and beside the same run in C++: builds the page and the native
# program into FOLDER, drives the page (browser.mjs), trains in Firefox and WebKitGTK where they are
# installed (others.mjs), then compiles and runs the C++ that the page gave.
# Ends with 77 (skipped) where a tool is missing. CHROMIUM, CXX and EIGEN_INCLUDE_DIR may be set.
# Screenshots are left in FOLDER/pictures.

set -eu
cd "$(dirname "$0")/../.."
work=${1:-build/playground}
mkdir -p "$work"
work=$(cd "$work" && pwd)
for tool in "${CHROMIUM:-chromium}" node npm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: there is no $tool"
    exit 77
  fi
done

built=0
OUTSET_PLAYGROUND_BUILD=$work sh cmake/playground.sh --build-only >"$work/built" || built=$?
cat "$work/built"
[ "$built" = 0 ] || exit "$built"
[ "$(tail -n 2 "$work/built" | tr '\n' ' ')" = "$work/page $work/playground.html " ]

if ! [ -d "$work/npm/node_modules/axe-core" ]; then
  npm install --silent --no-audit --no-fund --prefix "$work/npm" playwright-core@1.65.1 axe-core@4.14.1 || {
    echo "skipped: npm cannot install playwright-core and axe-core"
    exit 77
  }
fi

cxx() {
  ${CXX:-c++} -std=c++20 -O1 -I include -I examples -I examples/data \
    -isystem "${EIGEN_INCLUDE_DIR:-/usr/include/eigen3}" "$@"
}
cxx examples/playground/native.cpp -o "$work/native"
rm -rf "$work/pictures" "$work/saved"
mkdir -p "$work/pictures" "$work/saved"

python3 examples/playground/serve.py "$work/page" >"$work/address" &
server=$!
trap 'kill $server' EXIT
while ! [ -s "$work/address" ]; do sleep 0.1; done
node tests/playground/browser.mjs "$work"
if command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1; then
  [ -d "$work/npm/node_modules/puppeteer-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$work/npm" puppeteer-core@24.43.1 ||
    echo "Firefox is not tried: npm cannot install puppeteer-core"
fi
node tests/playground/others.mjs "$work"

# The page's C++ must give the page's CSV, number for number. (Numbers as texts may differ: 1e-05, 0.00001.)
for run in points digits; do
  cxx "$work/saved/$run.cpp" -o "$work/saved/$run"
  "$work/saved/$run" >"$work/saved/$run.out"
  python3 - "$work/saved/$run.csv" "$work/saved/$run.out" <<'PY'
import sys
page, program = ([[float(v or "nan") for v in line.split(",")] for line in open(name).read().splitlines()[1:]]
                 for name in sys.argv[1:])
same = len(page) == len(program) > 2 and all(
    len(a) == len(b) and all(x == y or x != x and y != y for x, y in zip(a, b)) for a, b in zip(page, program))
sys.exit(0 if same else f"{sys.argv[2]}: the program's losses are not the page's")
PY
done
cxx -I tests -idirafter "${JSON_INCLUDE_DIR:-/usr/include}" tests/playground/weights.cpp -o "$work/weights"
"$work/weights" "$work"/saved/*.safetensors
echo "all is well"
