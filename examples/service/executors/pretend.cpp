// SPDX-License-Identifier: MIT
//
// rota-executor-pretend: an executor whose backups are small files, for tests of load and crashes.
//
//   rota-executor-pretend --folder DIR [--seed N] [--failures SHARE] [--takes SECONDS] start|state|delete|restore
//
//   DIR/xx/ID              a backup whose id begins with xx, as JSON: level, parent, slot, begin, end, completes
//   DIR/xx/ID.children/    an empty file named for each backup that is built on it
//   DIR/unfinished/        files that are being written; nobody reads what a crash leaves here
//   DIR/ledger             a line for each call: VERB ID SOURCE SLOT NOW DID LEVEL PARENT
//
// DID is what the call did or found: started, already-there, completed, failed, running, unknown, deleted, not-there,
// refused or restored. SLOT and PARENT are "-" if the backup has none. A line is written after the action it records,
// so a call that is killed in between leaves no line.
//
// Laws, even if calls are killed at any instant, run at the same time or find the disk full
//   A backup exists completely or not at all, and never changes until it is deleted.
//   Nothing is built on a backup that has not completed or is being deleted, and no backup is deleted that others are
//   built on. A deletion removes the folder of the children first: the kernel removes it only if it is empty, and lets
//   nobody create a file in it afterwards.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "contract.hpp"
#include "files.hpp"
#include "pretend_outcome.hpp"

namespace service::executors {

namespace {

constexpr std::string_view usage =
    "usage: rota-executor-pretend --folder DIR [--seed N] [--failures SHARE] [--takes SECONDS] VERB";

struct pretend_options {
  std::string folder;
  std::uint64_t seed = 0;
  double failures = 0;
  std::chrono::seconds takes{60};
};

template <class Number>
Number number_option(const std::string& name, const std::string& value, Number most) {
  Number number{};
  const char* const end = value.data() + value.size();
  const auto [stop, problem] = std::from_chars(value.data(), end, number);
  // Neither comparison holds for NaN.
  if (problem == std::errc{} && stop == end && number >= Number{} && number <= most) return number;
  throw refusal{failure::wrong_call, "found " + value + " for " + name + "; expected a number from 0 to " +
                                         std::to_string(most) + "; " + std::string{usage}};
}

pretend_options read_options(const std::vector<std::string>& options) {
  pretend_options read;
  for (std::size_t i = 0; i < options.size(); i += 2) {
    const std::string& name = options[i];
    const std::string value = i + 1 < options.size() ? options[i + 1] : "";
    constexpr std::int64_t ten_years = 315'360'000;
    if (name == "--folder")
      read.folder = value;
    else if (name == "--seed")
      read.seed = number_option(name, value, UINT64_MAX);
    else if (name == "--failures")
      read.failures = number_option(name, value, 1.0);
    else if (name == "--takes")
      read.takes = std::chrono::seconds{number_option(name, value, ten_years)};
    else
      throw refusal{failure::wrong_call, "found " + name + "; expected an option; " + std::string{usage}};
  }
  if (read.folder.empty()) throw refusal{failure::wrong_call, "no --folder; " + std::string{usage}};
  return read;
}

/// A pretended backup, as in its file.
struct record {
  std::string parent;  ///< "" for a full
  rota::sys_seconds end;
  bool completes;
};

double size_of(rota::level what) {
  switch (what) {
    case rota::level::full: return 10;
    case rota::level::differential: return 2;
    case rota::level::incremental: break;
  }
  return 0.5;
}

class pretender final : public executor {
 public:
  explicit pretender(pretend_options options) : options_{std::move(options)} { make_folder(options_.folder); }

  std::optional<rota::sys_seconds> start(const job& one) override {
    noted("start", one, [&] { return begin(one); });
    const auto begun = find(one.id);
    return begun ? std::optional{begun->end} : std::nullopt;
  }

  standing state(const job& one) override {
    standing stands;
    noted("state", one, [&] {
      stands = standing_of(one.id, one.now);
      if (auto* const done = std::get_if<completed>(&stands)) done->size_gib = size_of(one.level);
      constexpr std::array<std::string_view, std::variant_size_v<standing>> names{"running", "completed", "failed",
                                                                                  "unknown"};
      return names[stands.index()];
    });
    return stands;
  }

  void remove(const job& one) override {
    noted("delete", one, [&] { return take_away(one); });
  }

  void restore(const job& one) override {
    noted("restore", one, [&] {
      std::string ids;
      std::vector<std::string> needed = one.chain;
      needed.push_back(one.id);
      for (const std::string& id : needed) {
        require_completed(id, one.now);
        ids += id + '\n';
      }
      const std::string path = one.to + "/restored";
      write_all(open_file(path, O_WRONLY | O_CREAT | O_EXCL).number(), ids, path);
      return "restored";
    });
  }

