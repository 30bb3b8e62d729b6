// SPDX-License-Identifier: MIT
//
// rota/when/clock.hpp: wall clocks: what a zone's clock shows, and what a schedule does when the clock changes.
//
//   template <class Zone> concept time_zone;        // get_info(sys_seconds) with begin, end and offset, on the zone or
//                                                   // through a pointer to it: const date::time_zone*,
//                                                   // const std::chrono::time_zone*, or a class of your own
//   utc_zone, fixed_offset{-5h}, cached_zone{zone}  // cached_zone: for scans, one look-up a span; for one thread
//
//   enum class civil_time { unique, skipped, repeated };      // what the clock does at a civil time
//   enum class gap { shift_forward, at_transition, skip };    // what to do about one that does not exist
//   enum class overlap { first, last };                       // and about one that comes twice
//
//   template <time_zone Zone> struct wall_clock { Zone zone; rota::gap gap; rota::overlap overlap; };
//   wall_clock{zone}, wall_clock{zone, gap::skip, overlap::last}
//   constexpr wall_clock<utc_zone> utc;             // the clock of the API
//
//   std::optional<resolved_time> resolve(date::local_seconds, clock);     // when the clock shows it
//   struct resolved_time { sys_seconds at; civil_time civil; };
//   date::local_seconds to_local(sys_seconds, clock);                     // what the clock shows
//
// Worked example: New York, 2024-03-10, the clock goes from 02:00 EST (-5h) straight to 03:00 EDT (-4h)
//   02:30 is skipped. shift_forward: 07:30 UTC, 03:30 EDT, an hour after 01:30. at_transition: 07:00 UTC, 03:00 EDT.
//   skip: no instant. On 2024-11-03 01:30 is repeated. first: 05:30 UTC. last: 06:30 UTC.
//
// Laws
//   Where a civil time is unique, resolve(t)->at + offset at that instant == t, whatever the policy.
//   Except for gap::skip, resolve gives an instant, and the same time of a later day is never earlier.
// Requirements on a zone: get_info(t) gives the span [begin, end) that contains t, and its offset. Spans last 72 hours or
// more, and a change moves the clock by at most 24 hours; the zones of the tz database meet both. With any other zone
// every function still ends, but its answers are not promised. No header of rota includes a zone database.
// Source: RFC 5545, 3.3.5: "If the local time described does not occur (when changing from standard to daylight time),
// the DATE-TIME value is interpreted using the UTC offset before the gap in local times"; "occurs more than once …
// refers to the first occurrence".
#ifndef ROTA_WHEN_CLOCK_HPP
#define ROTA_WHEN_CLOCK_HPP

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <rota/core/time.hpp>
#include <rota/detail/names.hpp>
#include <string_view>
#include <utility>

namespace rota::inline v0 {

/// A stretch of time in which a zone has one offset from UTC: [begin, end).
struct zone_span {
  sys_seconds begin;
  sys_seconds end;
  std::chrono::seconds offset;

  friend constexpr bool operator==(const zone_span&, const zone_span&) = default;
};

namespace detail {

/// Asks a zone, or what a pointer to one points to.
template <class Zone>
requires requires(const Zone& zone, sys_seconds at) { zone.get_info(at); }
constexpr decltype(auto) ask(const Zone& zone, sys_seconds at) { return zone.get_info(at); }
template <class Zone>
requires requires(const Zone& zone, sys_seconds at) { zone->get_info(at); }
constexpr decltype(auto) ask(const Zone& zone, sys_seconds at) { return zone->get_info(at); }

// The requirements one by one, so that a compiler names the one that a class does not meet.
template <class Zone>
concept has_a_const_member_get_info_of_sys_seconds = requires(const Zone& zone, sys_seconds at) {
  ask(zone, at);
};
template <class Zone>
concept its_get_info_has_begin_as_sys_seconds = requires(const Zone& zone, sys_seconds at) {
  { ask(zone, at).begin } -> std::convertible_to<sys_seconds>;
};
template <class Zone>
concept its_get_info_has_end_as_sys_seconds = requires(const Zone& zone, sys_seconds at) {
  { ask(zone, at).end } -> std::convertible_to<sys_seconds>;
};
template <class Zone>
concept its_get_info_has_offset_as_seconds = requires(const Zone& zone, sys_seconds at) {
  { ask(zone, at).offset } -> std::convertible_to<std::chrono::seconds>;
};

}  // namespace detail

/// A time zone, or a pointer to one. To avoid copying a large one, pass a pointer.
template <class Zone>
concept time_zone = std::copyable<Zone> && detail::has_a_const_member_get_info_of_sys_seconds<Zone> &&
    detail::its_get_info_has_begin_as_sys_seconds<Zone> && detail::its_get_info_has_end_as_sys_seconds<Zone> &&
    detail::its_get_info_has_offset_as_seconds<Zone>;

namespace detail {

/// How far from UTC a clock is at most.
inline constexpr std::chrono::seconds widest_offset = std::chrono::hours{48};

}  // namespace detail

/// The span that contains `at`. Ends beyond all calendar years, and offsets beyond 48 hours, are brought in, so that sums
/// do not overflow.
template <time_zone Zone>
[[nodiscard]] constexpr zone_span span_at(const Zone& zone, sys_seconds at) {
  constexpr sys_seconds latest{(sys_seconds::max)().time_since_epoch() / 4};
  constexpr sys_seconds earliest{-latest.time_since_epoch()};
  const auto& info = detail::ask(zone, at);
  const sys_seconds past = at < latest ? at + std::chrono::seconds{1} : at;
  return {std::clamp<sys_seconds>(info.begin, earliest, (std::max)(at, earliest)),
          std::clamp<sys_seconds>(info.end, (std::min)(past, latest), latest),
          std::clamp<std::chrono::seconds>(info.offset, -detail::widest_offset, detail::widest_offset)};
}

/// A zone whose offset never changes.
class fixed_offset {
 public:
  constexpr explicit fixed_offset(std::chrono::seconds offset) noexcept : offset_{offset} {}

