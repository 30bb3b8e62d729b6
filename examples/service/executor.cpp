// SPDX-License-Identifier: MIT
#include "executor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill is POSIX's
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <rota/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace service {

namespace {

using steady = std::chrono::steady_clock;  // measures how long a program takes, and nothing else

constexpr std::size_t most_output = std::size_t{1} << 20U;
constexpr int try_later = 75;  // EX_TEMPFAIL
constexpr int not_run = 124;   // and above: not found, not reached, too slow or killed, as shells, ssh and timeout say
constexpr std::chrono::microseconds longest_pause{20'000};
constexpr int longest_poll = 500;  // milliseconds

/// How long to wait for a program.
struct limit {
  steady::time_point until;
  const std::atomic<bool>* stops;

  [[nodiscard]] bool is_reached() const { return steady::now() >= until || (stops != nullptr && *stops); }
};

/// A file descriptor that is closed at the end.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_{number} {}
  ~descriptor() { close(); }
  descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  descriptor& operator=(descriptor&&) = delete;

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  void close() noexcept {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct pipe_ends {
  descriptor read;
  descriptor write;
};

pipe_ends make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{std::strerror(errno)};
  return {descriptor{ends[0]}, descriptor{ends[1]}};
}

/// A running program with pipes to its standard streams, in a process group of its own.
class program {
 public:
  explicit program(const std::vector<std::string>& words) {
    pipe_ends in = make_pipe();
    pipe_ends out = make_pipe();
    pipe_ends error = make_pipe();
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, error.write.get(), STDERR_FILENO);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGTERM, SIGINT}) sigaddset(&defaults, signal);
    posix_spawnattr_setsigdefault(&how, &defaults);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    const int failure = posix_spawnp(&id_, arguments.front(), &files, &how, arguments.data(), environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    if (failure != 0) throw std::runtime_error{std::strerror(failure)};

    streams_.push_back(std::move(in.write));
    streams_.push_back(std::move(out.read));
    streams_.push_back(std::move(error.read));
    fcntl(streams_[0].get(), F_SETFL, O_NONBLOCK);  // NOLINT(cppcoreguidelines-pro-type-vararg): as POSIX has it
  }
  ~program() {
    if (id_ <= 0) return;
    kill(-id_, SIGKILL);
    // One that waits for a disk, or runs as another user, is left behind: it must not keep the worker from its work.
    (void)wait({steady::now() + std::chrono::seconds{5}, nullptr});
  }
  program(const program&) = delete;
  program(program&&) = delete;
  program& operator=(const program&) = delete;
  program& operator=(program&&) = delete;

  /// Writes `input`, and reads what comes until both streams end. Returns false if that takes longer.
  bool talk(std::string_view input, std::string& output, std::string& error, const limit& within) {
    std::array<std::string*, 3> texts{nullptr, &output, &error};
    while (streams_[1].is_open() || streams_[2].is_open()) {
      if (within.is_reached()) return false;
      std::array<pollfd, 3> waiting{};
      for (std::size_t i = 0; i < 3; ++i)
        waiting[i] = {streams_[i].get(), static_cast<short>(i == 0 ? POLLOUT : POLLIN), 0};
      if (poll(waiting.data(), waiting.size(), longest_poll) < 0 && errno != EINTR) return false;
      if (waiting[0].revents != 0) write_some(input);
      for (std::size_t i = 1; i < 3; ++i)
        if (waiting[i].revents != 0) read_some(streams_[i], *texts[i]);
    }
    return true;
  }

  /// The exit status as waitpid gives it; nullopt if the program has not ended by then.
  [[nodiscard]] std::optional<int> wait(const limit& within) {
    for (std::chrono::microseconds pause{50}; !within.is_reached(); pause = std::min(pause * 2, longest_pause)) {
      int status = 0;
      if (waitpid(id_, &status, WNOHANG) == id_) {
        id_ = 0;
        return status;
      }
      std::this_thread::sleep_for(pause);
    }
    return std::nullopt;
  }

 private:
  void write_some(std::string_view& input) {
    const ssize_t written = input.empty() ? 0 : write(streams_[0].get(), input.data(), input.size());
    if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
    const bool is_broken = written < 0 && errno != EAGAIN && errno != EINTR;  // it has closed its standard input
    if (input.empty() || is_broken) streams_[0].close();
  }

  static void read_some(descriptor& from, std::string& text) {
    std::array<char, 4'096> piece{};
    const ssize_t size = read(from.get(), piece.data(), piece.size());
    if (size > 0) text.append(piece.data(), std::min(static_cast<std::size_t>(size), most_output - text.size()));
    if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) from.close();
  }

  pid_t id_ = 0;
  std::vector<descriptor> streams_;
};