 private:
  [[nodiscard]] std::string folder_of(const std::string& id) const { return options_.folder + '/' + id.substr(0, 2); }
  [[nodiscard]] std::string path_of(const std::string& id) const { return folder_of(id) + '/' + id; }
  [[nodiscard]] std::string children_of(const std::string& id) const { return path_of(id) + ".children"; }

  [[nodiscard]] std::optional<record> find(const std::string& id) const {
    const auto text = read_if_there(path_of(id));
    if (!text) return std::nullopt;
    const auto json = nlohmann::json::parse(*text);
    return record{json.at("parent").is_null() ? "" : json.at("parent").get<std::string>(),
                  rota::parse_instant(json.at("end").get<std::string>()).value(), json.at("completes").get<bool>()};
  }

  [[nodiscard]] standing standing_of(const std::string& id, rota::sys_seconds now) const {
    const auto found = find(id);
    if (!found) return unknown{};
    if (now < found->end) return running{found->end};
    if (found->completes) return completed{};
    return failed{"it was chosen to fail"};
  }

  void require_completed(const std::string& id, rota::sys_seconds now) const {
    if (std::holds_alternative<completed>(standing_of(id, now))) return;
    throw refusal{failure::impossible, id + " has not completed or does not exist; expected a completed backup"};
  }

  std::string_view begin(const job& one) {
    if (find(one.id)) return "already-there";
    make_folder(folder_of(one.id));
    make_folder(options_.folder + "/unfinished");
    if (!one.chain.empty()) {
      const std::string& parent = one.chain.back();
      require_completed(parent, one.now);
      if (!open_if_there(children_of(parent) + '/' + one.id, O_WRONLY | O_CREAT))
        throw refusal{failure::impossible, parent + " is being deleted; expected a parent that is kept"};
    }
    make_folder(children_of(one.id));
    const auto [completes, takes] =
        outcome_of(options_.seed, one.source.id, one.slot, options_.failures, options_.takes);
    const nlohmann::json content{{"level", to_string(one.level)},
                                 {"parent", one.chain.empty() ? nlohmann::json{} : nlohmann::json(one.chain.back())},
                                 {"slot", one.slot ? nlohmann::json(to_text(*one.slot)) : nlohmann::json{}},
                                 {"begin", to_text(one.now)},
                                 {"end", to_text(one.now + takes)},
                                 {"completes", completes}};
    const std::string scratch = options_.folder + "/unfinished/" + one.id + '.' + std::to_string(::getpid());
    return write_new(path_of(one.id), scratch, content.dump() + '\n') ? "started" : "already-there";
  }

  std::string_view take_away(const job& one) {
    const auto found = find(one.id);
    if (found && one.now < found->end)
      throw refusal{failure::not_now, one.id + " is running until " + to_text(found->end) + "; delete it afterwards"};
    if (::rmdir(children_of(one.id).c_str()) != 0 && errno != ENOENT) {
      if (errno != ENOTEMPTY && errno != EEXIST) throw_errno(children_of(one.id));
      throw refusal{failure::impossible,
                    one.id + " has others built on it; delete those first: see " + children_of(one.id)};
    }
    remove_file(path_of(one.id));
    // Last, and even if the file is gone: a call that was killed may have left this one.
    std::string parent = one.chain.empty() ? "" : one.chain.back();
    if (found) parent = found->parent;
    if (!parent.empty()) remove_file(children_of(parent) + '/' + one.id);
    return found ? "deleted" : "not-there";
  }

  /// Acts, and records in the ledger what `act` says that it did; each line is one write, so that lines do not mix.
  template <class Action>
  void noted(std::string_view verb, const job& one, Action act) const {
    const auto write = [&](std::string_view did) {
      const std::string slot = one.slot ? to_text(*one.slot) : "-";
      const std::string parent = one.chain.empty() ? "-" : one.chain.back();
      const std::string now = to_text(one.now);
      std::string line{verb};
      for (const std::string_view word :
           std::initializer_list<std::string_view>{one.id, one.source.id, slot, now, did, to_string(one.level), parent})
        line.append(" ").append(word);
      const std::string path = options_.folder + "/ledger";
      write_all(open_file(path, O_WRONLY | O_CREAT | O_APPEND).number(), line + '\n', path);
    };
    try {
      write(act());
    } catch (const refusal&) {
      write("refused");
      throw;
    }
  }

  pretend_options options_;
};

std::unique_ptr<executor> make_pretender(const std::vector<std::string>& options) {
  return std::make_unique<pretender>(read_options(options));
}

}  // namespace

}  // namespace service::executors

int main(int count, char** arguments) {
  namespace executors = service::executors;
  return executors::run_executor(std::string{executors::usage}, {arguments + 1, arguments + count},
                                 executors::make_pretender);
}
