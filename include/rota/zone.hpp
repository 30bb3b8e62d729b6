// SPDX-License-Identifier: MIT
//
// rota/zone.hpp: time zones, what their clocks do at a civil time, and what a schedule does about it.
//
//   template <class Zone> concept time_zone;        // has get_info(sys_seconds) with begin, end and offset,
//                                                   // as const date::time_zone* and std::chrono::time_zone have
//   utc, fixed_offset{-5h}, cached_zone{zone}       // cached_zone: for scans, one look-up a span; one thread
//
//   enum class civil_time { unique, skipped, repeated };      // what the clock did at a civil time
//   enum class gap { shift_forward, at_transition, skip };    // what to do about one that does not exist
//   enum class overlap { first, last };                       // and about one that comes twice
//   struct civil_policy { rota::gap gap; rota::overlap overlap; };
//
//   std::optional<resolved_time> resolve(date::local_seconds, zone, civil_policy = {});
//   struct resolved_time { sys_seconds at; civil_time kind; };
//
// Worked example: New York, 2024-03-10, the clock goes from 02:00 EST (-5h) straight to 03:00 EDT (-4h)
//   02:30 is skipped. shift_forward: 07:30 UTC, 03:30 EDT, an hour after 01:30. at_transition: 07:00 UTC, 03:00 EDT.
//   skip: nothing. And on 2024-11-03 01:30 is repeated. first: 05:30 UTC. last: 06:30 UTC.
//
// Laws
//   Where a civil time is unique, resolve(t)->at + offset at that instant == t, whatever the policy.
//   But for gap::skip, resolve gives an instant, and the same time of a later day is never earlier.
// Needs of a zone: get_info(t) gives the span [begin, end) that t is in, and its offset. Spans last 36 hours or more, and
// the clock goes forward or back by 26 hours at most; no zone of the world comes near that. On a stranger clock every
// function ends, and promises no more. No header of rota knows a database of zones.
// Source: RFC 5545, 3.3.5: "If the local time described does not occur (when changing from standard to daylight time),
// the DATE-TIME value is interpreted using the UTC offset before the gap in local times"; "occurs more than once …
// refers to the first occurrence".
#ifndef ROTA_ZONE_HPP
#define ROTA_ZONE_HPP

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <rota/time.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rota {

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

}  // namespace detail

/// A time zone, or a pointer to one. It is copied where it must outlive a call: to copy a large one, pass a pointer.
template <class Zone>
concept time_zone = std::copyable<Zone> && requires(const Zone& zone, sys_seconds at) {
  { detail::ask(zone, at).begin } -> std::convertible_to<sys_seconds>;
  { detail::ask(zone, at).end } -> std::convertible_to<sys_seconds>;
  { detail::ask(zone, at).offset } -> std::convertible_to<std::chrono::seconds>;
};

/// The span that `at` lies in. Where it begins or ends beyond all years that there are, its end is brought in to where
/// sums of instants and days do not overflow.
template <time_zone Zone>
[[nodiscard]] constexpr zone_span span_at(const Zone& zone, sys_seconds at) {
  constexpr sys_seconds farthest{sys_seconds::max().time_since_epoch() / 4};
  constexpr sys_seconds nearest{-farthest.time_since_epoch()};
  const auto& info = detail::ask(zone, at);
  return {std::clamp<sys_seconds>(info.begin, nearest, farthest), std::clamp<sys_seconds>(info.end, nearest, farthest),
          info.offset};
}

/// A zone whose offset never changes.
class fixed_offset {
 public:
  constexpr explicit fixed_offset(std::chrono::seconds offset) noexcept : offset_{offset} {}

  [[nodiscard]] constexpr zone_span get_info(sys_seconds) const noexcept {
    return {sys_seconds::min(), sys_seconds::max(), offset_};
  }

 private:
  std::chrono::seconds offset_;
};

