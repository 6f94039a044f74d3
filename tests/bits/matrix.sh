#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# sh tests/bits/matrix.sh [--require-all] [--jobs N] [--only TEXT]
#
# Checks that every compiler, flag, instruction set and machine gives the same weights, and trains
# to the same numbers: builds tests/bits in all combinations, runs it, and compares what it prints
# with stream_v1.sha256 and training.sha256. Two builds run at a time.
#   --require-all  a tool that is missing is a failure too
#   --jobs N       N builds at a time
#   --only TEXT    only combinations whose line contains TEXT, such as "clang++" or "aarch64"
# EIGEN_INCLUDE_DIR says where Eigen is, if not where pkg-config or Debian has it.

set -u
cd "$(dirname "$0")/../.." || exit

require_all=false jobs=2 only=
while [ $# -gt 0 ]; do
  case $1 in
    --require-all) require_all=true ;;
    --jobs) jobs=$2 && shift ;;
    --only) only=$2 && shift ;;
    *) sed -n 's/^# \{0,1\}//; 5,13p' "$0" >&2 && exit 2 ;;
  esac
  shift
done

eigen=${EIGEN_INCLUDE_DIR:-$(pkg-config --variable=includedir eigen3 2>/dev/null || true)}
[ -n "$eigen" ] || eigen=/usr/include/eigen3
[ -e "$eigen/Eigen/Core" ] || eigen=$eigen/eigen3
if [ ! -e "$eigen/Eigen/Core" ]; then
  echo "Eigen is not in $eigen: set EIGEN_INCLUDE_DIR" >&2
  exit 1
fi
work=$(mktemp -d)
golden=$work/golden
cat tests/bits/stream_v1.sha256 tests/bits/training.sha256 >"$golden"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# One line for each build: target | compiler | flags | backends to run. `run` below knows which
# targets need an emulator or node.
all_builds() {
  for compiler in g++ clang++; do
    for flags in -O0 -O1 -O2 -Os "-O3 -march=native" -Ofast "-Ofast -march=native" "-O2 -mfma" \
      "-O2 -ffast-math" "-O2 -ffast-math -march=native" "-O2 -funsafe-math-optimizations" \
      "-O2 -mavx2 -mfma -ffp-contract=fast" "-O3 -flto" "-O2 -frounding-math" "-O2 -fopenmp" \
      "-O2 -fno-exceptions -fno-rtti"; do
      echo "native|$compiler|$flags|scalar avx2 avx512"
    done
    for flags in "-O2 -m32 -msse2" "-O2 -m32 -msse2 -mfpmath=sse -mfma" "-Ofast -m32 -msse2"; do
      echo "32 bits|$compiler|$flags|scalar avx2 avx512"
    done
  done
  cat <<END
native|g++-11|-O2|scalar
native|g++|-O2 -DOUTSET_PORTABLE=1|scalar
aarch64|aarch64-linux-gnu-g++|-O0 -static|scalar neon
aarch64|aarch64-linux-gnu-g++|-O2 -static|scalar neon
aarch64|aarch64-linux-gnu-g++|-Ofast -static|scalar neon
aarch64|clang++ --target=aarch64-linux-gnu|-O2 -static|scalar neon
aarch64|clang++ --target=aarch64-linux-gnu|-Ofast -static|scalar neon
s390x|s390x-linux-gnu-g++|-O2 -static|scalar
s390x|s390x-linux-gnu-g++|-Ofast -static|scalar
wasm|clang++ --target=wasm32-wasi|-O2 -fno-exceptions|scalar
wasm|clang++ --target=wasm32-wasi|-O0 -fno-exceptions -msimd128|scalar wasm
wasm|clang++ --target=wasm32-wasi|-O2 -fno-exceptions -msimd128|scalar wasm
wasm|clang++ --target=wasm32-wasi|-Ofast -fno-exceptions -msimd128|scalar wasm
END
}

# The Debian packages that a target needs.
packages() {
  case $1 in
    "native|g++") echo g++ ;;
    "native|g++-11") echo g++-11 ;;
    "native|clang++") echo clang ;;
    "32 bits|"*) echo "g++-multilib, or g++-12-multilib beside cross compilers" ;;
    "aarch64|"*) echo "g++-aarch64-linux-gnu qemu-user clang" ;;
    "s390x|"*) echo "g++-s390x-linux-gnu qemu-user" ;;
    "wasm|"*) echo "clang lld wasi-libc nodejs, libc++-N-dev-wasm32 libc++abi-N-dev-wasm32" \
      "libclang-rt-N-dev-wasm32 of clang's version N" ;;
  esac
}

run() { # TARGET BACKEND PROGRAM
  digits=examples/data/digits.csv
  case $1 in
    aarch64) set -- "$2" qemu-aarch64 "$3" ;;
    s390x) set -- "$2" qemu-s390x "$3" ;;
    wasm) set -- "$2" node --no-warnings tests/wasm/wasi.mjs "$3" ;;
    *) set -- "$2" "$3" ;;
  esac
  backend_wanted=$1
  shift
  OUTSET_SIMD=$backend_wanted "$@" --backend --training <$digits
}

