// SPDX-License-Identifier: MIT
#include "pgbackrest_job.hpp"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX's signals
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <thread>

#include "contract.hpp"

namespace service::executors {

namespace {

/// Locks a file until the descriptor is closed; makes it if it does not exist. nullopt if it stays locked that long.
std::optional<descriptor> lock_file(const std::string& path, std::chrono::seconds patience) {
  constexpr std::chrono::milliseconds step{20};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    descriptor file = open_file(path, O_RDWR | O_CREAT);
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) throw_errno(path);
      if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
      std::this_thread::sleep_for(step);
    }
    // It may have been removed and made anew in the meantime.
    struct stat opened {};
    struct stat there {};
    if (::fstat(file.number(), &opened) != 0) throw_errno(path);
    if (::stat(path.c_str(), &there) == 0 && opened.st_ino == there.st_ino && opened.st_dev == there.st_dev)
      return file;
  }
}

bool is_locked(const std::string& path) {
  const auto file = open_if_there(path, O_RDONLY);
  if (!file) return false;
  if (::flock(file->number(), LOCK_SH | LOCK_NB) == 0) return false;
  if (errno != EWOULDBLOCK) throw_errno(path);
  return true;
}

/// Replaces a new process by the program.
[[noreturn]] void become(const command_line& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT(*-const-cast): exec changes nothing
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  const std::string why = command.front() + ": " + std::strerror(errno) + '\n';  // NOLINT(concurrency-*): one thread
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, why.data(), why.size());
  constexpr int not_found = 127;  // as in a shell
  ::_exit(not_found);
}

/// Waits for the end of a child.
int status_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw_errno("a child process");
  constexpr int by_signal = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
}

pid_t new_process() {
  const pid_t child = ::fork();
  if (child < 0) throw_errno("a new process");
  return child;
}

pid_t new_process_of(const command_line& command) {
  const pid_t child = new_process();
  if (child == 0) become(command);
  return child;
}

void redirect(int to, const descriptor& file) {
  if (::dup2(file.number(), to) < 0) throw_errno("a standard stream");
}

/// Closes all files but the standard streams and these.
void close_others(std::array<int, 3> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned next = STDERR_FILENO + 1;
  for (const int one : kept) {
    const auto number = static_cast<unsigned>(one);
    if (number > next) ::close_range(next, number - 1, 0);
    next = number + 1;
  }
  ::close_range(next, ~0U, 0);
}

void keep_over_exec(const descriptor& file) {
  if (::fcntl(file.number(), F_SETFD, 0) < 0) throw_errno("a lock");  // NOLINT(*-vararg): POSIX's fcntl
}

}  // namespace

ended_program run_program(const command_line& command) {
  using file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const file output{std::tmpfile(), &std::fclose};
  const file errors{std::tmpfile(), &std::fclose};
  if (!output || !errors) throw_errno("a temporary file");
  const descriptor nothing = open_file("/dev/null", O_RDONLY);
  const pid_t caller = ::getpid();
  const pid_t child = new_process();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // NOLINT(*-vararg): Linux's prctl
    if (::getppid() != caller) ::_exit(EXIT_FAILURE);
    if (::dup2(nothing.number(), STDIN_FILENO) < 0 || ::dup2(fileno(output.get()), STDOUT_FILENO) < 0 ||
        ::dup2(fileno(errors.get()), STDERR_FILENO) < 0)
      ::_exit(EXIT_FAILURE);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    become(command);
  }
  ended_program ended{status_of(child), "", ""};
  const auto text = [&](const file& from) {
    constexpr std::size_t most = 256U << 20U;
    if (::lseek(fileno(from.get()), 0, SEEK_SET) < 0) throw_errno("a temporary file");
    return read_all(fileno(from.get()), most, "the output of " + command.front());
  };
  ended.output = text(output);
  ended.errors = text(errors);
  return ended;
}

void require_folder(const std::string& path) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) return;
  throw refusal{failure::not_now, "the folder " + path + R"( of the setting "jobs" is not there)" +
                                      (problem ? " (" + problem.message() + ")" : "") +
                                      "; create it, or mount its file system"};
}