/// UTC, in which every civil time is unique: what is asked of it costs nothing.
struct utc_zone {
  [[nodiscard]] constexpr zone_span get_info(sys_seconds) const noexcept {
    return {sys_seconds::min(), sys_seconds::max(), std::chrono::seconds{0}};
  }
};
inline constexpr utc_zone utc{};

/// A zone that remembers the last span it was asked for. For scans over many schedules or days; not for sharing between
/// threads, as asking it changes it.
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
  mutable zone_span last_{sys_seconds::max(), sys_seconds::min(), std::chrono::seconds{0}};
};

/// What the clock does at a civil time.
enum class civil_time : std::uint8_t {
  unique,   ///< shows it once
  skipped,  ///< never shows it: it goes forward past it
  repeated  ///< shows it twice: it goes back past it
};

[[nodiscard]] constexpr std::string_view to_string(civil_time kind) noexcept {
  switch (kind) {
    case civil_time::unique: return "unique";
    case civil_time::skipped: return "skipped";
    case civil_time::repeated: return "repeated";
  }
  return "unique";
}

/// What to do about a civil time that is skipped.
enum class gap : std::uint8_t {
  shift_forward,  ///< as long after the last time that exists as if the clock had not changed: 02:30 becomes 03:30
  at_transition,  ///< at the change of the clock: 02:30 becomes 03:00; a gap of a day or more is as shift_forward
  skip            ///< not at all
};

/// What to do about a civil time that is repeated.
enum class overlap : std::uint8_t { first, last };

struct civil_policy {
  rota::gap gap = rota::gap::shift_forward;
  rota::overlap overlap = rota::overlap::first;

  friend constexpr bool operator==(const civil_policy&, const civil_policy&) = default;
};

/// When a civil time is.
struct resolved_time {
  sys_seconds at;
  civil_time kind;

  friend constexpr bool operator==(const resolved_time&, const resolved_time&) = default;
};

namespace detail {

/// A place in the row of a zone's spans, which asks the zone for the span before and the span after only where it must.
template <time_zone Zone>
class span_cursor {
 public:
  constexpr span_cursor(Zone zone, sys_seconds near) : zone_{std::move(zone)}, here_{span_at(zone_, near)} {}

  [[nodiscard]] constexpr std::chrono::seconds offset() const noexcept { return here_.offset; }

  /// Whether the clock changes neither in the `before` that precede `at` nor in the `after` that follow it.
  [[nodiscard]] constexpr bool is_calm(sys_seconds at, date::days before, date::days after) const noexcept {
    return here_.begin + before <= at && at < here_.end - after;
  }

  /// When the clock shows `local`; nothing only where it skips it, and the policy is to skip it too.
  [[nodiscard]] constexpr std::optional<resolved_time> resolve(date::local_seconds local, civil_policy policy) {
    go_to(local);
    const sys_seconds at = instant(local, here_);
    const zone_span* before = at < here_.begin + farthest ? earlier() : nullptr;
    const zone_span* after = at >= here_.end - farthest ? later() : nullptr;
    std::optional<sys_seconds> first;
    std::optional<sys_seconds> last;
    for (const zone_span* span : {before, static_cast<const zone_span*>(&here_), after}) {
      if (span == nullptr) continue;
      const sys_seconds shown = instant(local, *span);
      if (shown < span->begin || shown >= span->end) continue;
      if (!first) first = shown;
      last = shown;
    }
    if (!first)
      return at < here_.begin ? in_gap(local, policy.gap, before, &here_) : in_gap(local, policy.gap, &here_, after);
    if (first == last) return resolved_time{*first, civil_time::unique};
    return resolved_time{policy.overlap == overlap::first ? *first : *last, civil_time::repeated};
  }

 private:
  static constexpr std::chrono::hours farthest{26};  // offsets lie between -12 and +14 hours, or once were 24 apart

  static constexpr sys_seconds instant(date::local_seconds local, const zone_span& span) noexcept {
    return sys_seconds{local.time_since_epoch() - span.offset};
  }

