#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# README's picture, from the report of the demo: sh examples/report/picture.sh docs/compare.png
# Needs chromium (or CHROMIUM=<another name of it>). The page shows its figure where its address
# ends in #figure.
set -eu

picture=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sh "$(dirname "$0")/../../cmake/demo.sh" --out "$folder/report.html"
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-background-networking \
  --no-first-run --user-data-dir="$folder/profile" --hide-scrollbars \
  --virtual-time-budget=2000 --force-device-scale-factor=2 --window-size=1100,425 \
  --screenshot="$picture" "file://$folder/report.html#figure"
