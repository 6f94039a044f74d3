#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# House rules that no compiler checks, each a search that must find nothing. Run by ctest.

set -eu
cd "$(dirname "$0")/.."
status=0

# nothing RULE FINDINGS
nothing() {
  if [ -n "$2" ]; then
    printf '%s:\n%s\n\n' "$1" "$2"
    status=1
  fi
}

# Everything that <outset/outset.hpp> may reach; its clients are in folders of their own.
core() {
  find include/outset -name '*.hpp' -o -name '*.inl' | grep -Ev '/(nn|probe|prune|io)/' | sort
}
ours() {
  find include tests examples bench -name '*.hpp' -o -name '*.cpp' -o -name '*.inl' | sort
}

# shellcheck disable=SC2046 # file names are words
{
  nothing "Macros must start with OUTSET_" \
    "$(grep -rnE '^ *# *define ' include | grep -vE 'define OUTSET_')"
  nothing "A bare min or max meets Windows' macros: write (std::min)(a, b)" \
    "$(grep -rnE '(std|>)::(min|max)\(' include)"
  nothing "Headers that cost compile time, or are missing somewhere, in the core" \
    "$(grep -nE '^ *# *include <(random|iostream|regex|functional|map|ranges|format)>' $(core))"
  nothing "The core must not include its clients" \
    "$(grep -nE '^ *# *include ["<](outset/|\.\./)?(nn|probe|prune|io)/' $(core))"
  nothing "The core must compile without exceptions: detail::fail, not throw" \
    "$(grep -nE '(^|[^a-z_"/])throw ' $(core) | grep -vE '^include/outset/error.hpp|//.*throw ')"
  nothing "Eigen/src is Eigen's own" "$(grep -rnE '# *include ["<]Eigen/src/' include)"
  nothing "using namespace at a header's own level" "$(grep -rnE '^using namespace' include)"
  nothing "The first line must be the licence" \
    "$(for file in $(ours); do
      [ "$(head -n 1 "$file")" = "// SPDX-License-Identifier: MIT" ] || echo "$file"
    done)"
  nothing "A header without #pragma once" "$(grep -rL '^#pragma once$' --include='*.hpp' include)"
}

exit $status
