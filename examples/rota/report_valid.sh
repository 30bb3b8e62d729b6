#!/bin/sh
# SPDX-License-Identifier: MIT
# report_valid.sh PAGE...: whether each page is valid HTML. Exits with 77, and says so, if tidy is not installed.
command -v tidy >/dev/null || {
  echo "skipped: tidy is not installed"
  exit 77
}
status=0
for page; do
  findings=$(tidy -qe "$page" 2>&1) || {
    printf '%s:\n%s\n' "$page" "$findings"
    status=1
  }
done
exit $status
