#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# README's picture, from a report: sh examples/report/picture.sh <compare> docs/compare.png
# Needs chromium (or CHROMIUM=<another name of it>). The page shows its figure where its address
# ends in #figure.
set -eu

compare=$1
picture=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$compare" --seeds 5 --out "$folder/report.html"
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-background-networking \
  --no-first-run --user-data-dir="$folder/profile" --hide-scrollbars \
  --virtual-time-budget=2000 --force-device-scale-factor=2 --window-size=1100,430 \
  --screenshot="$picture" "file://$folder/report.html#figure"