  [[nodiscard]] constexpr zone_span get_info(sys_seconds) const noexcept {
    return {(sys_seconds::min)(), (sys_seconds::max)(), offset_};
  }

 private:
  std::chrono::seconds offset_;
};

/// UTC, in which every civil time is unique and no look-up costs anything.
struct utc_zone {
  [[nodiscard]] constexpr zone_span get_info(sys_seconds) const noexcept {
    return {(sys_seconds::min)(), (sys_seconds::max)(), std::chrono::seconds{0}};
  }
};

/// A zone that remembers the last span it looked up, for scans over many schedules or days. Not for sharing between
/// threads, since get_info changes it.
template <time_zone Zone>
class cached_zone {
 public:
  constexpr explicit cached_zone(Zone zone) : zone_{std::move(zone)} {}

  [[nodiscard]] constexpr const zone_span& get_info(sys_seconds at) const {
    if (at < last_.begin || at >= last_.end) last_ = span_at(zone_, at);
    return last_;
  }

 private:
  Zone zone_;
  mutable zone_span last_{(sys_seconds::max)(), (sys_seconds::min)(), std::chrono::seconds{0}};
};

/// What the clock does at a civil time.
enum class civil_time : std::uint8_t {
  unique,   ///< shows it once
  skipped,  ///< never shows it: it goes forward past it
  repeated  ///< shows it twice: it goes back past it
};

template <>
inline constexpr auto detail::enum_names<civil_time> = std::to_array<std::string_view>({"unique", "skipped",
                                                                                        "repeated"});

/// What to do about a civil time that is skipped.
enum class gap : std::uint8_t {
  shift_forward,  ///< as if the clock had not changed: 02:30 becomes 03:30
  at_transition,  ///< when the clock changes: 02:30 becomes 03:00; a gap of a day or more is as for shift_forward
  skip            ///< no run
};

template <>
inline constexpr auto detail::enum_names<gap> = std::to_array<std::string_view>({"shift_forward", "at_transition",
                                                                                 "skip"});

/// What to do about a civil time that is repeated.
enum class overlap : std::uint8_t { first, last };

template <>
inline constexpr auto detail::enum_names<overlap> = std::to_array<std::string_view>({"first", "last"});

/// The clock on the wall that a schedule follows: a zone, and what to do when it skips or repeats a time.
template <time_zone Zone>
struct wall_clock {
  Zone zone;
  rota::gap gap = rota::gap::shift_forward;
  rota::overlap overlap = rota::overlap::first;
};
template <time_zone Zone>
wall_clock(Zone, gap = gap::shift_forward, overlap = overlap::first) -> wall_clock<Zone>;

/// The clock of the API, which knows no other zone.
inline constexpr wall_clock<utc_zone> utc{};

/// When a civil time is.
struct resolved_time {
  sys_seconds at;
  civil_time civil;

  friend constexpr bool operator==(const resolved_time&, const resolved_time&) = default;
};

namespace detail {

/// How far a change moves a clock at most. From farther away than this, no change affects what the clock shows.
inline constexpr std::chrono::hours largest_change{24};

/// A position among a zone's spans. It looks up the spans before and after only if they matter.
template <time_zone Zone>
class clock_cursor {
 public:
  static constexpr bool can_change = true;

