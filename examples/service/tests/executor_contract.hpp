// SPDX-License-Identifier: MIT
//
// executor_contract.hpp: the executor contract, as one table of checks that every executor must pass.
//
//   class my_executor final : public subject { … };      // how to call it, and how to look into its store
//   return report(with, {{"what it promises on top", check_of_it}});
//
// Each check prints what does not hold, and goes on.
#ifndef ROTA_SERVICE_TESTS_EXECUTOR_CONTRACT_HPP
#define ROTA_SERVICE_TESTS_EXECUTOR_CONTRACT_HPP

#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "programs/shell.hpp"

namespace executor_contract {

using nlohmann::json;
using namespace std::chrono_literals;

/// Counts and prints a failure unless it holds.
void require(bool holds, const std::string& what);

std::string read_file(const std::string& path);

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

inline std::string to_string(const answer& given) {
  return "status " + std::to_string(given.status) + ", output " + given.output + ", errors " + given.errors;
}

inline constexpr int done = 0;
inline constexpr int impossible = 65;
inline constexpr int wrong_call = 64;
inline constexpr int not_now = 75;

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

/// The job with this folder to restore into.
inline json restored_into(json one, const std::string& folder) {
  one["to"] = folder;
  return one;
}

struct check {
  std::string_view name;
  void (*run)(subject&);
};

/// Runs the checks of the contract, and more. Returns the exit status.
int report(subject& with, std::initializer_list<check> more);

/// The exit status of a program that calls `run` with its arguments, which must be as many as `usage` names.
int main_of(int count, char** arguments, std::string_view usage,
            const std::function<int(const std::vector<std::string>&)>& run);

}  // namespace executor_contract

#endif
