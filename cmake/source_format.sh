#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# Checks that every C++ file is as clang-format writes it with .clang-format. Run by ctest. Major
# versions of clang-format differ in some lines, so only one is accepted: without it this ends with
# 77 (skipped).

set -eu
cd "$(dirname "$0")/.."
major=14

format=
for name in "clang-format-$major" clang-format; do
  if "$name" --version 2>/dev/null | grep -q "version $major\\."; then
    format=$name
    break
  fi
done
if [ -z "$format" ]; then
  echo "Not checked: there is no clang-format $major (apt-get install clang-format-$major)."
  exit 77
fi

find include cmake tests examples bench \( -name '*.hpp' -o -name '*.inl' -o -name '*.cpp' \) \
  -exec "$format" --dry-run -Werror {} + || {
  echo "To mend it: $format -i FILE"
  exit 1
}