std::string as_json(const job& about) {
  nlohmann::json written{{"id", about.id},
                         {"level", about.level},
                         {"chain", about.chain},
                         {"source", about.source},
                         {"settings", about.settings},
                         {"slot", nullptr},
                         {"now", rota::format_instant(about.now) + "Z"}};
  if (about.slot) written["slot"] = rota::format_instant(*about.slot) + "Z";
  if (about.to) written["to"] = *about.to;
  return written.dump();
}

/// What an exit status and the two streams mean.
reply understood(int status, const std::string& output, const std::string& error) {
  if (!WIFEXITED(status)) return {.message = "was killed by signal " + std::to_string(WTERMSIG(status))};
  const int code = WEXITSTATUS(status);
  if (code == try_later) return {.message = "asks to be called later: " + quoted_excerpt(error)};
  if (code >= not_run)
    return {.message = "could not be run or reached, was too slow or was killed: " + quoted_excerpt(error)};
  if (code != 0)
    return {.how = reply::outcome::failed,
            .message = "failed with status " + std::to_string(code) + ": " + quoted_excerpt(error)};
  auto said = nlohmann::json::parse(output, nullptr, false);
  if (!said.is_object())
    return {.message = "answered " + quoted_excerpt(output.substr(0, 100)) + "; expected a JSON object"};
  return {.how = reply::outcome::done, .said = std::move(said)};
}

}  // namespace

std::string quoted_excerpt(std::string text) {
  constexpr std::size_t longest = 1'000;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.size() > longest) text.resize(longest);
  std::replace(text.begin(), text.end(), '\0', ' ');
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

job job_of(const rota::history& past, std::size_t i) {
  job about{.id = past[i].id, .source = past[i].source};
  for (auto parent = past.parent(i); parent; parent = past.parent(*parent)) about.chain.push_back(past[*parent].id);
  std::reverse(about.chain.begin(), about.chain.end());
  return about;
}

std::optional<std::string> reply::text(std::string_view member) const {
  const auto found = said.find(member);
  return found != said.end() && found->is_string() ? std::optional{found->get<std::string>()} : std::nullopt;
}

std::optional<rota::sys_seconds> reply::instant(std::string_view member) const {
  const auto written = text(member);
  return written ? rota::parse_instant(*written, rota::rounding::up) : std::nullopt;
}

std::optional<double> reply::size(std::string_view member) const {
  const auto found = said.find(member);
  if (found == said.end() || !found->is_number()) return std::nullopt;
  const auto number = found->get<double>();
  return number >= 0 && number < 1e15 ? std::optional{number} : std::nullopt;  // as schema.sql has it
}

executor::executor(std::string_view command) {
  std::istringstream words{std::string{command}};
  for (std::string word; words >> word;) command_.push_back(word);
  if (command_.empty()) throw std::invalid_argument{"an executor needs a command"};
}

reply executor::ask(const std::string& verb, const job& about, std::chrono::seconds patience,
                    const std::atomic<bool>* stops) const {
  const limit within{steady::now() + patience, stops};
  std::vector<std::string> words = command_;
  words.push_back(verb);
  const std::string prefix = command_.front() + " " + verb + " ";
  reply said;
  try {
    program running{words};
    std::string output;
    std::string error;
    const bool has_spoken = running.talk(as_json(about), output, error, within);
    if (const auto status = has_spoken ? running.wait(within) : std::nullopt)
      said = understood(*status, output, error);
    else if (steady::now() < within.until)
      said.message = "was interrupted";
    else
      said.message = "took longer than " + std::to_string(patience.count()) + " s, and was killed";
  } catch (const std::runtime_error& why) {
    said.message = std::string{"cannot be run: "} + why.what();
  }
  if (!said.message.empty()) said.message = prefix + said.message;
  return said;
}

}  // namespace service
