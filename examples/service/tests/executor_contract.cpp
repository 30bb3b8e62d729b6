// SPDX-License-Identifier: MIT
#include "executor_contract.hpp"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace executor_contract {

namespace {

std::size_t& failures() {
  static std::size_t count = 0;
  return count;
}

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

constexpr std::array<check, 6> contract{{{"unknown ids", unknown_ids},
                                         {"wrong calls", wrong_calls},
                                         {"a start finds no space, and is repeated", start_twice},
                                         {"starts at the same time", start_twice_at_once},
                                         {"the caller is killed", caller_killed},
                                         {"chains, and their restores", chains}}};

}  // namespace

void require(bool holds, const std::string& what) {
  if (holds) return;
  ++failures();
  std::cout << "  failed: " << what << '\n';
}

std::string read_file(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

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

int main_of(int count, char** arguments, std::string_view usage,
            const std::function<int(const std::vector<std::string>&)>& run) {
  try {
    if (count - 1 == std::count(usage.begin(), usage.end(), ' ')) return run({arguments + 1, arguments + count});
    std::cerr << "usage: " << usage << '\n';
    return wrong_call;
  } catch (const std::exception& problem) {
    std::cerr << *arguments << ": " << problem.what() << '\n';
    return EXIT_FAILURE;
  }
}

}  // namespace executor_contract
