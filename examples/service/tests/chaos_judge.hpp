// SPDX-License-Identifier: MIT
//
// chaos_judge.hpp: compares what a service did with what the library predicts, schedule by schedule.
//
//   evidence seen = collect(in, folder);                 // from the tables, and the folder of the pretend executor
//   verdict of = judge(schedules, predictions, seen, now);
//   of.findings.empty()                                  // everything is as predicted
//   std::cout << account_of(of.findings.front().source, …);   // everything known about a source, to find out why
//
// The judge compares exactly: which slots were served, once each, at which level, on which parent and with which
// outcome; which backups were deleted and why, not before the plan named them, and children before parents; which
// backups remain in the tables and with the executor; and how well the source is protected at the end. It does not
// compare when a slot was served, as long as that was before the next one.
#ifndef ROTA_SERVICE_TESTS_CHAOS_JUDGE_HPP
#define ROTA_SERVICE_TESTS_CHAOS_JUDGE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <rota/rota.hpp>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "chaos_schedules.hpp"

namespace service::tests {

enum class fault_kind : std::uint8_t {
  lost,       ///< a slot that was not served
  doubled,    ///< a slot served twice, a backup started twice, or one that no slot asked for
  different,  ///< another level, parent, outcome or state than predicted
  unplanned,  ///< a deletion that no plan named, or one too early or out of order
  left,       ///< a backup that should have been deleted, or unfinished work
  broken,     ///< a chain that cannot be restored
  disagreed,  ///< the tables and the executor know different backups
  refused     ///< the executor refused a call
};
inline constexpr std::array<std::string_view, 8> fault_names{
    "lost slots",     "double backups", "wrong backups",          "unplanned deletions",
    "not cleaned up", "broken chains",  "known to one side only", "refused by the executor"};

struct finding {
  fault_kind kind;
  std::string source;
  std::string text;
};

/// A backup that exists or existed.
struct seen_backup {
  std::string id;
  std::string source;
  std::optional<std::string> parent;
  std::string level;
  std::string status;  ///< the one before the deletion, if that has begun
  std::optional<rota::sys_seconds> slot;
  rota::sys_seconds created;
  std::int64_t missed = 0;
  bool is_there = true;
  std::optional<std::string> why_deleted = std::nullopt;
  rota::sys_seconds planned = {};
  std::int64_t place = 0;
};

/// What the ledger of the executor says about a backup.
struct ledger_entry {
  std::string source;
  std::string slot;
  std::size_t started = 0;
  std::size_t refused = 0;
  std::optional<rota::sys_seconds> deleted = std::nullopt;  ///< first, on the clock of the service
};

struct evidence {
  std::unordered_map<std::string, std::vector<seen_backup>> backups;     ///< by source
  std::unordered_map<std::string, std::vector<rota::backup>> histories;  ///< by source: what exists
  std::unordered_map<std::string, rota::schedule> schedules;             ///< by source
  std::unordered_map<std::string, ledger_entry> ledger;                  ///< by backup
  std::set<std::string> files;                                           ///< the executor's backups
  std::set<std::pair<std::string, std::string>> children;                ///< a backup, and one built on it
};

[[nodiscard]] evidence collect(pqxx::transaction_base& in, const std::string& folder);

struct verdict {
  std::vector<finding> findings;
  std::size_t started = 0, completed = 0, failed = 0, deleted = 0, kept = 0;
};

/// `now` is when all work was done.
[[nodiscard]] verdict judge(const std::vector<rota::schedule>& schedules, const std::vector<prediction>& expected,
                            const evidence& seen, rota::sys_seconds now);

/// Everything about one source: the prediction, its rows, and its lines of the ledger.
[[nodiscard]] std::string account_of(const std::string& source, const std::vector<rota::schedule>& schedules,
                                     const std::vector<prediction>& expected, const evidence& seen,
                                     const std::string& folder);

}  // namespace service::tests

#endif
