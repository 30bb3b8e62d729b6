#!/bin/sh
# SPDX-License-Identifier: MIT
# report_alone.sh PAGE...: checks that each page stands alone and can be read: no script, nothing to ask a server for,
# no control characters, a text for each picture, and a contrast of WCAG AA in every theme. Prints what is wrong.
status=0
fail() {
  printf '%s: %s\n' "$1" "$2"
  status=1
}

for page; do
  for word in '<script' 'src=' 'url(' 'http:' 'https:' '@import' '<link' '<iframe' '<object' '<embed'; do
    ! grep -qF -- "$word" "$page" || fail "$page" "has $word"
  done
  ! LC_ALL=C tr -d '\n' <"$page" | LC_ALL=C grep -q '[[:cntrl:]]' || fail "$page" "has control characters"
  pictures=$(grep -c '<svg role="img"' "$page")
  texts=$(grep -c '<svg role="img" aria-label="[^"]' "$page")
  [ "$pictures" -eq "$texts" ] || fail "$page" "has $pictures pictures, and a text for $texts of them"
done

# The contrast of two colours is (L1 + 0.05) / (L2 + 0.05), L being the relative luminance: WCAG 2.1, 1.4.3 and 1.4.11.
# Text needs 4.5, and shapes 3. Each block of :root is a theme: light, dark, and print.
awk '
  function digit(hex) { return index("0123456789abcdef", hex) - 1 }
  function channel(hex,    value) {
    value = (16 * digit(substr(hex, 1, 1)) + digit(substr(hex, 2, 1))) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ^ 2.4
  }
  function luminance(hex) {
    return 0.2126 * channel(substr(hex, 2, 2)) + 0.7152 * channel(substr(hex, 4, 2)) + \
           0.0722 * channel(substr(hex, 6, 2))
  }
  function require(text, ground, least,    one, other, ratio) {
    one = luminance(colour[theme, text])
    other = luminance(colour[theme, ground])
    ratio = one > other ? (one + 0.05) / (other + 0.05) : (other + 0.05) / (one + 0.05)
    if (ratio >= least) return
    printf "theme %d: the contrast of %s on %s is %.2f, and %.1f is needed\n", theme, text, ground, ratio, least
    status = 1
  }
  /^ *:root \{/ { ++themes }
  themes {
    rest = $0
    while (match(rest, /--[a-z]+: #[0-9a-f]+;/)) {
      split(substr(rest, RSTART + 2, RLENGTH - 3), pair, ": ")
      colour[themes, pair[1]] = pair[2]
      rest = substr(rest, RSTART + RLENGTH)
    }
  }
  END {
    if (themes != 3) { print "found " themes + 0 " themes, not 3"; exit 1 }
    for (theme = 1; theme <= themes; ++theme) {
      require("ink", "page", 4.5); require("soft", "page", 4.5)
      require("ink", "card", 4.5); require("soft", "card", 4.5)
      require("ink", "tint", 4.5); require("soft", "tint", 4.5)
      require("full", "card", 4.5); require("goes", "card", 4.5); require("ok", "card", 4.5)
      require("goes", "tint", 4.5)
      require("full", "tint", 3); require("differential", "card", 3); require("incremental", "card", 3)
    }
    exit status
  }' "$1" || status=1
exit $status
