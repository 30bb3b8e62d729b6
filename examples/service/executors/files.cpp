// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace service::executors {

namespace {

/// Writes a new file, or leaves none.
void write_scratch(const std::string& path, std::string_view text) {
  // A killed process may have left one, which may by now be another name of the file that it made.
  remove_file(path);
  try {
    write_all(open_file(path, O_WRONLY | O_CREAT | O_EXCL).number(), text, path);
  } catch (...) {
    ::unlink(path.c_str());
    throw;
  }
}

}  // namespace

void descriptor::close() noexcept {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

void throw_errno(const std::string& path) { throw std::system_error{errno, std::generic_category(), path}; }

std::optional<descriptor> open_if_there(const std::string& path, int flags) {
  constexpr mode_t everybody_reads = 0644;
  for (;;) {
    const int number = ::open(path.c_str(), flags | O_CLOEXEC, everybody_reads);  // NOLINT(*-vararg): POSIX's open
    if (number >= 0) return descriptor{number};
    if (errno == ENOENT) return std::nullopt;
    if (errno != EINTR) throw_errno(path);
  }
}

descriptor open_file(const std::string& path, int flags) {
  auto file = open_if_there(path, flags);
  if (!file) throw std::system_error{ENOENT, std::generic_category(), path};
  return std::move(*file);
}

std::string read_all(int file, std::size_t most, const std::string& path) {
  std::string text;
  std::array<char, 16'384> piece{};
  for (;;) {
    const ssize_t size = ::read(file, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno(path);
    if (size == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(size));
    if (text.size() > most)
      throw std::length_error{path + " is too large; expected at most " + std::to_string(most) + " bytes"};
  }
}

std::optional<std::string> read_if_there(const std::string& path) {
  constexpr std::size_t most = 64U << 20U;
  const auto file = open_if_there(path, O_RDONLY);
  if (!file) return std::nullopt;
  return read_all(file->number(), most, path);
}

std::optional<std::string> read_end_if_there(const std::string& path, std::size_t most) {
  const auto file = open_if_there(path, O_RDONLY);
  if (!file) return std::nullopt;
  const off_t size = ::lseek(file->number(), 0, SEEK_END);
  if (size < 0 || ::lseek(file->number(), std::max<off_t>(0, size - static_cast<off_t>(most)), SEEK_SET) < 0)
    throw_errno(path);
  return read_all(file->number(), most, path);
}

void write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t size = ::write(file, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno(path);
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool write_new(const std::string& path, const std::string& scratch, std::string_view text) {
  write_scratch(scratch, text);
  const bool is_made = ::link(scratch.c_str(), path.c_str()) == 0;
  const int problem = errno;
  ::unlink(scratch.c_str());
  errno = problem;
  if (!is_made && problem != EEXIST) throw_errno(path);
  return is_made;
}

void write_over(const std::string& path, const std::string& scratch, std::string_view text) {
  write_scratch(scratch, text);
  if (::rename(scratch.c_str(), path.c_str()) != 0) throw_errno(path);
}

void make_folder(const std::string& path) {
  constexpr mode_t everybody_reads = 0755;
  if (::mkdir(path.c_str(), everybody_reads) == 0 || errno == EEXIST) return;
  if (errno != ENOENT) throw_errno(path);
  std::filesystem::create_directories(path);
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_errno(path);
}

}  // namespace service::executors
