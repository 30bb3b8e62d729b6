# SPDX-License-Identifier: MIT
# report_listing.awk: a listing of `count` backups of the source of schedule.json, one a day until 2014-11-22: a full
# each Sunday, and an incremental on each other day. If `apart` is set, each is a full of a source of its own.
function pad(number) { return number < 10 ? "0" number : number }

# The day that many days after 1970-01-01, as YYYY-MM-DD. Years begin in March here, so that a leap day is the last of
# its year.
function day_text(days,    shifted, era, of_era, year, of_year, month) {
  shifted = days + 719468
  era = int(shifted / 146097)
  of_era = shifted - era * 146097
  year = int((of_era - int(of_era / 1460) + int(of_era / 36524) - int(of_era / 146096)) / 365)
  of_year = of_era - (365 * year + int(year / 4) - int(year / 100))
  month = int((5 * of_year + 2) / 153)
  return year + era * 400 + (month >= 10) "-" pad(month < 10 ? month + 3 : month - 9) "-" \
         pad(of_year - int((153 * month + 2) / 5) + 1)
}

BEGIN {
  last = 16396  # 2014-11-22, a Saturday
  parent = "null"
  printf "{\"backups\": ["
  for (i = 0; i < count; ++i) {
    days = last - count + 1 + i
    is_full = parent == "null" || apart || (days + 4) % 7 == 0
    id = sprintf("%08d-5eed-4000-8000-000000000000", i)
    printf "%s\n{\"id\": \"%s\", \"parent_id\": %s, ", i ? "," : "", id, is_full ? "null" : parent
    printf "\"status\": \"COMPLETED\", \"is_automated\": 1, "
    printf "\"created\": \"%sT14:30:00\", \"updated\": \"%sT14:50:00\", \"size\": 1.5, ", day_text(days), day_text(days)
    printf "\"source\": {\"id\": \"44b277eb-39be-4921-be31-3d61b43651d7%s\", \"type\": \"instance\"}}", apart ? i : ""
    parent = "\"" id "\""
  }
  print "\n]}"
}
