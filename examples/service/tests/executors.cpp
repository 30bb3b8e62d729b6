// SPDX-License-Identifier: MIT
//
// executors.cpp: the executor contract, as one table of checks that every executor must pass; then what each of them
// promises on top.
//
//   executors pretend PROGRAM
//   executors pgbackrest PROGRAM CLUSTER_SH    // with a private PostgreSQL
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "../executors/pretend_outcome.hpp"
#include "programs/shell.hpp"

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

std::size_t& failures() {
  static std::size_t count = 0;
  return count;
}

void require(bool holds, const std::string& what) {
  if (holds) return;
  ++failures();
  std::cout << "  failed: " << what << '\n';
}

std::string read_file(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// What a call returned.
struct answer {
  int status;
  std::string output;
  std::string errors;

  [[nodiscard]] json document() const { return json::parse(output, nullptr, false); }
  /// null if absent.
  [[nodiscard]] json member(const std::string& name) const {
    const json given = document();
    return given.is_object() ? given.value(name, json(nullptr)) : json(nullptr);
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    const json given = member(name);
    return given.is_string() ? given.get<std::string>() : "";
  }
  [[nodiscard]] std::string state() const { return text("state"); }
};

std::string to_string(const answer& given) {
  return "status " + std::to_string(given.status) + ", output " + given.output + ", errors " + given.errors;
}

constexpr int done = 0;
constexpr int impossible = 1;
constexpr int wrong_call = 64;
constexpr int not_now = 75;

/// An executor under test: how to call it, and a clock that moves to the instant at which it wants to be asked again.
class subject {
 public:
  subject(std::string command, json settings, std::string folder)
      : command_{std::move(command)}, settings_(std::move(settings)), folder_{std::move(folder)} {}
  subject(const subject&) = delete;
  subject(subject&&) = delete;
  subject& operator=(const subject&) = delete;
  subject& operator=(subject&&) = delete;
  virtual ~subject() = default;

  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  [[nodiscard]] const std::string& command() const noexcept { return command_; }

  /// An id that has not been used.
  std::string new_id() {
    const std::string number = std::to_string(++used_);
    return std::string(8 - number.size(), '0') + number + "-5eed-4000-8000-000000000000";
  }

  [[nodiscard]] json job(const std::string& id, const std::string& level, const std::vector<std::string>& chain) const {
    return {{"id", id},
            {"level", level},
            {"chain", chain},
            {"source", {{"id", "44b277eb-39be-4921-be31-3d61b43651d7"}, {"type", "instance"}}},
            {"settings", settings_},
            {"slot", "2014-11-23T14:30:00Z"},
            {"now", now_},
            {"to", nullptr}};
  }
  json full() { return job(new_id(), "full", {}); }
  json built_on(const json& parent, const std::string& level) {
    auto chain = parent.at("chain").get<std::vector<std::string>>();
    chain.push_back(parent.at("id"));
    return job(new_id(), level, chain);
  }

  /// The shell command of a call with this standard input.
  std::string line_without_limit(const std::string& arguments, std::string_view input) {
    const std::string path = folder_ + "/input-" + std::to_string(++calls_);
    std::ofstream{path} << input;
    return command_ + ' ' + arguments + " < " + shell_word(path);
  }
  std::string line(const std::string& arguments, std::string_view input) {
    return "timeout 60 " + line_without_limit(arguments, input);
  }

  answer call_with(const std::string& arguments, std::string_view input) {
    const std::string out = folder_ + "/output";
    const std::string err = folder_ + "/errors";
    const int status = std::system(  // NOLINT: the command is ours
        (line(arguments, input) + " > " + shell_word(out) + " 2> " + shell_word(err)).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
  }
  answer call(const std::string& verb, json one) {
    one["now"] = now_;
    return call_with(verb, one.dump());
  }

  /// Requires the call to end with this status, and returns its answer.
  answer expect(int status, const std::string& verb, const json& one) {
    answer given = call(verb, one);
    require(given.status == status,
            verb + ": expected status " + std::to_string(status) + ", found " + to_string(given));
    require((status == done) == given.document().is_object(),
            verb + ": expected a JSON object if and only if the status is 0; " + to_string(given));
    require(status == done || given.errors.size() > 20, verb + ": expected a reason; " + to_string(given));
    return given;
  }

  void expect_state(const std::string& state, const json& one) {
    const answer given = expect(done, "state", one);
    require(given.state() == state, "expected the state " + state + ", found " + given.output);
  }

  /// Waits until it no longer runs, and returns its state.
  std::string settled(const json& one) {
    // Each call slows down what it waits for.
    constexpr auto longest_pause = 400ms;
    auto pause = 100ms;
    for (const auto deadline = std::chrono::steady_clock::now() + 60s; std::chrono::steady_clock::now() < deadline;) {
      const answer given = expect(done, "state", one);
      if (given.state() != "running") return given.state();
      if (const std::string expected = given.text("expected"); !expected.empty()) {
        now_ = expected;
      } else {
        std::this_thread::sleep_for(pause);
        pause = (std::min)(2 * pause, longest_pause);
      }
    }
    return "running after a minute";
  }

  /// Makes the backup and waits until it has completed.
  json complete(json one) {
    expect(done, "start", one);
    const std::string state = settled(one);
    require(state == "completed", "expected a completed backup, found " + state);
    return one;
  }

  void forget(const json& one) { expect(done, "delete", one); }

  /// How many backups with this id are in the store.
  [[nodiscard]] virtual std::size_t count(const json& one) = 0;

  /// Changes the data that is backed up, if there is any.
  virtual void change() {}
  /// Requires the folder to hold this backup, which was made after so many changes, and nothing later.
  virtual void require_restored(const json& one, std::size_t changes, const std::string& folder) = 0;

  /// An empty folder that the executor may restore into.
  [[nodiscard]] std::string new_folder() {
    std::string path = folder_ + "/restored-" + std::to_string(++calls_);
    require(std::system(as_owner("mkdir " + shell_word(path)).c_str()) == 0, "mkdir");  // NOLINT: the command is ours
    return path;
  }

  [[nodiscard]] virtual std::string as_owner(const std::string& shell_command) const { return shell_command; }

 private:
  std::string command_;
  json settings_;
  std::string folder_;
  std::string now_ = "2014-11-23T14:30:05Z";
  int used_ = 0;
  int calls_ = 0;
};

// --- the contract ---

void unknown_ids(subject& with) {
  const json one = with.full();
  with.expect_state("unknown", one);
  with.expect(done, "delete", one);
  json wanted = one;
  wanted["to"] = with.new_folder();
  with.expect(impossible, "restore", wanted);
}

void wrong_calls(subject& with) {
  const std::string good = with.full().dump();
  struct wrong {
    std::string arguments;
    std::string input;
    std::string says;
  };
  std::vector<wrong> calls{
      {"", good, "verb"},
      {"backup", good, "expected one of the verbs"},
      {"start now", good, "now"},
      {"--help", good, "usage"},
      {"state", "", "no JSON"},
      {"state", "nonsense", "no JSON"},
      {"state", std::string("\0\xff\xfe", 3), "no JSON"},
      {"state", good + good, "no JSON"},
      {"state", good.substr(0, good.size() - 1), "no JSON"},
      {"state", std::string(100'000, '['), "no JSON"},
      {"state", std::string(2'000'000, ' '), "too large"},
      {"state", "[]", "an object"},
      {"state", "null", "an object"},
      {"restore", good, "\"to\""},
  };
  const auto with_member = [&](const std::string& name, const json& value, const std::string& verb = "start") {
    json changed = json::parse(good);
    changed[name] = value;
    calls.push_back({verb, changed.dump(), name});
  };
  for (const char* const id :
       {"", "1", "../../../../../../../../../etc/passwd", "44b277eb-39be-4921-be31-3d61b43651dg"}) {
    with_member("id", id);
    with_member("chain", json::array({id}));
  }
  with_member("id", 7);
  with_member("level", "weekly");
  with_member("level", "incremental");  // without a chain
  with_member("chain", "");
  with_member("chain", json::array({"44b277eb-39be-4921-be31-3d61b43651d7"}));  // of a full
  with_member("source", "44b277eb-39be-4921-be31-3d61b43651d7");
  with_member("source", {{"id", "44b277eb-39be-4921-be31-3d61b43651d7"}, {"type", "cluster"}});
  with_member("settings", json::array());
  with_member("slot", "yesterday");
  with_member("now", nullptr);
  with_member("to", "here", "restore");
  for (const char* const name : {"id", "level", "chain", "source", "settings", "slot", "now"}) {
    for (const char* const verb : {"start", "state", "delete", "restore"}) {
      json less = json::parse(good);
      less.erase(name);
      calls.push_back({verb, less.dump(), name});
    }
  }
  for (const auto& [arguments, input, says] : calls) {
    const answer given = with.call_with(arguments, input);
    const std::string what = arguments + " with " + input.substr(0, 300) + ": " + to_string(given) + "; expected ";
    require(given.status == wrong_call, what + "status 64");
    require(given.output.empty(), what + "no output");
    require(given.errors.find(says) != std::string::npos, std::string{what}.append("a message about ").append(says));
    require(given.errors.size() < 1'000, what + "a short message");
  }
}

/// As on a full disk, no file can grow. The output goes into a pipe.
void start_without_space(subject& with, const json& one) {
  const auto output =
      output_of("(trap '' XFSZ; ulimit -f 0; " + with.line("start", one.dump()) + " 2>&1); echo \" $?\"");
  require(output && output->ends_with(" 75\n"), "a start on a full disk is to be repeated: " + output.value_or(""));
  with.expect_state("unknown", one);
  require(with.count(one) == 0, "nothing has begun");
}

void start_twice(subject& with) {
  const json one = with.full();
  start_without_space(with, one);
  const answer first = with.expect(done, "start", one);
  const answer second = with.expect(done, "start", one);
  require(first.output == second.output, "the second start answers like the first: " + to_string(second));
  with.expect_state("running", one);
  with.expect(not_now, "delete", one);
  require(with.settled(one) == "completed", "it completes");
  with.expect(done, "start", one);
  with.expect_state("completed", one);
  require(with.count(one) == 1, "it exists once");
  const json size = with.expect(done, "state", one).member("size_gib");
  require(size.is_number() && size > 0, "its size is known");
  with.forget(one);
}

void start_twice_at_once(subject& with) {
  const json one = with.full();
  std::string all;
  for (int i = 0; i < 4; ++i) all += with.line("start", one.dump()) + " & pids=\"$pids $!\"; ";
  all += "for pid in $pids; do wait $pid || exit; done";
  require(output_of(all).has_value(), "four starts at once succeed");
  require(with.settled(one) == "completed", "it completes");
  require(with.count(one) == 1, "it exists once");
  with.forget(one);
}

/// Runs a shell command in a process group of its own, and kills the group after that time. Returns whether the command
/// had ended before.
bool runs_to_its_end(const std::string& command, std::chrono::milliseconds life) {
  const pid_t caller = fork();
  if (caller == 0) {
    setpgid(0, 0);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);  // NOLINT(*-vararg): POSIX's execl
    _exit(EXIT_FAILURE);
  }
  (void)setpgid(caller, caller);  // in both processes, whichever runs first
  std::this_thread::sleep_for(life);
  kill(-caller, SIGKILL);
  int status = 0;
  waitpid(caller, &status, 0);
  return WIFEXITED(status);
}

/// The worker and all that it has started are killed during a start, each time a little later.
void caller_killed(subject& with) {
  const json one = with.full();
  const std::string line = "exec " + with.line_without_limit("start", one.dump()) + " > /dev/null";
  std::string state = "unknown";
  bool is_too_late = false;
  for (auto life = 0ms; state == "unknown" && !is_too_late; life += life / 4 + 10ms) {
    is_too_late = runs_to_its_end(line, life);
    state = with.expect(done, "state", one).state();
    require(state != "unknown" || !is_too_late, "a start that succeeded is known");
  }
  // The next worker calls start again, which must have no effect if the killed one began the backup.
  with.expect(done, "start", one);
  state = with.settled(one);
  require(state == "completed" || state == "failed", "expected a backup that has ended, found " + state);
  require(with.count(one) == (state == "completed" ? 1 : 0), "it exists once, if it completed");
  with.forget(one);
  with.expect_state("unknown", one);
}

json restored_into(json one, const std::string& folder) {
  one["to"] = folder;
  return one;
}

void chains(subject& with) {
  std::vector<json> chain;
  for (const char* const level : {"full", "differential", "incremental", "incremental"}) {
    with.change();
    chain.push_back(with.complete(chain.empty() ? with.full() : with.built_on(chain.back(), level)));
  }
  const json wanted = chain[2];  // not the latest backup
  const std::string folder = with.new_folder();
  with.expect(done, "restore", restored_into(wanted, folder));
  with.require_restored(wanted, 3, folder);
  const std::string used = with.new_folder();
  require(output_of(with.as_owner("touch " + shell_word(used + "/mine"))).has_value(), "touch");
  require(with.expect(impossible, "restore", restored_into(wanted, used)).errors.find("not an empty folder") !=
              std::string::npos,
          "a folder that is not empty is refused");
  require(std::distance(std::filesystem::directory_iterator{used}, {}) == 1, "and nothing is added to it");
  with.expect(impossible, "restore", restored_into(wanted, with.folder() + "/not/there"));

  for (const std::size_t i : {0U, 1U, 2U}) {
    with.expect(impossible, "delete", chain[i]);
    with.expect_state("completed", chain[i]);
  }
  std::reverse(chain.begin(), chain.end());
  for (const json& one : chain) {
    with.forget(one);
    require(with.count(one) == 0, "it is deleted");
    with.expect_state("unknown", one);
    with.forget(one);
  }
  with.expect(impossible, "restore", restored_into(wanted, with.new_folder()));
}

struct check {
  std::string_view name;
  void (*run)(subject&);
};
constexpr std::array<check, 6> contract{{{"unknown ids", unknown_ids},
                                         {"wrong calls", wrong_calls},
                                         {"a start finds no space, and is repeated", start_twice},
                                         {"starts at the same time", start_twice_at_once},
                                         {"the caller is killed", caller_killed},
                                         {"chains, and their restores", chains}}};

int report(subject& with, std::initializer_list<check> more) {
  std::vector<check> all{contract.begin(), contract.end()};
  all.insert(all.end(), more);
  for (const check& one : all) {
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t before = failures();
    one.run(with);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    std::cout << (failures() == before ? "passed: " : "failed: ") << one.name << " (" << took.count() << " ms)"
              << std::endl;  // NOLINT(performance-avoid-endl): it is read while the next one runs
  }
  return failures() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

// --- rota-executor-pretend ---

class pretending final : public subject {
 public:
  pretending(const std::string& program, const std::string& folder)
      : subject{shell_word(program) + " --folder " + shell_word(folder + "/store"), json::object(), folder} {}

  [[nodiscard]] std::size_t count(const json& one) override {
    const std::string id = one.at("id");
    return std::filesystem::exists(folder() + "/store/" + id.substr(0, 2) + '/' + id) ? 1 : 0;
  }

  /// It restores a list of the backups that were needed.
  void require_restored(const json& one, std::size_t changes, const std::string& into) override {
    const auto chain = one.at("chain").get<std::vector<std::string>>();
    std::string wanted;
    for (const std::string& id : chain) wanted += id + '\n';
    require(
        chain.size() + 1 == changes && read_file(into + "/restored") == wanted + one.at("id").get<std::string>() + '\n',
        "the whole chain is restored");
  }
};

void outcomes_are_predictable(subject& with) {
  std::size_t failed = 0;
  constexpr int tries = 24;
  for (int i = 0; i < tries; ++i) {
    json one = with.full();
    const rota::sys_seconds slot = *rota::parse_instant("2014-11-23T14:30:00") + std::chrono::hours{i};
    one["slot"] = rota::format_instant(slot) + 'Z';
    const auto [completes, takes] =
        service::executors::outcome_of(7, "44b277eb-39be-4921-be31-3d61b43651d7", slot, 0.3, 100s);
    if (!completes) ++failed;
    const std::string options = "--seed 7 --failures 0.3 --takes 100 ";
    const rota::sys_seconds begin = *rota::parse_instant(one.at("now").get<std::string>());
    const answer begun = with.call_with(options + "start", one.dump());
    one["now"] = rota::format_instant(begin + takes - 1s) + 'Z';
    const answer before = with.call_with(options + "state", one.dump());
    require(begun.text("expected") == before.text("expected"), "a start says when it will end; " + to_string(begun));
    require(before.state() == "running" && before.text("expected") == rota::format_instant(begin + takes) + 'Z',
            "it is running until the predicted instant; " + to_string(before));
    one["now"] = rota::format_instant(begin + takes) + 'Z';
    const answer after = with.call_with(options + "state", one.dump());
    require(after.state() == (completes ? "completed" : "failed"), "it ends as predicted; " + to_string(after));
    if (!completes) {
      one["to"] = with.new_folder();
      require(with.call_with("restore", one.dump()).status == impossible, "a failed one is not restored");
      const json child = with.built_on(one, "incremental");
      require(with.call("start", child).status == impossible, "nothing is built on a failed one");
    }
  }
  require(failed >= 3 && failed <= tries / 2, "about three in ten fail: " + std::to_string(failed));
}

void outcomes_are_even() {
  constexpr int tries = 20'000;
  int failed = 0;
  double seconds = 0;
  for (int i = 0; i < tries; ++i) {
    const rota::sys_seconds slot{std::chrono::hours{i}};
    const auto outcome = service::executors::outcome_of(1, "44b277eb-39be-4921-be31-3d61b43651d7", slot, 0.05, 100s);
    require(outcome.takes >= 1s && outcome.takes <= 100s, "the time is within its bounds");
    if (!outcome.completes) {
      ++failed;
      require(!service::executors::outcome_of(1, "44b277eb-39be-4921-be31-3d61b43651d7", slot, 0.2, 100s).completes,
              "it fails under a larger share too");
    }
    seconds += static_cast<double>(outcome.takes.count());
  }
  require(failed > 900 && failed < 1'100, "one in twenty fails: " + std::to_string(failed));
  require(seconds / tries > 49 && seconds / tries < 52, "they take 50.5 s on average");
}

/// A child is started and its parent deleted at once: one of the two is refused.
void no_child_without_its_parent(subject& with) {
  for (int i = 0; i < 15; ++i) {
    const json base = with.complete(with.full());
    const json child = with.built_on(base, "incremental");
    json going = base;
    going["now"] = child["now"];
    const std::string both = with.line("start", child.dump()) + " > /dev/null 2>&1 & pid=$!; " +
                             with.line("delete", going.dump()) + " > /dev/null 2>&1; wait $pid; true";
    require(output_of(both).has_value(), "both calls end");
    require(with.count(child) == with.count(base), "both exist, or neither does");
    if (with.count(child) == 1) (void)with.complete(child);
    with.forget(child);
    with.forget(base);
  }
}

/// The program itself is killed at any instant: the backup exists completely or not at all.
void killed_calls(subject& with) {
  const auto call = [&](const json& one, std::optional<std::chrono::microseconds> life) {
    const std::string line = "exec " + with.line_without_limit("start", one.dump()) + " > /dev/null";
    const pid_t process = fork();
    if (process == 0) {
      execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);  // NOLINT(*-vararg): POSIX's execl
      _exit(EXIT_FAILURE);
    }
    if (life) {
      std::this_thread::sleep_for(*life);
      kill(process, SIGKILL);
    }
    int status = 0;
    waitpid(process, &status, 0);
  };
  const auto before = std::chrono::steady_clock::now();
  constexpr int calls = 20;
  for (int i = 0; i < calls; ++i) call(with.full(), std::nullopt);
  const auto usual =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before) / calls;
  constexpr int tries = 50;
  int begun = 0;
  for (int i = 0; i < tries; ++i) {
    const json one = with.full();
    call(one, usual * (i + 1) * 2 / tries);
    const std::string state = with.expect(done, "state", one).state();
    require(state == "unknown" || state == "running", "expected nothing or all of it, found " + state);
    if (state == "running") ++begun;
    with.expect(done, "start", one);
    with.expect_state("running", one);
  }
  require(begun > 0 && begun < tries, "some were killed before it began, and some after: " + std::to_string(begun));
}

/// The chaos test relies on the ledger.
void ledger(subject& with) {
  std::ifstream file{with.folder() + "/store/ledger"};
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const auto blanks = std::count(line.begin(), line.end(), ' ');
    require(blanks == 7 && line.find("  ") == std::string::npos, "a line has eight words: " + line);
  }
  require(lines > 200, "every call has left a line: " + std::to_string(lines));
}

int test_pretend(const std::string& program) {
  const temporary_folder folder;
  pretending with{program, folder.path()};
  outcomes_are_even();
  return report(with, {{"outcomes are predictable", outcomes_are_predictable},
                       {"calls are killed", killed_calls},
                       {"no child without its parent", no_child_without_its_parent},
                       {"the ledger", ledger}});
}

// --- pgBackRest ---

std::string as_postgres(const std::string& command) {
  return (geteuid() == 0 ? "runuser -u postgres -- " : "") + command;
}

class backing_up final : public subject {
 public:
  backing_up(const std::string& program, const std::string& cluster, const std::string& folder)
      : subject{as_postgres(shell_word(program)),
                {{"stanza", "main"}, {"config", folder + "/pgbackrest.conf"}, {"jobs", folder + "/jobs"}},
                folder},
        cluster_{"sh " + shell_word(cluster)} {}
  backing_up(const backing_up&) = delete;
  backing_up(backing_up&&) = delete;
  backing_up& operator=(const backing_up&) = delete;
  backing_up& operator=(backing_up&&) = delete;
  ~backing_up() override { (void)output_of(cluster_ + " stop " + folder() + "/pg"); }

  [[nodiscard]] std::string pgbackrest(const std::string& arguments) const {
    return as_owner("pgbackrest --config=" + folder() + "/pgbackrest.conf --stanza=main " + arguments);
  }

  /// Starts PostgreSQL, and makes the stanza and a full backup. Returns false if that is not possible here.
  [[nodiscard]] bool starts() {
    std::ofstream{folder() + "/pgbackrest.conf"}
        << "[global]\nrepo1-path=" << folder() << "/repo\nrepo1-retention-full=99\nrepo1-bundle=y\ncompress-type=none\n"
        << "lock-path=" << folder() << "/lock\nspool-path=" << folder() << "/spool\nlog-path=" << folder() << "/log\n"
        << "log-level-file=off\nstart-fast=y\n"
        << "[main]\npg1-path=" << folder() << "/pg/data\npg1-socket-path=" << folder() << "/pg\npg1-user=postgres\n";
    const std::string archive = "pgbackrest --config=" + folder() + "/pgbackrest.conf --stanza=main archive-push %p";
    const auto connection = output_of(cluster_ + " start " + folder() +
                                      "/pg --no-schema archive_mode=on wal_level=replica autovacuum=off " +
                                      shell_word("archive_command=" + archive));
    if (!connection || !output_of(pgbackrest("stanza-create"))) return false;
    connection_ = connection->substr(0, connection->find('\n'));
    base_ = complete(full());
    return true;
  }

  /// The first backup. It stays to the end, since pgBackRest never expires its only full.
  [[nodiscard]] const json& base() const noexcept { return base_; }

  /// Makes a table. Its file is not changed afterwards.
  void change() override {
    const std::string table = "change_" + std::to_string(tables_.size() + 1);
    const auto path = output_of("psql -XqAt -v ON_ERROR_STOP=1 " + shell_word(connection_) + " -c " +
                                shell_word("create table " + table + " as select 'the table " + table + "' as text") +
                                " -c " + shell_word("select pg_relation_filepath('" + table + "')"));
    require(path.has_value(), "a table is made");
    tables_.push_back('/' + path.value_or("").substr(0, path.value_or("").find('\n')));
  }

  void require_restored(const json& /*one*/, std::size_t changes, const std::string& into) override {
    require(read_file(into + "/PG_VERSION") == read_file(folder() + "/pg/data/PG_VERSION"), "a cluster is restored");
    require(std::filesystem::exists(into + "/global/pg_control"), "it is complete");
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const std::string restored = read_file(into + tables_[i]);
      if (i < changes)
        require(!restored.empty() && restored == read_file(folder() + "/pg/data" + tables_[i]), "a table is restored");
      else
        require(restored.empty(), "a table that was made later is not restored");
    }
  }

  [[nodiscard]] json info() const {
    return json::parse(output_of(pgbackrest("--output=json info")).value_or("[]")).at(0);
  }
  /// Whether pgBackRest is making a backup.
  [[nodiscard]] bool is_busy() const { return info().at("status").at("lock").at("backup").at("held"); }

  [[nodiscard]] json listed(const json& one) const {
    json found = json::array();
    const json all = info();
    for (const json& backup : all.at("backup"))
      if (backup.value("annotation", json::object()).value("rota", "") == one.at("id")) found.push_back(backup);
    return found;
  }
  [[nodiscard]] std::size_t count(const json& one) override { return listed(one).size(); }

  [[nodiscard]] std::string as_owner(const std::string& shell_command) const override {
    return as_postgres(shell_command);
  }

 private:
  std::string cluster_;
  std::string connection_;
  json base_;
  std::vector<std::string> tables_;  // the paths of their files, below the data folder
};

backing_up& pgbackrest_of(subject& with) { return dynamic_cast<backing_up&>(with); }

void foreign_priors(subject& with) {
  backing_up& pg = pgbackrest_of(with);
  // By now pgBackRest has had a later full, so it cannot build on this one any more.
  const json base = with.complete(with.built_on(pg.base(), "incremental"));
  require(pg.listed(base).at(0).at("type") == "full", "a full is made where pgBackRest cannot build on the chain");
  require(output_of(pg.pgbackrest("--type=incr backup")).has_value(), "a backup by hand");
  const json child = with.complete(with.built_on(base, "incremental"));
  require(pg.listed(child).at(0).at("type") == "full", "nothing is built on a backup that the service did not make");
  const json next = with.complete(with.built_on(child, "incremental"));
  require(pg.listed(next).at(0).at("type") == "incr", "but on one that it made");
  with.expect(impossible, "delete", base);  // the one made by hand is built on it
  json other = next;
  other["chain"] = json::array({base.at("id")});
  require(with.settled(other) == "failed", "a backup that needs one outside its chain has failed");
}

void unreadable_repository(subject& with) {
  const json& one = pgbackrest_of(with).base();
  const json other = with.full();
  const std::string repo = with.folder() + "/repo";
  std::filesystem::rename(repo, repo + ".away");
  const auto refused = [&](const std::string& verb, const json& of) {
    const answer given = with.expect(not_now, verb, of);
    require(given.errors.find("missing stanza path") != std::string::npos, verb + " says why; " + to_string(given));
  };
  refused("state", one);
  refused("delete", one);
  refused("start", other);
  std::filesystem::rename(repo + ".away", repo);
  with.expect_state("completed", one);
  with.expect_state("unknown", other);
}

/// The process of pgBackRest whose command line holds this text, once it runs.
pid_t process_with(const std::string& text) {
  for (int tries = 0; tries < 200; ++tries) {
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
      const std::string line = read_file(entry.path() / "cmdline");
      if (line.starts_with("pgbackrest") && line.find(text) != std::string::npos)
        return std::stoi(entry.path().filename());
    }
    std::this_thread::sleep_for(5ms);
  }
  require(false, "pgBackRest does not run");
  return 0;
}

pid_t process_of(const json& one) { return process_with("rota=" + one.at("id").get<std::string>()); }

pid_t parent_of(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  const auto end_of_name = stat.rfind(')');
  return end_of_name == std::string::npos ? 0 : std::stoi(stat.substr(end_of_name + 4));
}

bool is_zombie(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  return stat.find(") Z ") != std::string::npos;
}

void signal_to(pid_t process, int signal) {
  if (process > 1) kill(process, signal);
}

/// The executor is killed while pgBackRest restores, which must not go on.
void killed_restore(subject& with) {
  const std::string folder = with.new_folder();
  const std::string line =
      with.line("restore", restored_into(pgbackrest_of(with).base(), folder).dump()) + " > /dev/null 2>&1";
  const pid_t caller = fork();
  if (caller == 0) {
    execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);  // NOLINT(*-vararg): POSIX's execl
    _exit(EXIT_FAILURE);
  }
  const pid_t process = process_with("--pg1-path=" + folder);
  signal_to(process, SIGSTOP);
  signal_to(parent_of(process), SIGKILL);
  signal_to(process, SIGCONT);
  int status = 0;
  waitpid(caller, &status, 0);
  require(!WIFEXITED(status) || WEXITSTATUS(status) > 128, "the call is killed");
  const auto is_gone = [&] { return kill(process, 0) != 0 || is_zombie(process); };
  for (int tries = 0; tries < 200 && !is_gone(); ++tries) std::this_thread::sleep_for(20ms);
  require(is_gone() && !std::filesystem::exists(folder + "/global/pg_control"), "pgBackRest ends with its caller");
}

void killed_backups(subject& with) {
  const auto started = [&] {
    json one = with.full();
    with.expect(done, "start", one);
    return one;
  };
  const auto kill_it = [](pid_t process) { signal_to(process, SIGKILL); };
  {
    const json one = started();
    kill_it(process_of(one));
    require(with.settled(one) == "failed", "a backup whose pgBackRest was killed has failed");
    const answer given = with.expect(done, "state", one);
    require(given.output.find("status 137") != std::string::npos, "the message has the status; " + to_string(given));
    with.expect(done, "start", one);
    with.expect_state("failed", one);
    with.forget(one);
    with.expect_state("unknown", one);
  }
  {
    const json one = started();
    const pid_t process = process_of(one);
    kill_it(parent_of(process));
    with.expect_state("running", one);
    require(with.settled(one) == "completed", "a backup whose runner was killed completes");
    with.forget(one);
  }
  {
    const json one = started();
    const pid_t process = process_of(one);
    kill_it(parent_of(process));
    kill_it(process);
    require(with.settled(one) == "failed", "a backup that was killed with its runner has failed");
    with.forget(one);
  }
}

void failing_backups(subject& with) {
  // pgBackRest cannot reach PostgreSQL.
  const json one = with.full();
  const std::string socket = with.folder() + "/pg/.s.PGSQL.5432";
  std::filesystem::rename(socket, socket + ".away");
  with.expect(done, "start", one);
  require(with.settled(one) == "failed", "a backup has failed");
  std::filesystem::rename(socket + ".away", socket);
  const std::string message = with.expect(done, "state", one).text("message");
  require(message.find("ERROR: [") != std::string::npos, "the message is pgBackRest's own: " + message);
  with.forget(one);
}

void other_backups(subject& with) {
  const json one = with.full();
  const json other = with.full();
  with.expect(done, "start", one);
  const pid_t process = process_of(one);
  while (!pgbackrest_of(with).is_busy() && kill(process, 0) == 0) std::this_thread::sleep_for(5ms);
  signal_to(process, SIGSTOP);
  with.expect(not_now, "start", other);
  with.expect(not_now, "delete", pgbackrest_of(with).base());
  with.expect_state("unknown", other);
  with.forget(other);

  // What is known of the job is lost. Only pgBackRest's lock says that there may be a backup.
  const std::string jobs = with.folder() + "/jobs";
  std::filesystem::rename(jobs, jobs + ".away");
  with.expect(not_now, "state", one);
  with.expect(not_now, "start", one);
  with.expect(not_now, "delete", one);
  std::filesystem::remove_all(jobs);
  std::filesystem::rename(jobs + ".away", jobs);

  with.expect_state("running", one);
  signal_to(process, SIGCONT);
  require(with.settled(one) == "completed", "it completes");
  with.expect_state("unknown", other);
  with.forget(one);
}

int test_pgbackrest(const std::string& program, const std::string& cluster) {
  if (!output_of("pgbackrest version 2>&1")) {
    std::cout << "failed: pgbackrest is not installed\n";
    return EXIT_FAILURE;
  }
  const temporary_folder folder;
  constexpr mode_t everybody_enters = 0755;
  require(chmod(folder.path().c_str(), everybody_enters) == 0, "chmod");
  if (geteuid() == 0 && !output_of("chown postgres: " + shell_word(folder.path()))) {
    std::cout << "failed: there is no user postgres\n";
    return EXIT_FAILURE;
  }
  // The user postgres may not be able to enter the build folder.
  const std::string reachable = folder.path() + "/rota-executor-pgbackrest";
  std::filesystem::copy_file(program, reachable);
  backing_up with{reachable, cluster, folder.path()};
  if (!with.starts()) {
    std::cout << "failed: PostgreSQL does not start, or pgBackRest cannot use it\n";
    return EXIT_FAILURE;
  }
  return report(with, {{"backups that the service did not make", foreign_priors},
                       {"a repository that cannot be read", unreadable_repository},
                       {"a backup is killed", killed_backups},
                       {"a restore is killed", killed_restore},
                       {"a backup fails", failing_backups},
                       {"several backups of a stanza", other_backups}});
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words{arguments + 1, arguments + count};
  try {
    if (words.size() == 2 && words[0] == "pretend") return test_pretend(words[1]);
    if (words.size() == 3 && words[0] == "pgbackrest") return test_pgbackrest(words[1], words[2]);
  } catch (const std::exception& problem) {
    std::cerr << "executors: " << problem.what() << '\n';
    return EXIT_FAILURE;
  }
  std::cerr << "usage: executors pretend PROGRAM | executors pgbackrest PROGRAM CLUSTER_SH\n";
  return wrong_call;
}
