#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/transfer.sh [OPTIONS OF transfer]
#
# See where a pretrained network is the better start: installs what is missing, builds the `transfer`
# example in Release, runs it (less than a minute), and writes a page to open in a browser, whose path
# is the last line. Options given override its own. `--help` names the options.

set -eu
here=$PWD
cd "$(dirname "$0")/.."
. cmake/packages.sh

build_example transfer
cd "$here"
exec "$program" --out "$build/transfer.html" "$@"
