// SPDX-License-Identifier: MIT
#include "clock_face.hpp"

#include <chrono>
#include <string_view>

namespace tool {

std::string format_utc(rota::sys_seconds instant) {
  std::string text = rota::format_instant(instant);
  text[text.find('T')] = ' ';
  return text.ends_with(":00") ? text.substr(0, text.size() - 3) : text;
}

std::string clock_face::local(rota::sys_seconds instant) const {
  const rota::wall_clock clock{zone_};
  const auto shown = rota::to_local(instant, clock);
  const std::string text = format_utc(rota::sys_seconds{shown.time_since_epoch()}) + ' ' + zone_.abbreviation(instant);
  // The two showings may have the same abbreviation.
  const bool is_repeated = rota::resolve(shown, clock)->civil == rota::civil_time::repeated;
  return is_repeated ? text + ' ' + format_offset(zone_.get_info(instant).offset) : text;
}

std::string clock_face::both(rota::sys_seconds instant) const {
  const std::string utc = format_utc(instant) + " UTC";
  return is_local() ? utc + " (" + local(instant) + ", " + zone() + ')' : utc;
}

std::string clock_face::iso(rota::sys_seconds instant) const {
  const std::chrono::seconds offset = zone_.get_info(instant).offset;
  return rota::format_instant(instant + offset) + format_offset(offset);
}

cell clock_face::local_cell(rota::sys_seconds instant) const {
  const std::string text = local(instant);
  const std::string_view time = std::string_view{text}.substr(text.find(' '));
  return {text, style::plain, weekday(instant).append(time)};
}

std::string clock_face::weekday(rota::sys_seconds instant) const {
  return date::format("%a", rota::to_local(instant, rota::wall_clock{zone_}));
}

std::vector<table::column> clock_face::columns(const std::string& title, unsigned importance) const {
  std::vector<table::column> all{{title + " (UTC)", importance}};
  if (is_local()) all.push_back(local_column());
  return all;
}

table::column clock_face::local_column() const {
  return {zone(), 4, table::column::side::left, zone().substr(zone().rfind('/') + 1)};
}

std::vector<cell> clock_face::cells(const std::optional<rota::sys_seconds>& instant, const cell& none) const {
  std::vector<cell> all{instant ? cell{format_utc(*instant)} : none};
  if (is_local()) all.push_back(instant ? local_cell(*instant) : cell{});
  return all;
}

}  // namespace tool
