#!/bin/sh
# SPDX-License-Identifier: MIT
# man_page.sh ROTA: checks that the man page of the tool ROTA has every command and option, and that mandoc finds no
# fault in it. Ends with 77 if mandoc is not installed.
rota=$1
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
page=$folder/rota.1
"$rota" generate man --now 2014-11-23 >"$page" || exit
status=0
fail() {
  printf '%s\n' "$*"
  status=1
}

grep -q '^\.Dd November 23, 2014$' "$page" || fail 'The date is not that of --now'
for command in $("$rota" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  # The part of the page about the command, and what comes before all such parts.
  sed -n "/^\.Sh DESCRIPTION/,/^\.Sh COMMANDS/p;/^\.Ss rota $command\$/,/^\.S/p" "$page" >"$folder/part"
  grep -q "^\.Ss rota $command\$" "$folder/part" || fail "The page does not describe $command"
  for option in $("$rota" help "$command" | sed -n 's/^  \(-h, \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
    escaped=$(printf '%s' "${option#-}" | sed 's/-/\\\\-/g')
    grep -q "^\.It .*Fl $escaped\( \|\$\)" "$folder/part" || fail "The page does not describe $command $option"
  done
done

command -v mandoc >/dev/null || {
  echo 'mandoc is not installed'
  [ $status != 0 ] || status=77
  exit $status
}
mandoc -T lint "$page" || status=1
exit $status
