// SPDX-License-Identifier: MIT
#include "chaos_judge.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "../database.hpp"

namespace service::tests {

namespace {

using rota::format_instant;
using rota::sys_seconds;

std::string shown(const seen_backup& one) {
  std::string text = one.level + ' ' + one.id + " of the slot " + (one.slot ? format_instant(*one.slot) : "-") +
                     ", started at " + format_instant(one.created) + ", " + one.status;
  if (one.parent) text += ", on " + *one.parent;
  if (one.missed != 0) text += ", " + std::to_string(one.missed) + " missed";
  if (one.why_deleted) text += ", deleted (" + *one.why_deleted + ") as planned at " + format_instant(one.planned);
  if (one.why_deleted && one.is_there) text += ", but still there";
  return text;
}

std::string shown(const predicted_backup& one) {
  std::string text = std::string{to_string(one.what)} + " of the slot " + format_instant(one.slot) + ", due at " +
                     format_instant(one.due) + ", " + (one.completes ? "COMPLETED" : "FAILED");
  if (one.parent_slot) text += ", on that of " + format_instant(*one.parent_slot);
  if (one.removed) text += ", deleted (" + one.why_removed + ") at " + format_instant(*one.removed);
  return text;
}

std::optional<sys_seconds> instant_of(const pqxx::field& from) {
  if (from.is_null()) return std::nullopt;
  const auto read = rota::parse_instant(from.c_str());
  if (!read) throw std::runtime_error{"not an instant: " + std::string{from.c_str()}};
  return read;
}

void read_tables(pqxx::transaction_base& in, evidence& seen) {
  // The record of a deletion holds the backup that it deleted.
  const auto rows = in.exec(R"(
    with ever as (
      select backup.*, true as is_there from backup
      union all
      select (jsonb_populate_record(null::backup, record)).*, false from deletion
      where not exists (select from backup where id = backup_id)
    )
    select ever.id, ever.source_id, ever.parent_id, ever.level, coalesce(deletion.record ->> 'status', ever.status),
           iso(ever.slot), iso(ever.created), ever.missed, ever.is_there, deletion.why, iso(deletion.planned),
           deletion.place
    from ever left join deletion on backup_id = ever.id
    order by ever.created)");
  for (const auto& row : rows) {
    seen_backup one{.id = row[0].c_str(),
                    .source = row[1].c_str(),
                    .parent = row[2].is_null() ? std::nullopt : std::optional<std::string>{row[2].c_str()},
                    .level = row[3].c_str(),
                    .status = row[4].c_str(),
                    .slot = instant_of(row[5]),
                    .created = instant_of(row[6]).value(),
                    .missed = row[7].as<std::int64_t>(),
                    .is_there = row[8].as<bool>()};
    if (!row[9].is_null()) {
      one.why_deleted = row[9].c_str();
      one.planned = instant_of(row[10]).value();
      one.place = row[11].as<std::int64_t>();
    }
    seen.backups[one.source].push_back(std::move(one));
  }
  for (const auto& row : in.exec("select source_id, record from backup_record"))
    seen.histories[row[0].c_str()].push_back(backup_from(row[1].c_str()));
  for (const auto& row : in.exec("select source_id, record from schedule"))
    seen.schedules.emplace(row[0].c_str(), schedule_from(row[1].c_str()));
}

void read_ledger(const std::string& path, evidence& seen) {
  std::ifstream file{path};
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words{line};
    std::string verb;
    std::string id;
    std::string source;
    std::string slot;
    std::string now;
    std::string did;
    if (!(words >> verb >> id >> source >> slot >> now >> did)) throw std::runtime_error{"in the ledger: " + line};
    ledger_entry& entry = seen.ledger[id];
    entry.source = source;
    entry.slot = slot;
    if (verb == "start" && did == "started") ++entry.started;
    if (did == "refused") ++entry.refused;
    if (verb == "delete" && did == "deleted") {
      const auto at = rota::parse_instant(now).value();
      entry.deleted = (std::min)(entry.deleted.value_or(at), at);
    }
  }
}

void read_folder(const std::string& folder, evidence& seen) {
  constexpr std::string_view of_children = ".children";
  for (const auto& part : std::filesystem::directory_iterator{folder}) {
    if (part.path().filename().native().size() != 2) continue;
    for (const auto& entry : std::filesystem::directory_iterator{part}) {
      std::string name = entry.path().filename();
      if (!name.ends_with(of_children)) {
        seen.files.insert(std::move(name));
        continue;
      }
      name.erase(name.size() - of_children.size());
      for (const auto& child : std::filesystem::directory_iterator{entry})
        seen.children.emplace(name, child.path().filename());
    }
  }
}

/// Judges one source.
class source_judge {
 public:
  source_judge(const rota::schedule& of, const prediction& expected, const evidence& seen, sys_seconds now,
               verdict& result)
      : source_{of.source.id}, of_{of}, expected_{expected}, seen_{seen}, now_{now}, result_{result} {
    if (const auto found = seen.backups.find(source_); found != seen.backups.end())
      for (const seen_backup& one : found->second) {
        by_id_.emplace(one.id, &one);
        if (one.slot) by_slot_[*one.slot].push_back(&one);
        if (!one.slot) find(fault_kind::doubled, "a backup that serves no slot: " + shown(one));
        count(one);
      }
  }