descriptor calls_lock(const std::string& folder, const std::string& stanza) {
  const std::string path = folder + '/' + stanza + ".calls";
  if (auto locked = lock_file(path, std::chrono::minutes{1})) return std::move(*locked);
  throw refusal{failure::not_now, path + " has been locked by other calls for a minute; try again later"};
}

bool background_job::is_running() const { return is_locked(lock()); }
bool background_job::is_stanza_running() const { return is_locked(stanza_lock()); }
bool background_job::was_started() const { return open_if_there(log(), O_RDONLY).has_value(); }

void background_job::start(const command_line& command, const std::optional<fallback>& otherwise) const {
  // A call that looks at a lock holds it for a moment.
  constexpr std::chrono::seconds a_moment{10};
  const auto mine = lock_file(lock(), a_moment);
  const auto running = lock_file(stanza_lock(), a_moment);
  if (!mine || !running) throw refusal{failure::not_now, "a backup of the stanza is running; try again later"};
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw_errno("a pair of sockets");
  const descriptor heard{ends[0]};
  descriptor said{ends[1]};
  const pid_t runner = new_process();
  if (runner == 0) run(command, otherwise, *mine, *running, std::move(said));
  // The runner writes a byte once pgBackRest runs. Until it has a session of its own, it dies with the caller's group.
  said.close();
  if (!read_all(heard.number(), 1, "the runner").empty()) return;  // its copies of the locks stay
  (void)status_of(runner);
  throw refusal{failure::not_now, "cannot run pgbackrest in the background; try again later"};
}

void background_job::run(const command_line& command, const std::optional<fallback>& otherwise, const descriptor& mine,
                         const descriptor& running, descriptor said) const {
  bool has_begun = false;
  try {
    ::setsid();
    redirect(STDIN_FILENO, open_file("/dev/null", O_RDONLY));
    const descriptor output = open_file(log(), O_WRONLY | O_CREAT | O_APPEND);
    redirect(STDOUT_FILENO, output);
    redirect(STDERR_FILENO, output);
    close_others({mine.number(), running.number(), said.number()});
    keep_over_exec(mine);
    keep_over_exec(running);
    const pid_t child = new_process_of(command);
    has_begun = true;
    [[maybe_unused]] const ssize_t sent = ::send(said.number(), "!", 1, MSG_NOSIGNAL);  // the call may be gone
    said.close();
    int status = status_of(child);
    if (otherwise && otherwise->status == status) status = status_of(new_process_of(otherwise->command));
    write_over(status_file(), status_file() + ".new", std::to_string(status) + '\n');
  } catch (...) {  // there is nobody to tell; without a status the backup counts as failed, unless it is listed
  }
  if (!has_begun) ::unlink(log().c_str());
  ::_exit(has_begun ? EXIT_SUCCESS : EXIT_FAILURE);
}

std::optional<int> background_job::status() const {
  const auto text = read_if_there(status_file());
  if (!text) return std::nullopt;
  int status = 0;
  const auto [stop, problem] = std::from_chars(text->data(), text->data() + text->size(), status);
  const bool is_whole = problem == std::errc{} && stop != text->data() + text->size() && *stop == '\n';
  return is_whole ? std::optional{status} : std::nullopt;  // the machine may have stopped before all was on the disk
}

std::string background_job::last_error() const {
  constexpr std::size_t most = 1U << 16U;
  std::string text = read_end_if_there(log(), most).value_or("");
  while (!text.empty() && text.back() == '\n') text.pop_back();
  // pgBackRest may print hints after an error.
  std::size_t begin = text.rfind("ERROR: ");
  if (begin == std::string::npos)
    begin = text.find_last_of('\n') == std::string::npos ? 0 : text.find_last_of('\n') + 1;
  constexpr std::size_t longest = 1'000;
  return text.substr(begin, longest);
}

void background_job::forget() const {
  remove_file(status_file() + ".new");
  remove_file(status_file());
  remove_file(log());
  remove_file(lock());
}

}  // namespace service::executors
