#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh cmake/claims.sh [ARGUMENTS OF claims]
#
# Check the field's claims: installs what is missing, builds the `claims` example in Release and runs
# it. Without arguments it checks all of them and writes a page to open in a browser, whose path is
# the last line. `--list` names the claims, `--help` the options.

set -eu
here=$PWD
cd "$(dirname "$0")/.."
. cmake/packages.sh

build_example claims
cd "$here"
[ $# -gt 0 ] || set -- all --out "$build/claims.html"
exec "$program" "$@"