  void judge() {
    for (const predicted_backup& one : expected_.backups) judge_slot(one);
    for (const auto& [slot, all] : by_slot_) {
      const bool is_expected = std::any_of(expected_.backups.begin(), expected_.backups.end(),
                                           [&, at = slot](const predicted_backup& one) { return one.slot == at; });
      if (!is_expected) find(fault_kind::doubled, "no slot asks for the " + shown(*all.front()));
    }
    for (const auto& [id, one] : by_id_) {
      judge_deletion(*one);
      judge_executor(*one);
    }
    judge_schedule();
    judge_history();
  }

 private:
  void find(fault_kind kind, std::string text) { result_.findings.push_back({kind, source_, std::move(text)}); }

  void count(const seen_backup& one) {
    ++result_.started;
    if (one.status == "COMPLETED") ++result_.completed;
    if (one.status == "FAILED") ++result_.failed;
    if (one.is_there)
      ++result_.kept;
    else
      ++result_.deleted;
  }

  void judge_slot(const predicted_backup& wanted) {
    const auto found = by_slot_.find(wanted.slot);
    if (found == by_slot_.end()) {
      find(fault_kind::lost, "no backup for the " + shown(wanted));
      return;
    }
    for (std::size_t i = 1; i < found->second.size(); ++i)
      find(fault_kind::doubled,
           "served twice: by the " + shown(*found->second[0]) + "; and by the " + shown(*found->second[i]));
    const seen_backup& one = *found->second.front();
    const auto parent = one.parent ? by_id_.find(*one.parent) : by_id_.end();
    const auto parent_slot = parent != by_id_.end() ? parent->second->slot : std::nullopt;
    if (one.level != to_string(wanted.what) || one.status != (wanted.completes ? "COMPLETED" : "FAILED") ||
        parent_slot != wanted.parent_slot || one.missed != 0 || one.created < wanted.due)
      find(fault_kind::different, "expected the " + shown(wanted) + "; found the " + shown(one));
    if (!wanted.removed && one.why_deleted) find(fault_kind::unplanned, "expected to be kept: the " + shown(one));
    if (wanted.removed && !one.why_deleted)
      find(fault_kind::left, "expected the " + shown(wanted) + "; found the " + shown(one));
    // Kills delay everything, and make nothing earlier.
    if (wanted.removed && one.why_deleted && (*one.why_deleted != wanted.why_removed || one.planned < *wanted.removed))
      find(fault_kind::unplanned, "expected the " + shown(wanted) + "; found the " + shown(one));
  }

