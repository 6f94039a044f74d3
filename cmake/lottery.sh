#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/lottery.sh [OPTIONS OF lottery]
#
# Look for lottery tickets: installs what is missing, builds the `lottery` example in Release, trains
# and prunes a small network on handwritten digits (a minute on two cores), and writes a page to open in
# a browser, whose path is the last line. A run that was stopped goes on where it was. `--data FOLDER`
# takes MNIST's four IDX files instead, and hours; `--help` names the options.

set -eu
here=$PWD
cd "$(dirname "$0")/.."
. cmake/packages.sh

build_example lottery
cd "$here"
exec "$program" --state "$build/lottery.json" --out "$build/lottery.html" "$@"
