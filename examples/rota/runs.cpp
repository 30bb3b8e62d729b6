// SPDX-License-Identifier: MIT
//
// rota runs: when a schedule, or the one that a request asks for, would run; as a list, a table or a calendar.
#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>

#include "tool.hpp"

namespace tool {

namespace {

/// What a file says about runs: their cadence, and the instant before which there are none.
struct plan {
  rota::cadence when;
  rota::sys_seconds start;
};

/// The plan in a file that holds a schedule, or the request for one: only a schedule has a next run.
plan read_plan(const std::string& text) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  const bool is_schedule = document.is_object() && document.contains("schedule") && document["schedule"].is_object() &&
                           document["schedule"].contains("next_run");
  if (is_schedule) {
    const auto schedule = value_or_refuse(rota::parse_schedule(text));
    return {schedule.when, schedule.next_run};
  }
  return {value_or_refuse(rota::parse_create_request(text)).when, rota::sys_seconds::min()};
}

/// The first day of the month after that of `day`.
date::local_days next_month(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{(civil.year() / civil.month() + date::months{1}) / date::day{1}};
}

/// One month as a page of a calendar: F marks the days with a full, i those with an incremental.
class month_page {
 public:
  explicit month_page(date::local_days first) : first_{first} {}

  void mark(const rota::run& one) { marks_[index(one.day)] = one.what; }

  void print(bool colour) const {
    constexpr std::array<std::string_view, 12> names{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
    const date::year_month_day civil{first_};
    const std::string title = std::string{names[static_cast<unsigned>(civil.month()) - 1]} + " " +
                              std::to_string(static_cast<int>(civil.year()));
    std::cout << std::string((35 - title.size()) / 2, ' ') << styled(title, style::bold, colour) << '\n'
              << "   Su   Mo   Tu   We   Th   Fr   Sa\n";
    const std::size_t lead = date::weekday{first_}.c_encoding();
    const std::size_t length = index(next_month(first_));
    std::cout << std::string(lead * 5, ' ');
    for (std::size_t i = 0; i < length; ++i) {
      const bool ends_row = (lead + i + 1) % 7 == 0 || i + 1 == length;
      std::cout << cell(i, colour) << (ends_row ? "\n" : "");
    }
  }

 private:
  [[nodiscard]] std::size_t index(date::local_days day) const {
    return static_cast<std::size_t>((day - first_).count());
  }

  [[nodiscard]] std::string cell(std::size_t i, bool colour) const {
    const auto what = marks_[i];
    std::string text = !what ? "" : *what == rota::level::full ? "F" : "i";
    text += std::to_string(i + 1);
    return std::string(5 - text.size(), ' ') + styled(text, what ? style_of(*what) : style::faint, colour);
  }

  date::local_days first_;
  std::array<std::optional<rota::level>, 31> marks_;
};

/// The first day of the month of `day`.
date::local_days month_of(date::local_days day) {
  const date::year_month_day civil{day};
  return date::local_days{civil.year() / civil.month() / date::day{1}};
}

template <class Runs>
void print_calendar(const Runs& listed, bool colour) {
  std::optional<date::local_days> month;
  std::optional<month_page> page;
  const auto turn_page = [&] {
    if (page) page->print(colour);
    if (page) std::cout << '\n';
  };
  for (const rota::run& one : listed) {
    if (month != month_of(one.day)) {
      turn_page();
      month = month_of(one.day);
      page.emplace(*month);
    }
    page->mark(one);
  }
  turn_page();
  std::cout << styled("F", style::full, colour) << " full   " << styled("i", style::incremental, colour)
            << " incremental\n";
}

template <class Runs>
void print_table(const Runs& listed, bool colour) {
  std::cout << styled("run (UTC)            day  level", style::bold, colour) << '\n';
  for (const rota::run& one : listed)
    std::cout << rota::format_instant(one.at) << "  " << weekday_name(date::weekday{one.day}).substr(0, 3) << "  "
              << styled(to_string(one.what), style_of(one.what), colour) << '\n';
}

template <class Runs>
void print_json(const Runs& listed) {
  std::cout << "{\"runs\": [";
  std::string_view separator = "\n  ";
  for (const rota::run& one : listed) {
    std::cout << separator << nlohmann::ordered_json(one);
    separator = ",\n  ";
  }
  std::cout << "\n]}\n";
}

/// The first `count` of some runs, for those who give no end: still one at a time, however many.
class first_of {
 public:
  first_of(rota::run_range all, std::optional<std::size_t> count) : all_{all}, count_{count} {}

  class iterator {
   public:
    iterator(rota::run_range::iterator at, std::size_t left) : at_{at}, left_{left} {}
    rota::run operator*() const { return *at_; }
    iterator& operator++() {
      ++at_;
      --left_;
      return *this;
    }
    friend bool operator==(const iterator& a, const iterator& b) { return a.left_ == 0 || a.at_ == b.at_; }

   private:
    rota::run_range::iterator at_;
    std::size_t left_;
  };

  [[nodiscard]] iterator begin() const { return {all_.begin(), count_.value_or(static_cast<std::size_t>(-1))}; }
  [[nodiscard]] iterator end() const { return {all_.end(), 0}; }

 private:
  rota::run_range all_;
  std::optional<std::size_t> count_;
};

}  // namespace

void runs(const common_options& common, const runs_options& options) {
  constexpr std::size_t default_count = 14;
  const plan plan = read_plan(read_file(options.file));
  const rota::sys_seconds from = options.from.value_or(std::max(common.now, plan.start));
  auto until = options.until.value_or(rota::sys_seconds::max());
  auto count = options.count;
  if (!options.until && !count && options.calendar) {  // the month of the first run, and the one after it
    const auto end = next_month(next_month(rota::next_run(plan.when, from - std::chrono::seconds{1}).day));
    until = rota::previous_run(plan.when, date::sys_days{end.time_since_epoch()}).at + std::chrono::seconds{1};
  } else if (!options.until && !count) {
    count = default_count;
  }
  const first_of listed{rota::runs(plan.when, from, until), count};
  if (common.json)
    print_json(listed);
  else if (options.calendar)
    print_calendar(listed, common.colour);
  else
    print_table(listed, common.colour);
}

}  // namespace tool