  void judge_deletion(const seen_backup& one) {
    if (one.why_deleted && one.is_there) find(fault_kind::left, "not deleted yet: the " + shown(one));
    if (one.status == "NEW" || one.status == "BUILDING") find(fault_kind::left, "not ended: the " + shown(one));
    const auto parent = one.parent ? by_id_.find(*one.parent) : by_id_.end();
    if (parent == by_id_.end() || !parent->second->why_deleted) return;
    if (!one.why_deleted || one.place > parent->second->place)
      find(fault_kind::unplanned,
           "deleted before a backup built on it: the " + shown(*parent->second) + "; the " + shown(one));
  }

  void judge_executor(const seen_backup& one) {
    const bool has_file = seen_.files.contains(one.id);
    if (has_file != one.is_there) {
      if (has_file || one.status != "COMPLETED")
        find(fault_kind::disagreed,
             std::string{"the executor "} + (has_file ? "still has" : "does not have") + " the " + shown(one));
      else
        find(fault_kind::broken, "the executor has lost the " + shown(one));
    }
    if (one.parent && one.is_there && !seen_.children.contains({*one.parent, one.id}))
      find(fault_kind::disagreed, "the executor does not know the parent of the " + shown(one));
    const auto found = seen_.ledger.find(one.id);
    if (found == seen_.ledger.end()) {
      find(fault_kind::disagreed, "the ledger lacks the " + shown(one));
      return;
    }
    const ledger_entry& entry = found->second;
    if (entry.started > 1)
      find(fault_kind::doubled, "started " + std::to_string(entry.started) + " times: the " + shown(one));
    if (entry.refused > 0) find(fault_kind::refused, std::to_string(entry.refused) + " calls for the " + shown(one));
    if (entry.source != one.source || entry.slot != (one.slot ? to_sql(*one.slot) : "-"))
      find(fault_kind::different,
           "of the source " + entry.source + " and the slot " + entry.slot + " in the ledger: the " + shown(one));
    if (entry.deleted && (!one.why_deleted || *entry.deleted < one.planned))
      find(fault_kind::unplanned,
           "the executor deleted it at " + format_instant(*entry.deleted) + ": the " + shown(one));
  }

  void judge_schedule() {
    const auto found = seen_.schedules.find(source_);
    if (found == seen_.schedules.end()) {
      find(fault_kind::different, "the schedule is gone");
      return;
    }
    const rota::schedule& now = found->second;
    if (now.running || now.next_run != expected_.next_run)
      find(fault_kind::different,
           "expected the schedule not to run, and to be due at " + format_instant(expected_.next_run) + "; found " +
               (now.running ? "it running" : "it not running") + ", and due at " + format_instant(now.next_run));
  }

  void judge_history() {
    static const std::vector<rota::backup> none;
    const auto found = seen_.histories.find(source_);
    const std::vector<rota::backup>& backups = found != seen_.histories.end() ? found->second : none;
    const rota::history past{backups};
    for (const rota::issue& one : past.damage_report()) find(fault_kind::broken, rota::to_string(one));
    for (std::size_t i = 0; i < past.size(); ++i) {
      if (past[i].status != rota::backup_status::completed) continue;
      const auto order = rota::restore_order(past, i);
      if (!order) {
        find(fault_kind::broken, "cannot be restored: " + past[i].id + ": " + rota::to_string(order.error().front()));
        continue;
      }
      for (const std::size_t needed : *order)
        if (!seen_.files.contains(past[needed].id))
          find(fault_kind::broken, past[i].id + " needs " + past[needed].id + ", which the executor does not have");
    }
    judge_protection(past);
  }

