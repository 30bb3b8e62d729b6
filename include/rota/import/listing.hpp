// SPDX-License-Identifier: MIT
//
// rota/import/listing.hpp: the backups that another tool lists. The other headers of this folder read one tool's
// listing each.
//
//   struct listing { std::vector<backup> backups; issues notes; };
//   result<listing> join(std::span<const listing> all);     // of several sources; refuses one source in two of them
//
// Worked example
//   const auto found = rota::parse_restic(text);            // restic snapshots --json
//   if (!found) return report(found.error());               // every issue, with pointers into the document
//   for (const rota::issue& note : found->notes) warn(note);
//   const auto plan = rota::prune(found->backups, policy, now, clock);
//
// Laws
//   A listing is read whole or refused: no backup is left out of it, since rules count what there is. A member that
//   comes twice in one object is refused too.
//   What the tool says and a backup cannot hold is never taken for less: a state that is not surely complete is not
//   COMPLETED, and what the tool was told to keep, or may hold the only copy of something, is pinned. A note says so.
//   Parsing never throws, whatever the bytes, except std::bad_alloc. Time and memory are linear in the document.
#ifndef ROTA_IMPORT_LISTING_HPP
#define ROTA_IMPORT_LISTING_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/json/document.hpp>
#include <rota/json/members.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// The backups that another tool lists, in its order.
struct listing {
  std::vector<backup> backups;
  issues notes;  ///< what the tool says and the backups cannot hold, and what to know before acting on them
};

/// The backups of several listings. A source in two of them is an issue at "/1": the rules would count the backups of
/// two repositories as those of one. O(n log n).
[[nodiscard]] inline result<listing> join(std::span<const listing> all) {
  listing joined;
  issue_log log;
  std::map<std::string_view, std::size_t> first_with;
  for (std::size_t k = 0; k < all.size(); ++k) {
    for (const backup& one : all[k].backups) {
      const auto [seen, is_new] = first_with.try_emplace(one.source.id, k);
      if (!is_new && seen->second != k)
        log.report("/" + std::to_string(k), issue_code::conflict,
                   detail::concatenate({"found backups of the source ", detail::in_quotes(one.source.id), ", which an ",
                                        "earlier listing has too; expected each source in one listing; plan for one ",
                                        "repository at a time"}));
      joined.backups.push_back(one);
    }
    joined.notes.insert(joined.notes.end(), all[k].notes.begin(), all[k].notes.end());
  }
  if (!log.empty()) return tl::make_unexpected(std::move(log).take());
  return joined;
}

namespace detail {

/// A value of another tool's document: where it stands, and the log that takes its issues. Asking for a member or for a
/// type that it does not have reports an issue and gives nullopt.
class import_value {
 public:
  import_value(const nlohmann::json& value, std::string pointer, issue_log& log)
      : value_{&value}, pointer_{std::move(pointer)}, log_{&log} {}

  [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }
  [[nodiscard]] issue_log& log() const noexcept { return *log_; }

  void report(issue_code code, std::string message) const { log_->report(pointer_, code, std::move(message)); }

  /// The value in the words of a message.
  [[nodiscard]] std::string description() const {
    scalar_value scalar;
    switch (value_->type()) {
      case nlohmann::json::value_t::null: scalar.type = json_type::null; break;
      case nlohmann::json::value_t::boolean: scalar.set(json_type::boolean, value_->get<bool>() ? 1 : 0, {}, 0); break;
      case nlohmann::json::value_t::number_integer:
        scalar.set(json_type::integer, value_->get<std::int64_t>(), {}, 0);
        break;
      case nlohmann::json::value_t::number_unsigned: return std::to_string(value_->get<std::uint64_t>());
      case nlohmann::json::value_t::number_float: scalar.set(json_type::real, 0, {}, value_->get<double>()); break;
      case nlohmann::json::value_t::string:
        scalar.set(json_type::string, 0, value_->get_ref<const std::string&>(), 0);
        break;
      case nlohmann::json::value_t::array: scalar.type = json_type::array; break;
      case nlohmann::json::value_t::object: scalar.type = json_type::object; break;
      default: break;
    }
    return scalar.description();
  }