  constexpr clock_cursor(wall_clock<Zone> clock, sys_seconds near)
      : clock_{std::move(clock)}, here_{span_at(clock_.zone, near)} {}

  [[nodiscard]] constexpr std::chrono::seconds offset() const noexcept { return here_.offset; }

  /// Whether no change of the clock affects the times from `first` to `last`.
  [[nodiscard]] constexpr bool is_calm(sys_seconds first, sys_seconds last) const noexcept {
    return here_.begin + largest_change <= first && last < here_.end - largest_change;
  }

  /// The present span.
  [[nodiscard]] constexpr const zone_span& here() const noexcept { return here_; }

  /// Moves to the span that contains `at`.
  constexpr void move_to(sys_seconds at) {
    if (at >= here_.end && later() != nullptr && at < later_->end) {
      earlier_ = std::exchange(here_, *later_);
      later_.reset();
    } else if (at < here_.begin && earlier() != nullptr && at >= earlier_->begin) {
      later_ = std::exchange(here_, *earlier_);
      earlier_.reset();
    } else if (at < here_.begin || at >= here_.end) {
      here_ = span_at(clock_.zone, at);
      earlier_.reset();
      later_.reset();
    }
  }

  /// Whether a time that the present span shows is the one to take where the clock shows it twice, and whether it does.
  struct showing {
    bool is_chosen;
    civil_time civil;
  };
  [[nodiscard]] constexpr showing shown(date::local_seconds local) {
    const sys_seconds at = instant(local, here_);
    const zone_span* const before = at < here_.begin + largest_change ? earlier() : nullptr;
    const zone_span* const after = at >= here_.end - largest_change ? later() : nullptr;
    const bool is_earlier = before != nullptr && !is_past(local, *before) && !is_ahead(local, *before);
    const bool is_later = after != nullptr && !is_past(local, *after) && !is_ahead(local, *after);
    return {clock_.overlap == overlap::first ? !is_earlier : !is_later,
            is_earlier || is_later ? civil_time::repeated : civil_time::unique};
  }

  /// The times that the clock skips where the present span begins, and where they go.
  struct skipped_times {
    date::local_seconds begin;
    date::local_seconds end;
    std::optional<sys_seconds> at;  // where all of them go; nullopt: as far as they are apart
    std::chrono::seconds offset;    // then the instant of a time is that less this

    [[nodiscard]] constexpr sys_seconds instant(date::local_seconds local) const noexcept {
      return at.value_or(sys_seconds{local.time_since_epoch() - offset});
    }
  };
  /// nullopt if it skips none, or if nothing runs for those that it skips.
  [[nodiscard]] constexpr std::optional<skipped_times> skipped() {
    if (clock_.gap == gap::skip) return std::nullopt;
    const zone_span* const before = earlier();
    if (before == nullptr || before->offset >= here_.offset) return std::nullopt;
    const auto at_begin = here_.begin.time_since_epoch();
    // A day that is missing as a whole runs a day later, as the next one does.
    const bool all_at_once = clock_.gap == gap::at_transition && here_.offset - before->offset < date::days{1};
    return skipped_times{date::local_seconds{at_begin + before->offset}, date::local_seconds{at_begin + here_.offset},
                         all_at_once ? std::optional{here_.begin} : std::nullopt, before->offset};
  }

  /// When the clock shows `local`; nullopt only for a skipped time under gap::skip.
  [[nodiscard]] constexpr std::optional<resolved_time> resolve(date::local_seconds local) {
    move_towards(local);
    const sys_seconds at = instant(local, here_);
    const zone_span* before = at < here_.begin + largest_change ? earlier() : nullptr;
    const zone_span* after = at >= here_.end - largest_change ? later() : nullptr;
    std::optional<sys_seconds> first;
    std::optional<sys_seconds> last;
    const zone_span* over = nullptr;      // the last span that ends before it would show `local`
    const zone_span* upcoming = nullptr;  // a span that begins after it would have shown `local`
    for (const zone_span* span : {before, static_cast<const zone_span*>(&here_), after}) {
      if (span == nullptr) continue;
      if (is_past(local, *span)) {
        over = span;
      } else if (is_ahead(local, *span)) {
        upcoming = span;
      } else {
        last = instant(local, *span);
        if (!first) first = last;
      }
    }
    if (!first) return in_gap(local, over, upcoming);
    if (first == last) return resolved_time{*first, civil_time::unique};
    return resolved_time{clock_.overlap == overlap::first ? *first : *last, civil_time::repeated};
  }

 private:
  static constexpr sys_seconds instant(date::local_seconds local, const zone_span& span) noexcept {
    return sys_seconds{local.time_since_epoch() - span.offset};
  }