  /// How late a backup was started.
  [[nodiscard]] std::chrono::seconds delay_of(const rota::backup& one) const {
    const auto found = by_id_.find(one.id);
    if (found == by_id_.end()) return {};
    for (const predicted_backup& wanted : expected_.backups)
      if (wanted.slot == found->second->slot) return one.created - wanted.due;
    return {};
  }

  void judge_protection(const rota::history& past) {
    const rota::protection& wanted = expected_.protection;
    rota::protection is = assess(past, of_.source, objective, now_);
    // A backup that started late is younger than predicted by its delay, so its objective is shorter by that much.
    if (is.newest) is = assess(past, of_.source, objective - delay_of(past[*is.newest]) + (now_ - expected_.at), now_);
    const auto show = [](const rota::protection& one) {
      return std::string{to_string(one.state)} + ", a chain of " + std::to_string(one.chain_length) + ", " +
             std::to_string(one.damaged) + " damaged" + (one.running ? ", one running" : "");
    };
    if (show(is) != show(wanted)) find(fault_kind::different, "expected " + show(wanted) + "; found " + show(is));
  }

  const std::string source_;
  const rota::schedule& of_;
  const prediction& expected_;
  const evidence& seen_;
  sys_seconds now_;
  verdict& result_;
  std::map<std::string, const seen_backup*> by_id_;
  std::map<sys_seconds, std::vector<const seen_backup*>> by_slot_;
};

/// Finds what the executor knows and the tables never knew.
void judge_strays(const evidence& seen, verdict& result) {
  std::set<std::string> known;
  for (const auto& [source, backups] : seen.backups)
    for (const seen_backup& one : backups) known.insert(one.id);
  for (const std::string& id : seen.files) {
    if (known.contains(id)) continue;
    const auto entry = seen.ledger.find(id);
    result.findings.push_back({fault_kind::disagreed, entry != seen.ledger.end() ? entry->second.source : "",
                               "the executor has " + id + ", which the tables never had"});
  }
  for (const auto& [id, entry] : seen.ledger)
    if (!known.contains(id))
      result.findings.push_back(
          {fault_kind::disagreed, entry.source, "the ledger has " + id + ", which the tables never had"});
  std::map<std::pair<std::string, std::string>, std::string> served;
  for (const auto& [id, entry] : seen.ledger)
    if (const auto [first, is_new] = served.emplace(std::pair{entry.source, entry.slot}, id); !is_new)
      result.findings.push_back({fault_kind::doubled, entry.source,
                                 "the slot " + entry.slot + " has " + first->second + " and " + id + " in the ledger"});
}

}  // namespace

evidence collect(pqxx::transaction_base& in, const std::string& folder) {
  evidence seen;
  read_tables(in, seen);
  read_ledger(folder + "/ledger", seen);
  read_folder(folder, seen);
  return seen;
}

verdict judge(const std::vector<rota::schedule>& schedules, const std::vector<prediction>& expected,
              const evidence& seen, sys_seconds now) {
  verdict result;
  for (std::size_t i = 0; i < schedules.size(); ++i) source_judge{schedules[i], expected[i], seen, now, result}.judge();
  judge_strays(seen, result);
  return result;
}

std::string account_of(const std::string& source, const std::vector<rota::schedule>& schedules,
                       const std::vector<prediction>& expected, const evidence& seen, const std::string& folder) {
  std::ostringstream text;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    if (schedules[i].source.id != source) continue;
    text << "predicted:\n";
    for (const predicted_backup& one : expected[i].backups) text << "  " << shown(one) << '\n';
  }
  if (const auto found = seen.backups.find(source); found != seen.backups.end()) {
    text << "found:\n";
    for (const seen_backup& one : found->second) text << "  " << shown(one) << '\n';
  }
  text << "in the ledger:\n";
  std::ifstream ledger{folder + "/ledger"};
  std::string line;
  while (std::getline(ledger, line))
    if (line.find(source) != std::string::npos) text << "  " << line << '\n';
  return text.str();
}

}  // namespace service::tests