# Debian's cross compilers cannot be installed beside the package that has /usr/include/asm, which
# -m32 needs.
system_headers() { # TARGET
  if [ "$1" = "32 bits" ]; then echo "-idirafter /usr/include/x86_64-linux-gnu"; fi
}

has_tools() { # TARGET COMPILER: it compiles, links and runs something that prints
  printf '#include <string>\n#include <cstdio>\nint main() { std::puts(std::string("x").c_str()); }\n' \
    >"$work/hello.cpp"
  case $1 in
    "32 bits") more=-m32 ;;
    aarch64 | s390x) more=-static ;;
    wasm) more=-fno-exceptions ;;
    *) more= ;;
  esac
  # shellcheck disable=SC2046,SC2086 # a compiler with its target is two words
  $2 -std=c++20 $more $(system_headers "$1") "$work/hello.cpp" -o "$work/hello" >/dev/null 2>&1 &&
    run "$1" "" "$work/hello" >/dev/null 2>&1
}

row() { # FILE COMPILER FLAGS BACKEND HASH SECONDS VERDICT
  printf '%-36s %-38s %-7s %-12s %4s  %s\n' "$2" "$3" "$4" "$5" "$6" "$7" >>"$work/$1.rows"
}

one_build() { # NUMBER TARGET COMPILER FLAGS BACKENDS
  program=$work/$1.program
  began=$(date +%s)
  # shellcheck disable=SC2046,SC2086
  if ! $3 -std=c++20 $4 -I include -I tests \
    -isystem "$eigen" $(system_headers "$2") tests/bits/main.cpp -o "$program" >"$work/$1.log" 2>&1; then
    for backend in $5; do row "$1" "$3" "$4" "$backend" - - "DIFFERS: does not compile"; done
    head -n 20 "$work/$1.log" >"$work/$1.error"
    return
  fi
  for backend in $5; do
    run "$2" "$backend" "$program" >"$work/$1.out" 2>&1
    status=$?
    seconds=$(($(date +%s) - began))
    began=$(date +%s)
    found=$(sed -n 's/  weights$//p' "$work/$1.out")
    if [ $status = 0 ] && [ "$(head -n 1 "$work/$1.out")" != "$backend" ]; then
      verdict="skipped: this processor has no $backend"
    elif [ $status = 0 ] && sed 1d "$work/$1.out" | cmp -s - "$golden"; then
      verdict=ok
    else
      verdict=DIFFERS
      cp "$work/$1.out" "$work/$1.error"
    fi
    row "$1" "$3" "$4" "$backend" "$(echo "$found" | cut -c 1-12)" "$seconds" "$verdict"
  done
  rm -f "$program"
}

all_builds | grep -F -e "$only" >"$work/builds"

# Each worker takes the next build that no other worker has taken.
worker() {
  number=100
  while IFS='|' read -r target compiler flags backends; do
    number=$((number + 1))
    mkdir "$work/$number.taken" 2>/dev/null || continue
    if grep -qxF "$target|$compiler" "$work/missing"; then
      for backend in $backends; do
        row $number "$compiler" "$flags" "$backend" - - \
          "skipped: install $(packages "$target|$compiler")"
      done
    else
      one_build $number "$target" "$compiler" "$flags" "$backends"
    fi
    cat "$work/$number.rows"
  done <"$work/builds"
}

: >"$work/missing"
cut -d '|' -f 1,2 "$work/builds" | sort -u | while IFS='|' read -r target compiler; do
  has_tools "$target" "$compiler" </dev/null || echo "$target|$compiler" >>"$work/missing"
done

printf '%-36s %-38s %-7s %-12s %4s\n' compiler flags backend hash s
began_all=$(date +%s)
for _ in $(seq "$jobs"); do worker & done
wait

cat "$work"/*.rows >"$work/table"
same=$(grep -c ' ok$' "$work/table")
differ=$(grep -c 'DIFFERS' "$work/table")
skipped=$(grep -c ' skipped: ' "$work/table")
for error in "$work"/*.error; do
  [ -e "$error" ] || continue
  printf '\n'
  head -n 1 "${error%.error}.rows"
  cat "$error"
done
printf '\n%s combinations: %s the same bits, %s differ, %s skipped; %s s\n' \
  "$(wc -l <"$work/table" | tr -d ' ')" "$same" "$differ" "$skipped" \
  $(($(date +%s) - began_all))

if [ "$differ" -gt 0 ]; then
  cat <<END

Where all of them print one and the same new hash of training, runs of nn/ give other numbers than
before: say so under **Bits** in CHANGELOG.md and write tests/bits/training.sha256. Where it is the
hash of weights or of orthogonal, weights have changed for every user. If that is
meant: a new version of the stream format. Raise random::stream_version in
include/outset/random/chunk.hpp, write tests/bits/stream_v2.sha256 and tests/golden/stream_v2.txt
(those of released versions stay as they are), and say so under **Bits** in CHANGELOG.md. Where only
some differ, the program's --parts tells which weights do.
END
  exit 1
fi
if [ "$same" = 0 ]; then exit 1; fi
if $require_all && [ "$skipped" -gt 0 ]; then exit 1; fi
exit 0