  /// Whether a span ends before its clock would show `local`.
  static constexpr bool is_past(date::local_seconds local, const zone_span& span) noexcept {
    return instant(local, span) >= span.end;
  }

  /// Whether a span begins after its clock would have shown `local`.
  static constexpr bool is_ahead(date::local_seconds local, const zone_span& span) noexcept {
    return instant(local, span) < span.begin;
  }

  /// The instant for a time that the clock skips as it goes from one span to the next. Before the first span of a zone,
  /// and after the last, the clock is taken to have gone on as it was.
  [[nodiscard]] constexpr std::optional<resolved_time> in_gap(date::local_seconds local, const zone_span* before,
                                                              const zone_span* after) const {
    if (clock_.gap == gap::skip) return std::nullopt;
    if (before == nullptr) return resolved_time{instant(local, *after), civil_time::skipped};
    if (clock_.gap == gap::at_transition && after != nullptr && after->offset - before->offset < date::days{1})
      return resolved_time{after->begin, civil_time::skipped};
    return resolved_time{instant(local, *before), civil_time::skipped};
  }

  /// Moves to the next span if `local` lies past the end of the present one, and back if it lies before its begin. One
  /// step is enough: no caller moves by more than a few days.
  constexpr void move_towards(date::local_seconds local) {
    if (is_past(local, here_) && later() != nullptr) {
      earlier_ = std::exchange(here_, *later_);
      later_.reset();
    } else if (is_ahead(local, here_) && earlier() != nullptr) {
      later_ = std::exchange(here_, *earlier_);
      earlier_.reset();
    }
  }

  /// The span before the present one, if the zone has one.
  constexpr const zone_span* earlier() {
    if (!earlier_) earlier_ = span_at(clock_.zone, here_.begin - std::chrono::seconds{1});
    return earlier_->begin < here_.begin && earlier_->end == here_.begin ? &*earlier_ : nullptr;
  }

  /// The span after the present one, if the zone has one.
  constexpr const zone_span* later() {
    if (!later_) later_ = span_at(clock_.zone, here_.end);
    return later_->end > here_.end && later_->begin == here_.end ? &*later_ : nullptr;
  }

  wall_clock<Zone> clock_;
  zone_span here_;
  std::optional<zone_span> earlier_;
  std::optional<zone_span> later_;
};

/// UTC has one span, and is always calm.
template <>
class clock_cursor<utc_zone> {
 public:
  static constexpr bool can_change = false;

  constexpr clock_cursor(const wall_clock<utc_zone>&, sys_seconds) noexcept {}
  [[nodiscard]] static constexpr std::chrono::seconds offset() noexcept { return std::chrono::seconds{0}; }
  [[nodiscard]] static constexpr bool is_calm(sys_seconds, sys_seconds) noexcept { return true; }
  [[nodiscard]] static constexpr std::optional<resolved_time> resolve(date::local_seconds local) noexcept {
    return resolved_time{sys_seconds{local.time_since_epoch()}, civil_time::unique};
  }
};

/// The clock as a function uses it while it runs: its zone is not copied, so that a cached_zone keeps what it learns.
template <time_zone Zone>
constexpr auto borrow(const wall_clock<Zone>& clock) noexcept {
  if constexpr (requires(sys_seconds at) { clock.zone.get_info(at); } && !std::same_as<Zone, utc_zone>)
    return wall_clock<const Zone*>{&clock.zone, clock.gap, clock.overlap};
  else
    return clock;
}

}  // namespace detail

/// When the clock shows `local`, following its policy for a time that it skips or repeats; nullopt only for a skipped
/// time under gap::skip. At most three look-ups of the zone. Precondition: the year fits `date::year`; a breach ends the
/// program.
template <time_zone Zone>
[[nodiscard]] constexpr std::optional<resolved_time> resolve(date::local_seconds local, const wall_clock<Zone>& clock) {
  detail::require_calendar_year(sys_seconds{local.time_since_epoch()});
  detail::clock_cursor cursor{detail::borrow(clock), sys_seconds{local.time_since_epoch()}};
  return cursor.resolve(local);
}

/// What the clock shows at an instant. One look-up of the zone. Precondition: the year fits `date::year`; a breach ends the
/// program.
template <time_zone Zone = utc_zone>
[[nodiscard]] constexpr date::local_seconds to_local(sys_seconds at, const wall_clock<Zone>& clock = utc) {
  detail::require_calendar_year(at);
  return date::local_seconds{at.time_since_epoch() + span_at(clock.zone, at).offset};
}

}  // namespace rota::inline v0

#endif
