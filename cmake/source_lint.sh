#!/bin/sh
# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# House rules that no compiler checks. Each is a search that must find nothing. Run by ctest.

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
  find include cmake tests examples bench -name '*.hpp' -o -name '*.cpp' -o -name '*.inl' | sort
}
# Headers that texts and comments name; docs/mutation.md is a record of a run.
named() {
  find README.md CONTRIBUTING.md CHANGELOG.md docs include ! -name mutation.md -type f \
    ! -name '*.png' -exec grep -ohE '[a-z0-9_/.]*[a-z0-9_]\.(hpp|inl)' {} + | grep -v '^nlohmann/' | sort -u
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
    "$(grep -nE '(^|[^a-z_"/])throw ' $(core) | grep -vE '^include/outset/error.inl|//.*throw ')"
  nothing "Eigen/src is Eigen's own" "$(grep -rnE '# *include ["<]Eigen/src/' include)"
  nothing "using namespace at a header's own level" "$(grep -rnE '^using namespace' include)"
  nothing "The first line must be the licence" \
    "$(for file in $(ours); do
      [ "$(head -n 1 "$file")" = "// SPDX-License-Identifier: MIT" ] || echo "$file"
    done)"
  nothing "Here outset's headers are included as \"outset/...\", not as <outset/...>" \
    "$(grep -nE '^ *# *include <outset/' $(ours | grep -E '^(include|tests)/' |
      grep -v '^tests/consumers/'))"
  nothing "Here outset's headers are included as <outset/...>, as users include them" \
    "$(grep -nE '^ *# *include "outset/' README.md docs/*.md \
      $(ours | grep -E '^(examples|bench|tests/consumers)/'))"
  nothing "Write template <class T>, not template <typename T>" \
    "$(grep -nE 'template *<([^<>]*, *)?typename( |\.\.\.)' $(ours))"
  nothing "Names of constants are lower_snake, without a k before them" \
    "$(grep -nE '(constexpr|const|enum)( [A-Za-z_:<>]+)* [*&]?k[A-Z][A-Za-z0-9]*' $(ours))"
  nothing "A header that is named somewhere, but is not there" \
    "$(for name in $(named); do
      [ -n "$(find include tests examples cmake -path "*/$name" | head -n 1)" ] ||
        [ -e "$name" ] || echo "$name"
    done)"
  nothing "A header without #pragma once" "$(grep -rL '^#pragma once$' --include='*.hpp' include)"
}

exit $status
