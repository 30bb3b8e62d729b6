// SPDX-License-Identifier: MIT
//
// chaos_judge.hpp: compares what a service did with what the library predicts, schedule by schedule.
//
//   evidence seen = collect(in, folder);                 // from the tables, and the folder of the pretend executor
//   verdict of = judge(schedules, predictions, seen, now);
//   of.findings.empty()                                  // everything is as predicted
//   std::cout << account_of(of.findings.front().source, …);   // all that is known of a source, to find out why
//
// What is judged exactly: which slots were served, each once, with which level, on what, and how the backup ended;
// which backups were deleted, why, not before the plan named them, and children before parents; what is left, in the
// tables and with the executor; and how the source is protected in the end. What is not: when a slot was served, as
// long as it was before the next one.
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
  doubled,    ///< a slot that was served twice, a backup that was started twice, or one that no slot asked for
  different,  ///< another level, parent, outcome or state than predicted
  unplanned,  ///< a deletion that no plan named, or not so early, or not in that order
  left,       ///< a backup that should have been deleted, or work that is not finished
  broken,     ///< a chain that cannot be restored
  disagreed,  ///< the tables and the executor know different backups
  refused     ///< the executor refused a call
};
inline constexpr std::array<std::string_view, 8> fault_names{
    "lost slots",     "double backups", "wrong backups",          "unplanned deletions",
    "not cleared up", "broken chains",  "known to one side only", "refused by the executor"};

struct finding {
  fault_kind kind;
  std::string source;
  std::string text;
};

/// A backup that there is or was.
struct seen_backup {
  std::string id;
  std::string source;
  std::optional<std::string> parent;
  std::string level;
  std::string status;  ///< of a deleted one, or one whose deletion has begun: what it was before
  std::optional<rota::sys_seconds> slot;
  rota::sys_seconds created;
  std::int64_t missed = 0;
  bool is_there = true;
  std::optional<std::string> why_deleted = std::nullopt;
  rota::sys_seconds planned = {};
  std::int64_t place = 0;
};

/// What the executor's ledger says of a backup.
struct ledger_entry {
  std::string source;
  std::string slot;
  std::size_t started = 0;
  std::size_t refused = 0;
  std::optional<rota::sys_seconds> deleted = std::nullopt;  ///< the earliest, on the service's clock
};

struct evidence {
  std::unordered_map<std::string, std::vector<seen_backup>> backups;     ///< by source
  std::unordered_map<std::string, std::vector<rota::backup>> histories;  ///< by source: what is there
  std::unordered_map<std::string, rota::schedule> schedules;             ///< by source
  std::unordered_map<std::string, ledger_entry> ledger;                  ///< by backup
  std::set<std::string> files;                                           ///< the executor's backups
  std::set<std::pair<std::string, std::string>> children;                ///< and what is built on each
};

[[nodiscard]] evidence collect(pqxx::transaction_base& in, const std::string& folder);

struct verdict {
  std::vector<finding> findings;
  std::size_t started = 0, completed = 0, failed = 0, deleted = 0, kept = 0;
};

/// `now` is when everything had ended.
[[nodiscard]] verdict judge(const std::vector<rota::schedule>& schedules, const std::vector<prediction>& expected,
                            const evidence& seen, rota::sys_seconds now);

/// Everything about one source: what was predicted, its rows, and the lines of the ledger.
[[nodiscard]] std::string account_of(const std::string& source, const std::vector<rota::schedule>& schedules,
                                     const std::vector<prediction>& expected, const evidence& seen,
                                     const std::string& folder);

}  // namespace service::tests

#endif
