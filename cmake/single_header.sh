#!/bin/sh
# SPDX-License-Identifier: MIT
# single_header.sh [--json]: prints all of rota as one header: the core, or with --json everything. Whoever includes it
# needs the same packages as before: date and tl::expected, and nlohmann/json with --json.
set -eu
cd "$(dirname "$0")/../include"

case $#:${1-} in
0:) pattern='^rota/(json|import)[./]' ;;
1:--json) pattern='^$' ;;
*)
  echo 'usage: single_header.sh [--json]' >&2
  exit 2
  ;;
esac
find rota -name '*.hpp' | sort | grep -Ev "$pattern" | awk '
  # Prints a header in the place of its first #include, and the headers that it includes in theirs.
  function expand(name,    line, more) {
    if (name in printed) return
    printed[name] = 1
    while ((more = getline line < name) > 0) {
      if (line ~ /^#include <rota\//) expand(substr(line, 11, length(line) - 11))
      else if (line !~ /SPDX-License-Identifier/) print line
    }
    if (more < 0) {
      print "single_header.sh: cannot read " name > "/dev/stderr"
      exit 1
    }
    close(name)
  }
  BEGIN { print "// SPDX-License-Identifier: MIT\n//\n// rota in one header, made by single_header.sh." }
  { expand($0) }'
