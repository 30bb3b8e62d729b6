#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# help.sh ROTA: checks the help of every command of the tool ROTA: its sections, its width, and that its example works
# as it stands.
cd "$(dirname "$0")" || exit
rota=$1
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
cp ./*.json "$folder"
mkdir "$folder/bin"
ln -s "$rota" "$folder/bin/rota"
PATH=$folder/bin:$PATH
cd "$folder" || exit
status=0
fail() {
  printf '%s\n' "$*"
  status=1
}

for command in '' $(rota help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  # shellcheck disable=SC2086 # the tool itself is no argument
  rota help $command >help || fail "rota help $command ends with $?"
  # shellcheck disable=SC2086
  rota $command --help | cmp help - || fail "rota $command --help differs from rota help $command"
  awk 'length > 80 { print FILENAME ": wider than 80 columns: " $0; bad = 1 } END { exit bad }' help || status=1
  for section in 'Usage: rota' 'Common options:' Forms: '  T  ' '  D  ' '  FILE  ' 'Exit status:' '  0  ' '  2  ' \
    Example:; do
    grep -q "^$section" help || fail "The help of '$command' has no '$section'"
  done
  sed '1,/^Example:$/d' help >example
  [ -s example ] || fail "The help of '$command' has no example"
  grep -q '^  3  ' help && wanted='0 or 3' || wanted=0
  bash example >output 2>&1 </dev/null
  case $? in
  0) ;;
  3) [ "$wanted" = '0 or 3' ] || fail "The example of '$command' ends with 3" ;;
  *)
    fail "The example of '$command' fails:"
    cat example output
    ;;
  esac
done

# Without arguments the tool is as helpful, and at a terminal the lines are as wide as that.
rota help >help
rota | cmp help - || fail 'rota without arguments differs from rota help'
if script --version >/dev/null 2>&1; then
  script -qec 'stty cols 60; unset COLUMNS; rota help prune' typescript >output </dev/null
  awk '{ sub(/\r$/, "") } length > 60 && !/^  rota/ { bad = 1 } END { exit bad }' output ||
    fail 'The help is wider than a terminal of 60 columns'
  script -qec 'COLUMNS=120 rota help prune' typescript >output </dev/null
  awk '{ sub(/\r$/, "") } length > 100 { wide = 1 } END { exit !wide }' output || fail 'COLUMNS is not used'
  printf '{}\004' | script -qec 'rota create' typescript | grep -q 'standard input; end it with Ctrl-D' ||
    fail 'Nothing says that the terminal is read'
fi
exit $status
