#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/demo.sh [OPTIONS OF compare]
#
# See the library work: installs what is missing, builds the `compare` example in Release, trains a
# small network on handwritten digits from eight initializations and five seeds, and writes a report
# to open in a browser, whose path is the last line. Options given override the demo's own; relative
# paths in them start where the command was typed. `--help` names the options.

set -eu
here=$PWD
cd "$(dirname "$0")/.."
. cmake/packages.sh

build_example compare
cd "$here"
exec "$program" --seeds 5 --out "$build/report.html" "$@"
