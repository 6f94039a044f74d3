#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/examples/report.sh <compare> <an empty folder to work in>
#
# The report in a browser: on a dark phone screen 390 pixels wide, and printed on white paper. Of its
# twelve contenders some diverge, vanish and explode. Ends with 77 (skipped) where there is no chromium
# (CHROMIUM may be set to another name of it).

set -eu
compare=$1
root=$2
browser=${CHROMIUM:-chromium}
source=$(cd "$(dirname "$0")" && pwd)
command -v "$browser" >/dev/null 2>&1 || exit 77

rm -rf "$root"
mkdir -p "$root"
cd "$root"
# normal(std=1) diverges, its gradient large; the signal of ones explodes, and that of sparse vanishes;
# the last two are equally good.
"$compare" --depth 8 --width 64 --epochs 3 --batch 64 --lr 0.01 --out report.html --init \
  "zeros,ones,constant(0.1),sparse,normal,normal(std=1),lecun_normal,xavier_uniform,he_uniform,orthogonal,orthogonal(gain=relu),he_normal" \
  >table
{
  cat report.html
  echo '<script>'
  cat "$source/report.js"
  echo '</script>'
} >probed.html
cat >phone.html <<'HTML'
<pre id="said">nothing</pre>
<iframe src="probed.html" style="width: 390px; height: 3000px; border: 0"></iframe>
<script>addEventListener("message", (e) => { document.getElementById("said").textContent = e.data; });</script>
HTML

# chrome OPTIONS...: a dark colour scheme is number 0
chrome() {
  "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$root/profile" --virtual-time-budget=4000 \
    --blink-settings=preferredColorScheme=0 "$@" 2>chrome.log
}

chrome --dump-dom "file://$root/phone.html" | sed -n 's/.*<pre id="said">//; /<\/pre>/{s/<\/pre>.*//p;q;}; p' >said
if [ "$(cat said)" != "all is well" ]; then
  cat said >&2
  exit 1
fi

command -v pdftoppm >/dev/null 2>&1 && command -v pdftotext >/dev/null 2>&1 || exit 0
chrome --print-to-pdf="$root/report.pdf" --no-pdf-header-footer "file://$root/report.html" >/dev/null
pdftotext -layout report.pdf - >text
for heading in 'train' 'final' 'to 90 %' 'by hidden layer' 'measured' 'n Var(w)' 'diverged in epoch'; do
  if ! grep -qF "$heading" text; then
    echo "the printed report lacks '$heading'" >&2
    exit 1
  fi
done
# The paper must be mostly white although the screen is dark: the mean of the first page's grey values.
pdftoppm -r 10 -gray -f 1 -l 1 report.pdf page
brightness=$(od -An -v -tu1 -j 15 page*.pgm | awk '{ for (i = 1; i <= NF; ++i) { s += $i; ++n } } END { print int(s / n) }')
if [ "$brightness" -lt 225 ]; then
  echo "the printed report has a mean brightness of $brightness of 255" >&2
  exit 1
fi
