// SPDX-License-Identifier: MIT
#include "processes.hpp"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is POSIX, and not in <csignal>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace service::tests {

namespace {

using namespace std::chrono_literals;

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error{errno, std::generic_category(), what};
}

/// The parent of a process; nullopt if the process is gone.
std::optional<pid_t> parent_of(pid_t id) {
  const std::string text = text_of("/proc/" + std::to_string(id) + "/stat");
  // The name, in parentheses, may contain anything.
  const auto end = text.rfind(')');
  if (end == std::string::npos) return std::nullopt;
  std::istringstream rest{text.substr(end + 1)};
  char state{};
  pid_t parent{};
  if (!(rest >> state >> parent) || state == 'Z') return std::nullopt;
  return parent;
}

}  // namespace

temporary_folder::temporary_folder() {
  const char* const above = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody changes it
  path_ = std::string{above != nullptr ? above : "/tmp"} + "/rota-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) throw_errno(path_);
  if (::chmod(path_.c_str(), 0755) != 0) throw_errno(path_);
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

process::process(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& one : command)
    arguments.push_back(const_cast<char*>(one.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast): POSIX
  arguments.push_back(nullptr);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): POSIX's open
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (out < 0) throw_errno(log);
  id_ = ::fork();
  if (id_ < 0) throw_errno("fork");
  if (id_ == 0) {
    ::setpgid(0, 0);
    // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg)
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    // NOLINTEND(cppcoreguidelines-pro-type-vararg)
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  ::close(out);
  ::setpgid(id_, id_);  // here too, whichever process runs first
}

process::~process() {
  if (id_ == 0 || ended_) return;
  kill_group(SIGKILL);
  wait(10s);
}

void process::kill(int signal) const noexcept {
  if (id_ != 0 && !ended_) ::kill(id_, signal);
}

void process::kill_group(int signal) const noexcept {
  // Once it has been waited for, its process ID may belong to another.
  if (id_ != 0 && !ended_) ::kill(-id_, signal);
}

std::optional<int> process::wait(std::chrono::milliseconds longest) {
  if (id_ == 0 || ended_) return ended_;
  const auto until = std::chrono::steady_clock::now() + longest;
  for (auto pause = 1ms;; pause = (std::min)(pause * 2, 20ms)) {
    int status = 0;
    const pid_t found = ::waitpid(id_, &status, WNOHANG);
    if (found < 0 && errno != EINTR) throw_errno("waitpid");
    if (found == id_) return ended_ = status;
    if (std::chrono::steady_clock::now() >= until) return std::nullopt;
    std::this_thread::sleep_for(pause);
  }
}

std::string output_of(const std::vector<std::string>& command, std::chrono::seconds longest) {
  const temporary_folder folder;
  const std::string log = folder.path() + "/output";
  process one{command, log};
  const auto status = one.wait(longest);
  std::string text = text_of(log);
  if (status == 0) return text;
  std::string called;
  for (const std::string& word : command) called += word + ' ';
  const int exit_status = status && WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
  throw std::runtime_error{called +
                           (!status            ? "did not end in time"
                            : exit_status >= 0 ? "ended with " + std::to_string(exit_status)
                                               : "was killed") +
                           ": " + text};
}

cluster::cluster(std::string script, std::string folder, std::vector<std::string> settings)
    : script_{std::move(script)}, folder_{std::move(folder)}, settings_{std::move(settings)} {
  start();
}

cluster::~cluster() {
  try {
    stop();
  } catch (const std::exception&) {
    kill_all();  // NOLINT(bugprone-exception-escape)
  }
}

void cluster::start() {
  std::vector<std::string> command{"sh", script_, "start", folder_};
  command.insert(command.end(), settings_.begin(), settings_.end());
  connection_ = output_of(command);
  while (!connection_.empty() && connection_.back() == '\n') connection_.pop_back();
}

void cluster::stop() { output_of({"sh", script_, "stop", folder_}); }

std::vector<pid_t> cluster::processes() const {
  std::vector<pid_t> found;
  std::ifstream file{folder_ + "/data/postmaster.pid"};
  pid_t server{};
  if (!(file >> server)) return found;
  found.push_back(server);
  for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
    const std::string name = entry.path().filename();
    if (std::isdigit(static_cast<unsigned char>(name.front())) == 0) continue;
    const pid_t id = std::stoi(name);
    if (parent_of(id) == server) found.push_back(id);
  }
  return found;
}

void cluster::kill_all() const {
  for (const pid_t id : processes()) ::kill(id, SIGKILL);
}

int run_test(std::string_view name, const std::function<int()>& test) {
  try {
    return test();
  } catch (const std::exception& why) {
    std::cerr << name << ": " << why.what() << '\n';
    return EXIT_FAILURE;
  }
}

std::string text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string tail_of(const std::string& path, std::size_t lines) {
  const std::string text = text_of(path);
  auto begin = text.size();
  for (std::size_t found = 0; begin > 0; --begin)
    if (text[begin - 1] == '\n' && begin != text.size() && ++found == lines) break;
  return text.substr(begin);
}

}  // namespace service::tests
