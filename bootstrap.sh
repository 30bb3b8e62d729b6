#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what the demo and the tests need; with --benchmark also what the benchmarks need, with
# --service what the example service needs, and with --dev all that .ci/run needs. It installs only what
# is missing, so running it again does nothing.
set -eu

packages='g++ cmake ninja-build pkgconf tzdata
  libhowardhinnant-date-dev libexpected-dev nlohmann-json3-dev libcli11-dev catch2'
benchmark_packages='libbenchmark-dev libical-dev libcctz-dev'
service_packages='libpqxx-dev libcpp-httplib-dev postgresql pgbackrest curl'
case $#:${1-} in
  0:) ;;
  1:--benchmark) packages="$packages $benchmark_packages" ;;
  1:--service) packages="$packages $service_packages" ;;
  1:--dev) packages="$packages $benchmark_packages $service_packages clang libclang-rt-dev ccache
    libc++-dev libc++abi-dev clang-format clang-tidy
    dpkg-dev mandoc zsh fish tidy restic" ;;
  *)
    echo "usage: ./bootstrap.sh [--benchmark | --service | --dev]" >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null; then
  cat >&2 <<'TEXT'
bootstrap.sh installs packages on Debian and Ubuntu only. Elsewhere, install
  a C++20 compiler, CMake 3.25 or newer, Ninja, and the libraries
    Homebrew: brew install cmake ninja pkgconf howard-hinnant-date tl-expected nlohmann-json cli11 catch2
    vcpkg:    vcpkg install date tl-expected nlohmann-json cli11 catch2
  for the benchmarks
    Homebrew: brew install google-benchmark libical cctz
    vcpkg:    vcpkg install benchmark libical cctz
  and for development clang, clang-format and clang-tidy (Homebrew: llvm), mandoc, zsh, fish, tidy
  and restic. The example service needs Debian 12.
TEXT
  exit 1
fi

missing=
for package in $packages; do
  case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
    *' installed') ;;
    *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "bootstrap.sh: to install$missing, run it as root or install sudo" >&2
    exit 1
  fi
  as_root=sudo
fi

echo "bootstrap.sh: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1 </dev/null || {
    cat "$log" >&2
    exit 1
  }
}
apt update
# shellcheck disable=SC2086 # a list of words on purpose
apt install -y --no-install-recommends $missing
