#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# What the include costs: seconds of the compiler, and bytes of code in the object, at -O2.
#   sh bench/include_cost.sh [FILE]      a line a figure, separated by tabs; FILE: also to there
# EIGEN=folder names Eigen's headers, COMPILERS the compilers. The seconds are the processor's, not
# the clock's, so that other programs disturb them less (the compilers run side by side): medians of
# 5 rounds in which all files are compiled in turn, less <Eigen/Dense> alone in the same round; and
# their interquartile range.
# The bytes are .text sections: the first call brings the kernels, every other one adds to it.

set -eu
cd "$(dirname "$0")/.."
out=${1:-/dev/null}
EIGEN=${EIGEN:-/usr/include/eigen3}
export CCACHE_DISABLE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$out"

# source FILE LINE...: a file that includes outset after Eigen and has a function of these lines
source_file() {
  name=$1
  shift
  {
    printf '#include <Eigen/Dense>\n#include <outset/outset.hpp>\n'
    i=0
    for body; do
      printf 'void f%s(Eigen::MatrixXf& w, outset::Rng& rng) { %s }\n' "$i" "$body"
      i=$((i + 1))
    done
  } >"$work/$name.cpp"
}

compile() { # COMPILER NAME OBJECT
  "$1" -std=c++20 -O2 -I include -isystem "$EIGEN" -c "$work/$2.cpp" -o "$work/$3.o"
}

# Seconds of processor that a shell's children have had, user's and system's, out of `times`.
children_seconds() {
  awk 'NR == 2 { split($1, u, /[ms]/); split($2, s, /[ms]/)
                 print 60 * (u[1] + s[1]) + u[2] + s[2] }' "$1"
}

# summary COMPILER WHAT: of the numbers that come in
summary() {
  sort -g | awk -v compiler="$1" -v what="$2" '
    function quantile(q,  at, low) {
      at = 1 + q * (NR - 1); low = int(at)
      return x[low] + (at - low) * (x[low < NR ? low + 1 : NR] - x[low])
    }
    { x[NR] = $1 }
    END { printf "%s\t%s\t%.2f\ts\t%.2f\n", compiler, what, quantile(.5),
                 quantile(.75) - quantile(.25) }'
}

he_normal='outset::HeNormal{}(w, rng);'
printf '#include <Eigen/Dense>\n' >"$work/eigen.cpp"
source_file outset
source_file call "$he_normal"
source_file text 'outset::initializer("he_normal")(w, rng);'

# time_includes COMPILER
time_includes() {
  for _ in 1 2 3 4 5; do
    for file in eigen outset call text; do
      times >"$work/$1.before"  # not in a subshell: that would have no children
      compile "$1" "$file" "$1.$file"
      times >"$work/$1.after"
      echo "$(children_seconds "$work/$1.before") $(children_seconds "$work/$1.after")" |
        awk '{ print $2 - $1 }' >>"$work/$1.$file"
    done
  done
  over_eigen() { paste "$work/$1.$2" "$work/$1.eigen" | awk '{ print $1 - $2 }'; }
  {
    summary "$1" "<Eigen/Dense> alone" <"$work/$1.eigen"
    over_eigen "$1" outset | summary "$1" "<outset/outset.hpp>, over Eigen"
    over_eigen "$1" call | summary "$1" "and HeNormal on MatrixXf, over Eigen"
    over_eigen "$1" text | summary "$1" "and initializer(text), over Eigen"
  } >"$work/$1.figures"
}

found=
for compiler in ${COMPILERS:-g++ clang++}; do
  if command -v "$compiler" >/dev/null 2>&1; then
    found="$found $compiler"
    time_includes "$compiler" &
  else
    echo "include_cost: no $compiler here, left out" >&2
  fi
done
wait
for compiler in $found; do tee -a "$out" <"$work/$compiler.figures"; done

# text_bytes COMPILER NAME
text_bytes() {
  compile "$1" "$2" "$2"
  size -A "$work/$2.o" | awk '$1 ~ /^\.text/ { bytes += $2 } END { print bytes + 0 }'
}

compiler=${CXX:-g++}
# report WHAT BYTES
report() { printf '%s\t%s\t%d\tbytes\t0\n' "${compiler##*/}" "$1" "$2" | tee -a "$out"; }
empty=$(text_bytes "$compiler" outset)
first=$(text_bytes "$compiler" call)
report "HeNormal, the first call" $((first - empty))
for functor in Normal XavierUniform TruncatedNormal VarianceScaling Constant Identity Sparse \
               Orthogonal DeltaOrthogonal; do
  shape=
  [ $functor != DeltaOrthogonal ] || shape='outset::conv2d(8, 8, 3, 3), '
  source_file pair "$he_normal" "outset::$functor{}(w, ${shape}rng);"
  both=$(text_bytes "$compiler" pair)
  report "$functor, beside it" $((both - first))
done
