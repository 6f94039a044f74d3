# SPDX-License-Identifier: MIT
# outset: weight initializers for Eigen
#
# For the scripts beside it, which source it from the repository's root: `require NAME...` installs
# what is missing of the names in cmake/packages.txt through the system's package manager, or names
# the packages and stops. POSIX sh.

table=cmake/packages.txt
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
if command -v ninja >/dev/null 2>&1; then export CMAKE_GENERATOR=Ninja; fi

say() { printf '\n== %s\n' "$*"; }

# column NUMBER NAME...: the names as apt (2), dnf (3), brew (4) or vcpkg (5) calls them
column() {
  number=$1
  shift
  for name; do
    awk -v name="$name" -v n="$number" '$1 == name && $n != "-" { print $n }' "$table"
  done | paste -s -d ' ' -
}

# have_program NAME
have_program() {
  case $1 in
    c++) command -v "${CXX:-c++}" >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 ;;
    make) command -v ninja >/dev/null 2>&1 || command -v make >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# missing NAME...: prints the names of what is missing
missing() {
  libraries=
  for name; do
    case $name in
      c++ | cmake | make | clang++ | clang-format) have_program "$name" || echo "$name" ;;
      *) libraries="$libraries;$name" ;;
    esac
  done
  [ -n "$libraries" ] || return 0
  if ! have_program cmake; then
    echo "$libraries" | tr ';' ' '
    return 0
  fi
  probe=$(mktemp -d)
  # Looking for packages needs neither a compiler nor make, and there may be none yet.
  cmake -S cmake/probe -B "$probe" -G "Unix Makefiles" -DCMAKE_MAKE_PROGRAM=true \
    "-DPACKAGES=${libraries#;}" 2>&1 | sed -n 's/^-- missing: //p'
  rm -rf "$probe"
}

name_packages_and_stop() {
  {
    printf '\n%s\nPlease install, in the way of your system, then run this again:\n' "$1"
    shift
    printf '  apt    sudo apt-get install %s\n' "$(column 2 "$@")"
    printf '  dnf    sudo dnf install %s\n' "$(column 3 "$@")"
    printf '  brew   brew install %s\n' "$(column 4 "$@")"
    printf '  vcpkg  vcpkg install %s\n' "$(column 5 "$@")"
  } >&2
  exit 1
}

# as_root COMMAND...: without a terminal nobody can type a password
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# require NAME...
require() {
  # shellcheck disable=SC2046,SC2086 # names are words
  set -- $(missing "$@")
  [ $# -gt 0 ] || return 0
  if command -v apt-get >/dev/null 2>&1; then
    packages=$(column 2 "$@")
    install="apt-get update && apt-get install"
  elif command -v dnf >/dev/null 2>&1; then
    packages=$(column 3 "$@")
    install="dnf install"
  elif command -v brew >/dev/null 2>&1; then
    packages=$(column 4 "$@")
    install="brew install"
  else
    name_packages_and_stop "Not found: $*, and no apt-get, dnf or brew to install it with." "$@"
  fi
  case $install in
    brew*) ;;
    *)
      if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
        name_packages_and_stop "Not found: $*, and installing needs root or sudo." "$@"
      fi
      ;;
  esac

  say "Installing what is missing: $install $packages"
  # shellcheck disable=SC2086
  case $install in
    apt-get*)
      as_root apt-get update -q || true
      as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $packages
      ;;
    dnf*) as_root dnf install -y $packages ;;
    brew*) brew install $packages ;;
  esac || name_packages_and_stop "The installation failed." "$@"

  left=$(missing "$@" | tr '\n' ' ')
  # shellcheck disable=SC2086
  [ -z "$left" ] || name_packages_and_stop "Still not found after the installation: $left" $left
}

# build_example NAME: installs what it needs and builds it in Release; `program` is then its path, and
# `build` the folder for what it writes.
build_example() {
  require c++ cmake make Eigen3 CLI11 nlohmann_json
  say "Building the example '$1'"
  cmake -S . -B build/demo -DCMAKE_BUILD_TYPE=Release -DOUTSET_BUILD_TESTS=OFF \
    -DOUTSET_BUILD_EXAMPLES=ON -DOUTSET_FETCH=OFF
  cmake --build build/demo --target "$1" --parallel "$jobs"
  build=$PWD/build/demo
  program=$build/examples/$1/$1
  say "Running it"
}
