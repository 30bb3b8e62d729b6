// SPDX-License-Identifier: MIT
//
// executor_pretend.cpp: rota-executor-pretend keeps the contract, and its outcomes are as predicted.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/core/time.hpp>
#include <string>
#include <thread>
#include <vector>

#include "../executors/pretend_outcome.hpp"
#include "executor_contract.hpp"
#include "programs/shell.hpp"

namespace {

using namespace executor_contract;

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

}  // namespace

int main(int count, char** arguments) {
  return main_of(count, arguments, "service_executor_pretend_test PROGRAM",
                 [](const auto& words) { return test_pretend(words[0]); });
}
