#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# The version stands in config.hpp alone. The changelog's newest entry must be about it, and every
# entry must say whether the bits have changed, which is what users ask first. Run by ctest.

set -eu
cd "$(dirname "$0")/.."

version=$(awk '/^#define OUTSET_VERSION_(MAJOR|MINOR|PATCH) / { v = v dot $3; dot = "." }
               END { print v }' include/outset/config.hpp)
newest=$(sed -n 's/^## \[\([^]]*\)\].*/\1/p' CHANGELOG.md | head -n 1)
status=0

if [ "$newest" != "$version" ]; then
  echo "config.hpp has version $version, CHANGELOG.md's newest entry is [$newest]"
  status=1
fi

silent=$(awk '/^## \[/ { if (entry && !bits) print entry; entry = $2; bits = 0 }
              /^### Bits/ { bits = 1 }
              END { if (entry && !bits) print entry }' CHANGELOG.md)
if [ -n "$silent" ]; then
  echo "CHANGELOG.md has no '### Bits' under: $silent"
  status=1
fi

tag=$(git describe --tags --exact-match 2>/dev/null || true)
if [ -n "$tag" ] && [ "$tag" != "v$version" ]; then
  echo "config.hpp has version $version, this commit is tagged $tag"
  status=1
fi

exit $status