  /// When a time that the clock skips, as it goes from one span to the next, is to be.
  static constexpr std::optional<resolved_time> in_gap(date::local_seconds local, gap policy, const zone_span* before,
                                                       const zone_span* after) {
    if (policy == gap::skip) return std::nullopt;
    if (before == nullptr || after == nullptr)  // a zone that begins, or ends: as if it had not
      return resolved_time{instant(local, before == nullptr ? *after : *before), civil_time::skipped};
    const bool is_day_missing = after->offset - before->offset >= date::days{1};
    if (policy == gap::at_transition && !is_day_missing) return resolved_time{after->begin, civil_time::skipped};
    return resolved_time{instant(local, *before), civil_time::skipped};
  }

  /// Moves to a span that `local` lies in, or at whose ends it lies; on a clock that never rests, part of the way.
  constexpr void go_to(date::local_seconds local) {
    constexpr int most_steps = 1000;
    for (int i = 0; i < most_steps && instant(local, here_) >= here_.end + farthest && later() != nullptr; ++i) {
      earlier_ = std::exchange(here_, *later_);
      later_.reset();
    }
    for (int i = 0; i < most_steps && instant(local, here_) < here_.begin - farthest && earlier() != nullptr; ++i) {
      later_ = std::exchange(here_, *earlier_);
      earlier_.reset();
    }
  }

  /// The span before the present one, if the zone has one.
  constexpr const zone_span* earlier() {
    if (!earlier_) earlier_ = span_at(zone_, here_.begin - std::chrono::seconds{1});
    return earlier_->begin < here_.begin && earlier_->end == here_.begin ? &*earlier_ : nullptr;
  }

  /// The span after the present one, if the zone has one.
  constexpr const zone_span* later() {
    if (!later_) later_ = span_at(zone_, here_.end);
    return later_->end > here_.end && later_->begin == here_.end ? &*later_ : nullptr;
  }

  Zone zone_;
  zone_span here_;
  std::optional<zone_span> earlier_;
  std::optional<zone_span> later_;
};

/// UTC has one span, and is calm always.
template <>
class span_cursor<utc_zone> {
 public:
  constexpr span_cursor(utc_zone, sys_seconds) noexcept {}
  [[nodiscard]] static constexpr std::chrono::seconds offset() noexcept { return std::chrono::seconds{0}; }
  [[nodiscard]] static constexpr bool is_calm(sys_seconds, date::days, date::days) noexcept { return true; }
  [[nodiscard]] static constexpr std::optional<resolved_time> resolve(date::local_seconds local,
                                                                      civil_policy) noexcept {
    return resolved_time{sys_seconds{local.time_since_epoch()}, civil_time::unique};
  }
};

/// A zone as a function uses it while it runs: not copied, so that what a cached_zone learns stays learned.
template <time_zone Zone>
constexpr auto borrow(const Zone& zone) noexcept {
  if constexpr (requires(sys_seconds at) { zone.get_info(at); } && !std::same_as<Zone, utc_zone>)
    return &zone;
  else
    return zone;
}

}  // namespace detail

/// When the clock of a zone shows `local`, or what the policy makes of a time that it skips or repeats; nothing only for
/// a skipped time under gap::skip. At most three look-ups of the zone.
template <time_zone Zone>
[[nodiscard]] constexpr std::optional<resolved_time> resolve(date::local_seconds local, const Zone& zone,
                                                             civil_policy policy = {}) {
  detail::span_cursor clock{detail::borrow(zone), sys_seconds{local.time_since_epoch()}};
  return clock.resolve(local, policy);
}

/// What the clock of a zone shows at an instant. One look-up.
template <time_zone Zone>
[[nodiscard]] constexpr date::local_seconds to_local(sys_seconds at, const Zone& zone) {
  return date::local_seconds{at.time_since_epoch() + span_at(zone, at).offset};
}

}  // namespace rota

#endif