  [[nodiscard]] bool is_null() const noexcept { return value_->is_null(); }

  /// The member `name`; nullopt if it is absent or null, or if the value is not an object.
  [[nodiscard]] std::optional<import_value> member(std::string_view name) const {
    const auto found = value_->find(name);
    if (found == value_->end() || found->is_null()) return std::nullopt;
    return import_value{*found, concatenate({pointer_, "/", pointer_token(name)}), *log_};
  }

  /// The member that `rule` names; reports that it is missing.
  [[nodiscard]] std::optional<import_value> required(const member_rule& rule) const {
    auto found = member(rule.name);
    if (!found) log_->report(concatenate({pointer_, "/", rule.name}), issue_code::missing, message_missing(rule));
    return found;
  }

  /// Whether the value is an object; if not, reports that it should be what `rule` says.
  [[nodiscard]] bool is_object(const member_rule& rule) const { return is(value_->is_object(), rule); }

  /// The elements of an array.
  [[nodiscard]] std::optional<std::vector<import_value>> elements(const member_rule& rule) const {
    if (!is(value_->is_array(), rule)) return std::nullopt;
    std::vector<import_value> all;
    all.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i)
      all.emplace_back((*value_)[i], element_pointer(pointer_, i), *log_);
    return all;
  }

  /// The members of an object, by name, those that are null too.
  [[nodiscard]] std::optional<std::vector<std::pair<std::string, import_value>>> members(
      const member_rule& rule) const {
    if (!is(value_->is_object(), rule)) return std::nullopt;
    std::vector<std::pair<std::string, import_value>> all;
    all.reserve(value_->size());
    for (auto one = value_->begin(); one != value_->end(); ++one)
      all.emplace_back(one.key(),
                       import_value{one.value(), concatenate({pointer_, "/", pointer_token(one.key())}), *log_});
    return all;
  }

  [[nodiscard]] std::optional<std::string> text(const member_rule& rule) const {
    if (!is(value_->is_string(), rule)) return std::nullopt;
    return value_->get<std::string>();
  }

  [[nodiscard]] std::optional<bool> flag(const member_rule& rule) const {
    if (!is(value_->is_boolean(), rule)) return std::nullopt;
    return value_->get<bool>();
  }

  /// An integer from rule.least to rule.most.
  [[nodiscard]] std::optional<std::int64_t> integer(const member_rule& rule) const {
    if (!is(value_->is_number_integer(), rule)) return std::nullopt;
    const bool is_huge = value_->is_number_unsigned() && value_->get<std::uint64_t>() > INT64_MAX;
    const std::int64_t number = is_huge ? INT64_MAX : value_->get<std::int64_t>();
    if (!is_huge && number >= rule.least && number <= rule.most) return number;
    report(issue_code::out_of_range, message_found(description(), rule));
    return std::nullopt;
  }

  /// A text that is not empty.
  [[nodiscard]] std::optional<std::string> identifier(const member_rule& rule) const {
    auto id = text(rule);
    if (!id || !id->empty()) return id;
    report(issue_code::malformed, message_found("\"\"", rule));
    return std::nullopt;
  }

  [[nodiscard]] std::optional<sys_seconds> instant(const member_rule& rule, rounding fraction) const {
    const auto written = text(rule);
    const auto instant = written ? parse_instant(*written, fraction) : std::nullopt;
    if (written && !instant) report(issue_code::malformed, message_found(in_quotes(*written), rule));
    return instant;
  }

 private:
  [[nodiscard]] bool is(bool has_the_type, const member_rule& rule) const {
    if (!has_the_type) report(issue_code::wrong_type, message_found(description(), rule));
    return has_the_type;
  }

  const nlohmann::json* value_;
  std::string pointer_;
  issue_log* log_;
};

/// Bytes as GiB.
constexpr double gib_of(std::int64_t bytes) noexcept { return static_cast<double>(bytes) / 0x1p30; }

