// SPDX-License-Identifier: MIT
//
// rota/import/pgbackrest.hpp: the backups of pgBackRest's stanzas.
//
//   result<listing> parse_pgbackrest(std::string_view text);    // what `pgbackrest info --output=json` prints
//   struct pgbackrest_set { std::string stanza; unsigned repo; std::string label; };
//   std::optional<pgbackrest_set> parse_pgbackrest_id(std::string_view id);
//   std::string to_string(const pgbackrest_set&);               // the id
//
// | pgBackRest                              | rota                                                                   |
// |-----------------------------------------|------------------------------------------------------------------------|
// | stanza name, backup.database.repo-key   | source.id: "main" in repository 1, "main@repo2" in repository 2        |
// | the same, and backup.label              | id: "main/20261129-193704F", "main@repo2/20261129-193717F"             |
// | backup.prior                            | parent_id                                                              |
// | backup.error                            | true: FAILED and pinned, since only a person should let it go;         |
// |                                         | otherwise COMPLETED                                                    |
// | backup.timestamp.start, stop            | created, updated                                                       |
// | backup.info.repository.delta            | size_gib: what it takes in the repository (or backup.info.delta)       |
// | status.lock.backup.held                 | a note: a running backup is not listed                                 |
//
// Every repository of a stanza is a source of its own, since pgBackRest retains backups in each independently. All
// backups are automated. A backup of an earlier database of the stanza (after an upgrade) is one like the others. A
// backup with `error` has invalid page checksums: pgBackRest counts it, but neither it nor what is built on it is
// surely a restore point. pgBackRest expires by itself after each backup, by repo-retention-full: set that high where
// rota plans.
//
// Worked example
//   const auto found = rota::parse_pgbackrest(text);
//   const auto plan = rota::prune(found->backups, {.fulls = 2}, now);
//   const auto set = rota::parse_pgbackrest_id(found->backups[plan.removals[0]].id);
//   // pgbackrest expire --stanza=STANZA --repo=REPO --set=LABEL
//
// Laws
//   parse_pgbackrest_id(to_string(set)) == set. In a stanza's name, `%`, `/` and `@` are written as %25, %2F and %40.
//   A listing is refused if pgBackRest could not read a repository, or lists one set alone (--set).
//   A backup is refused if its label, type and prior contradict each other, or if it refers to files of a backup that
//   its prior does not have: what it needs is what it is built on.
//   A listing without the prior of a backup is refused: `pgbackrest expire` of a full takes along all that is built on
//   it, so that a plan must know every chain whole.
//   List all backups: pgBackRest does not say that a list was filtered (--type).
// Source: "Info Command" in pgBackRest's command reference, and what pgBackRest 2.45 prints. Its statuses: 0 ok, 1
// missing stanza path, 2 no valid backups, 3 missing stanza data, 4 different across repos, 5 database mismatch across
// repos, 6 requested backup not found, 99 other.
#ifndef ROTA_IMPORT_PGBACKREST_HPP
#define ROTA_IMPORT_PGBACKREST_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <rota/backups/backup.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/import/listing.hpp>
#include <rota/json/members.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// What names a backup to pgBackRest: --stanza, --repo and --set.
struct pgbackrest_set {
  std::string stanza;
  unsigned repo = 1;
  std::string label;

  friend bool operator==(const pgbackrest_set&, const pgbackrest_set&) = default;
};

