#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# What outset adds to the compilation of a file, at -O2, in times of `#include <Eigen/Dense>` alone.
#   sh bench/include_cost.sh [FILE]      prints a table; FILE: the same, separated by tabs
# COMPILERS (g++ clang++), EIGEN (the folder of its headers) and ROUNDS (5) may be set. COMPILED=FILE
# names the library of outset::compiled: then a second column compiles with OUTSET_COMPILED=1 and
# links with it (the link is not timed).
#
# Times are user seconds, which other programs disturb less than the clock. In every round each
# compiler compiles every file once. A figure is (file - Eigen) / Eigen. The table has their medians
# ± their interquartile ranges.

set -eu
cd "$(dirname "$0")/.."
out=${1:-/dev/null}
EIGEN=${EIGEN:-/usr/include/eigen3}
export CCACHE_DISABLE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compilers=
for compiler in ${COMPILERS:-g++ clang++}; do
  if command -v "$compiler" >/dev/null 2>&1; then
    compilers="$compilers $compiler"
  else
    echo "include_cost: there is no $compiler here, its lines are left out" >&2
  fi
done

# write_source NAME < LINES of functions
write_source() {
  { printf '#include <Eigen/Dense>\n#include <outset/outset.hpp>\n'; cat; } >"$work/$1.cpp"
}
matrix='Eigen::MatrixXf& w, outset::Rng& rng'
printf '#include <Eigen/Dense>\n' >"$work/eigen.cpp"
write_source include </dev/null
echo "void f($matrix) { outset::HeNormal{}(w, rng); }" | write_source call
echo "void f($matrix, const char* text) { outset::initializer(text)(w, rng); }" | write_source text
for scalar in float double Eigen::half Eigen::bfloat16 'std::complex<float>'; do
  echo "void f(Eigen::Matrix<$scalar, -1, -1>& w, outset::Rng& rng) {"
  for name in HeNormal XavierUniform TruncatedNormal Orthogonal Sparse; do
    echo "  outset::$name{}(w, rng);"
  done
  echo "}"
done | write_source five
cells="include call text five"
describe() {
  case $1 in
    include) echo "the include" ;;
    call) echo "HeNormal on MatrixXf" ;;
    text) echo "initializer(text) on MatrixXf" ;;
    five) echo "five scalars x five initializers" ;;
  esac
}

forms=header-only
[ -z "${COMPILED:-}" ] || forms="header-only compiled"

compile() { # COMPILER FORM NAME
  define=
  [ "$2" = header-only ] || define=-DOUTSET_COMPILED=1
  "$1" -std=c++20 -O2 $define -I include -isystem "$EIGEN" -c "$work/$3.cpp" -o "$work/object.o"
}

# The user seconds that this shell's children have had, from what `times` has written to a file.
children_seconds() {
  awk 'NR == 2 { split($1, t, /[ms]/); print 60 * t[1] + t[2] }' "$1"
}

measure() { # COMPILER FORM NAME
  times >"$work/before"  # not in a subshell, which would have no children
  compile "$@"
  times >"$work/after"
  echo "$(children_seconds "$work/before") $(children_seconds "$work/after")" |
    awk '{ print $2 - $1 }' >>"$work/seconds.$1.$2.$3"
}

round=0
while [ $((round += 1)) -le "${ROUNDS:-5}" ]; do
  for compiler in $compilers; do
    measure "$compiler" header-only eigen
    for form in $forms; do
      for cell in $cells; do measure "$compiler" "$form" "$cell"; done
    done
  done
done

if [ -n "${COMPILED:-}" ]; then
  for compiler in $compilers; do
    for cell in $cells; do
      compile "$compiler" compiled "$cell"
      echo 'int main() {}' | "$compiler" "$work/object.o" "$COMPILED" -x c++ - -o "$work/program"
    done
  done
fi

# Median, interquartile range and count of the numbers that come in.
summarize() {
  sort -g | awk '
    function quantile(q,  at, low) {
      at = 1 + q * (NR - 1); low = int(at)
      return x[low] + (at - low) * (x[low < NR ? low + 1 : NR] - x[low])
    }
    { x[NR] = $1 }
    END { printf "%.3f\t%.3f\t%d\n", quantile(.5), quantile(.75) - quantile(.25), NR }'
}

: >"$out"
echo "| compiler | a file of Eigen/Dense and | header-only | \`outset::compiled\` |"
echo "|---|---|---:|---:|"
for compiler in $compilers; do
  alone=$work/seconds.$compiler.header-only.eigen
  echo "| $compiler | nothing | 0 ($(summarize <"$alone" | cut -f 1) s) | |"
  for cell in $cells; do
    row="| $compiler | $(describe "$cell") |"
    for form in $forms; do
      ratio=$(paste "$work/seconds.$compiler.$form.$cell" "$alone" | awk '{ print $1 / $2 - 1 }' |
        summarize)
      printf '%s\t%s\t%s\t%s\n' "$compiler" "$(describe "$cell")" "$form" "$ratio" >>"$out"
      row="$row $(echo "$ratio" | awk '{ printf "%.2f ± %.2f", $1, $2 }') |"
    done
    [ "$forms" != header-only ] || row="$row |"
    echo "$row"
  done
done