/// The text with `%` and each of the `reserved` characters as %XX, so that texts joined by these come apart again.
/// Source: RFC 3986, 2.1.
inline std::string percent_encoded(std::string_view text, std::string_view reserved) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    if (letter == '%' || reserved.find(letter) != std::string_view::npos) {
      const auto code = static_cast<unsigned char>(letter);
      encoded += {'%', hex[code >> 4U], hex[code & 15U]};
    } else {
      encoded += letter;
    }
  }
  return encoded;
}

/// Builds the value of a JSON text from the events of nlohmann's SAX parser. What lies deeper than any listing is
/// dropped, so that no text takes much memory. nlohmann's parser with a callback drops values in quadratic time.
class import_builder {
 public:
  import_builder(std::string_view text, issue_log& log) noexcept : text_{text}, log_{&log} {}

  bool null() { return add(nullptr); }
  bool boolean(bool flag) { return add(flag); }
  bool number_integer(std::int64_t number) { return add(number); }
  bool number_unsigned(std::uint64_t number) { return add(number); }
  bool number_float(double number, std::string_view) { return add(number); }
  bool string(std::string& text) { return add(std::move(text)); }
  bool binary(nlohmann::json::binary_t&) { return add(nullptr); }  // JSON text has none
  bool start_object(std::size_t) { return open(nlohmann::json::object()); }
  bool start_array(std::size_t) { return open(nlohmann::json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (dropped_ == 0 && open_.back()->contains(name)) {
      log_->report("", issue_code::conflict,
                   concatenate({"found the member ", in_quotes(name),
                                " twice in one object; expected each once; pass "
                                "what the tool printed, unchanged"}));
      return false;
    }
    name_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow)
      log_->report(
          "", issue_code::out_of_range,
          "found a number that is too large to read; expected numbers of at most 64 bits; write a smaller one");
    else
      log_->report("", issue_code::malformed,
                   concatenate({"not JSON ", place_of_error(text_, byte), "; pass what the tool printed, unchanged"}));
    return false;
  }

  [[nodiscard]] nlohmann::json take() && { return std::move(whole_); }

 private:
  bool add(nlohmann::json value) {
    if (dropped_ == 0) (void)place(std::move(value));
    return true;
  }

  bool open(nlohmann::json value) {
    constexpr std::size_t deepest = 16;
    if (dropped_ != 0 || open_.size() == deepest)
      ++dropped_;
    else
      open_.push_back(place(std::move(value)));
    return true;
  }

  bool close() {
    if (dropped_ != 0)
      --dropped_;
    else
      open_.pop_back();
    return true;
  }

  /// Where the value now is, which holds until the value that it is in is closed.
  nlohmann::json* place(nlohmann::json value) {
    if (open_.empty()) return &(whole_ = std::move(value));
    nlohmann::json& in = *open_.back();
    if (in.is_object()) return &(in[name_] = std::move(value));
    in.push_back(std::move(value));
    return &in.back();
  }

  std::string_view text_;
  issue_log* log_;
  nlohmann::json whole_;
  std::vector<nlohmann::json*> open_;
  std::string name_;         // of the next member
  std::size_t dropped_ = 0;  // how many open values are dropped
};

/// The value of a JSON text; reports why it is not one.
inline nlohmann::json parse_import(std::string_view text, issue_log& log) {
  import_builder builder{text, log};
  // nlohmann takes a NUL byte for the end of the text.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    log.report("", issue_code::malformed,
               concatenate({"not JSON ", place_of_error(text, nul + 1), "; pass what the tool printed, unchanged"}));
  else
    (void)nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder).take();
}

/// What `read(import_value)` makes of a JSON text, or the issues that it reports.
template <class Read>
auto read_listing(std::string_view text, std::size_t issue_limit, Read read)
    -> result<decltype(read(std::declval<import_value>()))> {
  issue_log log{issue_limit};
  const nlohmann::json document = parse_import(text, log);
  if (log.empty()) {
    auto found = read(import_value{document, "", log});
    if (log.empty()) return found;
  }
  return tl::make_unexpected(std::move(log).take());
}

}  // namespace detail

}  // namespace rota::inline v0

#endif
