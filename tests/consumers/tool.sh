#!/bin/sh
# SPDX-License-Identifier: MIT
# tool.sh PREFIX VERSION: checks the tool as it is installed below a prefix: it runs from there, and its man page and
# its completions are in place.
set -eu
cd "$1"
found=$(bin/rota --version)
[ "$found" = "rota $2" ] || {
  echo "rota --version prints '$found'; expected 'rota $2'"
  exit 1
}
bin/rota status --backups share/doc/rota/examples/listing.json --rpo 26h --now 2014-11-23T14:40 >/dev/null

# holds FILE TEXT
holds() {
  grep -q -e "$2" "$1" || {
    echo "$1 does not hold $2"
    exit 1
  }
}
holds share/man/man1/rota.1 '^\.Ss rota prune$'
holds share/bash-completion/completions/rota '^complete -F _rota rota$'
holds share/zsh/site-functions/_rota '^#compdef rota$'
holds share/fish/vendor_completions.d/rota.fish '^complete -c rota '
