#!/bin/sh
# SPDX-License-Identifier: MIT
# packages.sh CPACK BUILD: makes the packages for Debian of what is built, and checks what they hold and need. Ends with
# 77 if the programs that this takes are not installed.
set -eu
cpack=$1
build=$2
for program in dpkg-deb dpkg-shlibdeps; do
  command -v $program >/dev/null || {
    echo "$program is not installed"
    exit 77
  }
done
packages=$build/consumers/packages
rm -rf "$packages"
cd "$build"
"$cpack" -G DEB -B "$packages"

# holds PACKAGE PATTERN...: one package, and what its fields and the list of its files must match
holds() {
  package=$1
  shift
  {
    dpkg-deb --field "$packages/$package"_*.deb
    dpkg-deb --contents "$packages/$package"_*.deb
  } >"$packages/$package.txt"
  for pattern; do
    grep -Eq -e "$pattern" "$packages/$package.txt" || {
      cat "$packages/$package.txt"
      echo "$package has nothing that matches $pattern"
      exit 1
    }
  done
}
holds librota-dev '^Architecture: all$' '^Depends: .*libhowardhinnant-date-dev' '^Depends: .*libexpected-dev' \
  '^Depends: .*nlohmann-json3-dev' ' \./usr/include/rota/rota\.hpp$' ' \./usr/include/rota/json\.hpp$' \
  ' \./usr/share/cmake/rota/rota-config\.cmake$' ' \./usr/share/pkgconfig/rota-json\.pc$'
holds rota '^Depends: .*libc6' '^Depends: .*tzdata' '^-rwxr-xr-x .* \./usr/bin/rota$' \
  ' \./usr/share/man/man1/rota\.1$' ' \./usr/share/bash-completion/completions/rota$' \
  ' \./usr/share/zsh/vendor-completions/_rota$' ' \./usr/share/fish/vendor_completions\.d/rota\.fish$'
if grep -q '/bin/\|/man/' "$packages/librota-dev.txt" || grep -q '/include/' "$packages/rota.txt"; then
  echo 'A package holds what belongs to the other'
  exit 1
fi
