#!/bin/sh
# SPDX-License-Identifier: MIT
# instants.sh ROTA: shows how the tool ROTA reads instants: what is typed, and what that is in UTC.
set -eu
cd "$(dirname "$0")"
rota=$1

for typed in 2014-11-23 2014-11-23T14:40 2014-11-23T14:40Z 2014-11-23T14:40+01:00 2014-11-23T14:40:30 \
  2014-11-23T14:40:30Z 2014-11-23T14:40:30-05:00 2014-11-23T14:40:29.5 2016-02-29 0000-01-01 9999-12-31 \
  @0 @1414672200 @-1 @-62167219200 @253402214399; do
  "$rota" create --json --id x --now "$typed" seed_request.json |
    sed -n "s/.*\"created\": \"\(.*\)\",/$typed is \1/p"
done

printf 'now is what --now says, also if it stands first:\n'
"$rota" runs --from now --until 2014-11-25 --now 2014-11-23T14:30 seed_request.json