namespace detail {

inline constexpr unsigned most_pgbackrest_repo = 256;

inline std::string pgbackrest_source(std::string_view stanza, unsigned repo) {
  std::string id = percent_encoded(stanza, "/@");
  if (repo != 1) id.append("@repo").append(std::to_string(repo));
  return id;
}

namespace pgbackrest_rules {
inline constexpr member_rule document{"stanzas", "the array of stanzas that `pgbackrest info --output=json` prints",
                                      R"([{"name": "main", "status": {...}, "backup": [...]}])"};
inline constexpr member_rule stanza{"stanzas", "a stanza, an object with the members name, status and backup",
                                    R"({"name": "main", "status": {...}, "backup": [...]})"};
inline constexpr member_rule name{"name", "the name of a stanza, from 1 to 255 bytes long", "\"main\""};
inline constexpr member_rule status{"status", "an object with the member code", R"({"code": 0, "message": "ok"})"};
inline constexpr member_rule code{"code", "a status code of pgBackRest, 0 to 6 or 99", "0", 0, INT64_MAX};
inline constexpr member_rule message{"message", "a text", "\"ok\""};
inline constexpr member_rule lock{"lock", "an object with the member backup", R"({"backup": {"held": false}})"};
inline constexpr member_rule lock_of_backup{"backup", "an object with the member held", R"({"held": false})"};
inline constexpr member_rule held{"held", "true or false", "false"};
inline constexpr member_rule repos{"repo", "an array of repositories", R"([{"key": 1, "status": {"code": 0}}])"};
inline constexpr member_rule repo{"repo", "a repository, an object with the members key and status",
                                  R"({"key": 1, "status": {"code": 0}})"};
inline constexpr member_rule backups{"backup", "the array of all backups, as --detail-level=full prints it", "[]"};
inline constexpr member_rule backup{"backup", "a backup, an object with the members label, type and timestamp",
                                    R"({"label": "20261129-193704F", "type": "full", "timestamp": {...}})"};
inline constexpr std::string_view example_label = "\"20261129-193704F_20261129-193712D\"";
inline constexpr member_rule label{
    "label", "the label of a backup: date-timeF for a full one, or that with _date-timeD or _date-timeI",
    example_label};
inline constexpr member_rule prior{"prior", label.expected, example_label};
inline constexpr member_rule references{"reference", "an array of labels", "[\"20261129-193704F\"]"};
inline constexpr member_rule reference{"reference", label.expected, example_label};
inline constexpr member_rule type{"type", "\"full\", \"diff\" or \"incr\"", "\"full\""};
inline constexpr member_rule error{"error", "true or false", "false"};
inline constexpr member_rule timestamp{"timestamp", "an object with the members start and stop",
                                       R"({"start": 1795981024, "stop": 1795981031})"};
inline constexpr std::string_view expected_instant = "the seconds since 1970, from 0 to 253402300799";
inline constexpr member_rule start{"start", expected_instant, "1795981024", 0, 253'402'300'799};
inline constexpr member_rule stop{"stop", expected_instant, "1795981031", 0, 253'402'300'799};
inline constexpr member_rule database{"database", "an object with the member repo-key", R"({"id": 1, "repo-key": 1})"};
inline constexpr member_rule repo_key{"repo-key", "the key of a repository, from 1 to 256", "1", 1,
                                      most_pgbackrest_repo};
inline constexpr member_rule key{"key", repo_key.expected, "1", 1, most_pgbackrest_repo};
inline constexpr member_rule info{"info", "an object with the sizes", R"({"delta": 22992602, "size": 22992602})"};
inline constexpr member_rule repository{"repository", "an object with the sizes in the repository",
                                        R"({"delta": 3503315, "size": 3503315})"};
inline constexpr member_rule delta{"delta", "a number of bytes, from 0 to 9223372036854775807", "3503315", 0,
                                   INT64_MAX};
}  // namespace pgbackrest_rules

/// What a label says of its backup.
struct pgbackrest_label {
  level what;
  std::string_view full;  // the label of the full that it is built on; its own if it is one
};

/// Whether the text is `digits-digits`, a date and a time.
constexpr bool is_pgbackrest_time(std::string_view text) noexcept {
  constexpr std::string_view form = "00000000-000000";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
  return true;
}

inline std::optional<pgbackrest_label> parse_pgbackrest_label(std::string_view text) noexcept {
  constexpr std::size_t time_size = 15;
  if (!is_pgbackrest_time(text.substr(0, time_size)) || text.substr(time_size, 1) != "F") return std::nullopt;
  const std::string_view full = text.substr(0, time_size + 1);
  const std::string_view rest = text.substr(full.size());
  if (rest.empty()) return pgbackrest_label{level::full, full};
  if (rest.size() != time_size + 2 || rest.front() != '_' || !is_pgbackrest_time(rest.substr(1, time_size)))
    return std::nullopt;
  if (rest.back() == 'D') return pgbackrest_label{level::differential, full};
  if (rest.back() == 'I') return pgbackrest_label{level::incremental, full};
  return std::nullopt;
}

}  // namespace detail

/// The id of the backup in a listing.
[[nodiscard]] inline std::string to_string(const pgbackrest_set& one) {
  return detail::pgbackrest_source(one.stanza, one.repo).append("/").append(one.label);
}

/// What an id of a listing names, or nullopt for any other text. O(id).
[[nodiscard]] inline std::optional<pgbackrest_set> parse_pgbackrest_id(std::string_view id) {
  const std::size_t slash = id.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view of = id.substr(0, slash);
  pgbackrest_set found{.stanza = "", .repo = 1, .label = std::string{id.substr(slash + 1)}};
  const std::size_t stanza_size = (std::min)(of.find('@'), of.size());
  for (std::size_t i = 0; i < stanza_size; ++i) {
    auto letter = static_cast<unsigned>(static_cast<unsigned char>(of[i]));
    if (of[i] == '%') {
      const std::string_view digits = of.substr(i + 1, 2);
      std::from_chars(digits.data(), digits.data() + digits.size(), letter, 16);
      i += 2;
    }
    found.stanza += static_cast<char>(letter);
  }
  if (constexpr std::size_t prefix = 5; stanza_size + prefix < of.size())
    std::from_chars(of.data() + stanza_size + prefix, of.data() + of.size(), found.repo);
  if (found.repo < 1 || found.repo > detail::most_pgbackrest_repo) return std::nullopt;
  // Only an id that was written so names a backup.
  if (found.stanza.empty() || !detail::parse_pgbackrest_label(found.label) || to_string(found) != id)
    return std::nullopt;
  return found;
}

namespace detail {

/// What pgBackRest says about a stanza, or about its part in one repository.
struct pgbackrest_status {
  import_value from;
  std::int64_t code;
  std::string says;  // in the words of a message
};

inline std::optional<pgbackrest_status> read_pgbackrest_status(const import_value& owner, std::string_view of) {
  const auto from = owner.required(pgbackrest_rules::status);
  if (!from || !from->is_object(pgbackrest_rules::status)) return std::nullopt;
  const auto given_code = from->required(pgbackrest_rules::code);
  const auto code = given_code ? given_code->integer(pgbackrest_rules::code) : std::nullopt;
  const auto given_message = from->member(pgbackrest_rules::message.name);
  const auto message = given_message ? given_message->text(pgbackrest_rules::message) : std::optional<std::string>{""};
  if (!code || !message) return std::nullopt;
  constexpr std::size_t longest = 200;
  return pgbackrest_status{
      *from, *code,
      concatenate({"found status ", std::to_string(*code), ", \"", printable(*message, longest), "\", of ", of})};
}

/// Notes what a status says, or reports it if some backups may not be listed.
inline void judge_pgbackrest_status(const pgbackrest_status& one, listing& into) {
  const auto note = [&](std::string_view advice) {
    into.notes.push_back({one.from.pointer(), issue_code::unsupported, concatenate({one.says, "; ", advice})});
  };
  constexpr std::int64_t ok = 0;
  constexpr std::int64_t missing_stanza_path = 1;
  constexpr std::int64_t no_valid_backups = 2;
  constexpr std::int64_t database_mismatch = 5;
  switch (one.code) {
    case ok: return;
    case missing_stanza_path:
      return note("no backups are there; check the name of the stanza and the path of the repository");
    case no_valid_backups: return note("no backups are there");
    case database_mismatch: return note("all backups are read; run pgbackrest stanza-upgrade for every repository");
    default:
      one.from.report(issue_code::conflict,
                      concatenate({one.says,
                                   "; expected a status with which all backups are listed, such as 0, \"ok\"; "
                                   "make `pgbackrest info` report ok, then list again"}));
  }
}

/// The status of each repository if there are several, otherwise that of the stanza.
inline void judge_pgbackrest_stanza(const import_value& stanza, const std::string& name, listing& into) {
  const auto given_repos = stanza.member(pgbackrest_rules::repos.name);  // since pgBackRest 2.32
  if (given_repos) {
    for (const import_value& repo :
         given_repos->elements(pgbackrest_rules::repos).value_or(std::vector<import_value>{})) {
      if (!repo.is_object(pgbackrest_rules::repo)) continue;
      const auto given_key = repo.required(pgbackrest_rules::key);
      const auto key = given_key ? given_key->integer(pgbackrest_rules::key) : std::nullopt;
      if (!key) continue;
      const std::string of = concatenate({in_quotes(name), " in repository ", std::to_string(*key)});
      if (const auto status = read_pgbackrest_status(repo, of)) judge_pgbackrest_status(*status, into);
    }
  }
  const auto status = read_pgbackrest_status(stanza, in_quotes(name));
  if (!status) return;
  // What sums up the repositories adds nothing to what they say.
  constexpr std::array<std::int64_t, 3> sums{1, 2, 4};
  if (!given_repos || std::find(sums.begin(), sums.end(), status->code) == sums.end())
    judge_pgbackrest_status(*status, into);

  const auto lock = status->from.member(pgbackrest_rules::lock.name);
  const auto of_backup = lock && lock->is_object(pgbackrest_rules::lock)
                             ? lock->member(pgbackrest_rules::lock_of_backup.name)
                             : std::nullopt;
  const auto given_held = of_backup && of_backup->is_object(pgbackrest_rules::lock_of_backup)
                              ? of_backup->member(pgbackrest_rules::held.name)
                              : std::nullopt;
  if (given_held && given_held->flag(pgbackrest_rules::held).value_or(false))
    into.notes.push_back({given_held->pointer(), issue_code::unsupported,
                          concatenate({"a backup or an expiry of ", in_quotes(name),
                                       " is running; a running backup is not listed; list again when it has ended"})});
}

/// What a backup is built on and refers to, as labels.
struct pgbackrest_needs {
  std::string pointer;
  std::optional<std::string> prior;
  std::set<std::string> references;
};
/// Of the backups of a stanza, by repository and label.
using pgbackrest_needs_of = std::map<std::pair<unsigned, std::string>, pgbackrest_needs>;

/// The level that `type` names, which must be that of the label.
inline bool check_pgbackrest_type(const import_value& from, const std::string& label, level what) {
  constexpr std::array<std::string_view, 3> names{"full", "diff", "incr"};
  constexpr std::array levels{level::full, level::differential, level::incremental};
  const auto given = from.required(pgbackrest_rules::type);
  const auto type = given ? given->text(pgbackrest_rules::type) : std::nullopt;
  if (!type) return false;
  const auto* const found = std::find(names.begin(), names.end(), *type);
  if (found == names.end()) {
    given->report(issue_code::unknown_value, message_found(in_quotes(*type), pgbackrest_rules::type));
    return false;
  }
  if (levels[static_cast<std::size_t>(found - names.begin())] == what) return true;
  given->report(
      issue_code::conflict,
      concatenate({"found ", in_quotes(*type), " for the label ", in_quotes(label),
                   "; expected the type that the label's last letter stands for, F for full, D for diff, I for ",
                   "incr; pass what pgBackRest printed, unchanged"}));
  return false;
}

/// The label of a backup; `from` is the text.
inline std::optional<std::string> pgbackrest_label_of(const import_value& from, const member_rule& rule) {
  auto label = from.text(rule);
  if (!label || parse_pgbackrest_label(*label)) return label;
  from.report(issue_code::malformed, message_found(in_quotes(*label), rule));
  return std::nullopt;
}

/// The label of the backup that it is built on; nullopt for a full, and with an issue.
inline std::optional<std::string> read_pgbackrest_prior(const import_value& from, const std::string& label,
                                                        const pgbackrest_label& says) {
  const auto given = from.member(pgbackrest_rules::prior.name);
  if (says.what == level::full) {
    if (given)
      given->report(issue_code::conflict,
                    concatenate({"found ", given->description(), " for the full backup ", in_quotes(label),
                                 "; expected null; pass what pgBackRest printed, unchanged"}));
    return std::nullopt;
  }
  if (!given) {
    (void)from.required(pgbackrest_rules::prior);
    return std::nullopt;
  }
  auto prior = pgbackrest_label_of(*given, pgbackrest_rules::prior);
  if (!prior) return std::nullopt;
  const pgbackrest_label before = *parse_pgbackrest_label(*prior);
  // pgBackRest makes no label that is not later than all before it.
  const bool fits =
      before.full == says.full && (says.what != level::differential || before.what == level::full) && *prior < label;
  if (fits) return prior;
  given->report(issue_code::conflict,
                concatenate({"found ", in_quotes(*prior), "; expected ",
                             says.what == level::differential ? "" : "an earlier backup built on ",
                             in_quotes(says.full), says.what == level::differential ? "" : ", or that one",
                             ", as the label says; pass what pgBackRest printed, unchanged"}));
  return std::nullopt;
}

inline std::optional<sys_seconds> read_pgbackrest_instant(const import_value& timestamp, const member_rule& rule) {
  const auto given = timestamp.required(rule);
  const auto seconds = given ? given->integer(rule) : std::nullopt;
  return seconds ? std::optional{sys_seconds{std::chrono::seconds{*seconds}}} : std::nullopt;
}

/// What it takes in the repository, or of older releases the bytes that were copied.
inline std::optional<double> read_pgbackrest_size(const import_value& from) {
  const auto info = from.member(pgbackrest_rules::info.name);
  if (!info || !info->is_object(pgbackrest_rules::info)) return std::nullopt;
  const auto repository = info->member(pgbackrest_rules::repository.name);
  auto delta = repository && repository->is_object(pgbackrest_rules::repository)
                   ? repository->member(pgbackrest_rules::delta.name)
                   : std::nullopt;
  if (!delta) delta = info->member(pgbackrest_rules::delta.name);
  const auto bytes = delta ? delta->integer(pgbackrest_rules::delta) : std::nullopt;
  return bytes ? std::optional{gib_of(*bytes)} : std::nullopt;
}

/// The key of its repository; 1 before pgBackRest 2.32, which had one.
inline unsigned read_pgbackrest_repo(const import_value& from) {
  const auto database = from.member(pgbackrest_rules::database.name);
  if (!database || !database->is_object(pgbackrest_rules::database)) return 1;
  const auto key = database->member(pgbackrest_rules::repo_key.name);
  return key ? static_cast<unsigned>(key->integer(pgbackrest_rules::repo_key).value_or(1)) : 1;
}

inline void read_pgbackrest_backup(const import_value& from, const std::string& stanza, pgbackrest_needs_of& needs,
                                   listing& into) {
  if (!from.is_object(pgbackrest_rules::backup)) return;
  if (const auto set = from.member("database-ref")) {
    set->report(
        issue_code::conflict,
        "found the databases of a backup, which pgBackRest lists for one set alone; expected the listing of all "
        "backups; run pgbackrest info without --set");
    return;
  }
  const auto given_label = from.required(pgbackrest_rules::label);
  const auto label = given_label ? pgbackrest_label_of(*given_label, pgbackrest_rules::label) : std::nullopt;
  if (!label) return;
  const pgbackrest_label says = *parse_pgbackrest_label(*label);
  if (!check_pgbackrest_type(from, *label, says.what)) return;
  const auto prior = read_pgbackrest_prior(from, *label, says);
  if (!prior && says.what != level::full) return;
  const unsigned repo = read_pgbackrest_repo(from);

  const auto timestamp = from.required(pgbackrest_rules::timestamp);
  const bool has_instants = timestamp && timestamp->is_object(pgbackrest_rules::timestamp);
  const auto start = has_instants ? read_pgbackrest_instant(*timestamp, pgbackrest_rules::start) : std::nullopt;
  const auto stop = has_instants ? read_pgbackrest_instant(*timestamp, pgbackrest_rules::stop) : std::nullopt;
  const auto size = read_pgbackrest_size(from);
  const auto given_error = from.member(pgbackrest_rules::error.name);  // since pgBackRest 2.36
  const bool has_error = given_error && given_error->flag(pgbackrest_rules::error).value_or(false);

  std::set<std::string> references;
  if (const auto given_references = from.member(pgbackrest_rules::references.name)) {
    const auto all = given_references->elements(pgbackrest_rules::references);
    for (const import_value& one : all.value_or(std::vector<import_value>{}))
      if (auto reference = pgbackrest_label_of(one, pgbackrest_rules::reference))
        references.insert(std::move(*reference));
  }
  if (!start || !stop) return;

  if (has_error)
    into.notes.push_back(
        {given_error->pointer(), issue_code::unsupported,
         concatenate({in_quotes(*label),
                      " has files with errors, such as invalid page checksums; it counts as FAILED, and is pinned; "
                      "expire it by hand if nothing in it is needed"})});
  const auto id_of = [&](const std::string& one) { return to_string(pgbackrest_set{stanza, repo, one}); };
  into.backups.push_back({.id = id_of(*label),
                          .parent_id = prior ? std::optional{id_of(*prior)} : std::nullopt,
                          .source = {pgbackrest_source(stanza, repo), source_type::instance},
                          .status = has_error ? backup_status::failed : backup_status::completed,
                          .automated = true,
                          .created = *start,
                          .updated = (std::max)(*start, *stop),
                          .size_gib = size,
                          .pinned = has_error});
  needs.try_emplace({repo, *label}, pgbackrest_needs{from.pointer(), prior, std::move(references)});
}

/// A backup refers to files of its prior, and to files of others that its prior refers to. So what it needs is what it
/// is built on, and a plan that keeps its ancestors keeps it whole.
inline void check_pgbackrest_references(const pgbackrest_needs_of& needs, issue_log& log) {
  if (!log.empty()) return;  // for a backup that is not read, those built on it would be reported too
  for (const auto& [key, need] : needs) {
    const auto prior = need.prior ? needs.find({key.first, *need.prior}) : needs.end();
    if (need.prior && prior == needs.end()) {
      log.report(need.pointer + "/prior", issue_code::conflict,
                 concatenate({"found ", in_quotes(*need.prior),
                              ", which is not listed; expected all backups; run pgbackrest info without --type, and "
                              "pass what it printed, unchanged"}));
      continue;
    }
    for (const std::string& reference : need.references) {
      if (reference == need.prior || (prior != needs.end() && prior->second.references.contains(reference))) continue;
      log.report(need.pointer + "/reference", issue_code::conflict,
                 concatenate({"found ", in_quotes(reference),
                              "; expected only the prior, and what the prior refers to; pass what pgBackRest printed, "
                              "unchanged"}));
    }
  }
}

/// The name of a stanza, which is one of a folder. It is part of every id, so a longer one would take memory that is
/// not linear in the document.
inline std::optional<std::string> pgbackrest_stanza_name(const import_value& from) {
  constexpr std::size_t longest = 255;
  auto name = from.identifier(pgbackrest_rules::name);
  if (!name || name->size() <= longest) return name;
  from.report(issue_code::out_of_range, message_found(in_quotes(*name), pgbackrest_rules::name));
  return std::nullopt;
}

inline listing read_pgbackrest(const import_value& document) {
  listing found;
  for (const import_value& stanza :
       document.elements(pgbackrest_rules::document).value_or(std::vector<import_value>{})) {
    if (!stanza.is_object(pgbackrest_rules::stanza)) continue;
    const auto given_name = stanza.required(pgbackrest_rules::name);
    const auto name = given_name ? pgbackrest_stanza_name(*given_name) : std::nullopt;
    if (!name) continue;
    judge_pgbackrest_stanza(stanza, *name, found);
    const auto backups = stanza.required(pgbackrest_rules::backups);
    const auto all = backups ? backups->elements(pgbackrest_rules::backups) : std::nullopt;
    pgbackrest_needs_of needs;
    for (const import_value& one : all.value_or(std::vector<import_value>{}))
      read_pgbackrest_backup(one, *name, needs, found);
    check_pgbackrest_references(needs, document.log());
  }
  return found;
}

}  // namespace detail

/// Parses what `pgbackrest info --output=json` prints, of one stanza or all. Returns the backups in its order, or every
/// issue, of which at most `issue_limit` are listed. O(n log n).
[[nodiscard]] inline result<listing> parse_pgbackrest(std::string_view text,
                                                      std::size_t issue_limit = default_issue_limit) {
  return detail::read_listing(text, issue_limit, detail::read_pgbackrest);
}

}  // namespace rota::inline v0

#endif
