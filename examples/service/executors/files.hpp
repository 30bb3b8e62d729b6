// SPDX-License-Identifier: MIT
//
// files.hpp: the few calls of POSIX that the executors share. What fails is thrown as a std::system_error that names
// the file.
//
//   descriptor file = open_file(path, O_RDONLY);                  // closed at the end of its life, and by exec
//   std::optional<descriptor> file = open_if_there(path, flags);  // nullopt if there is none
//   std::optional<std::string> text = read_if_there(path);
//   bool made = write_new(path, scratch, text);                   // false if it is there already
#ifndef ROTA_SERVICE_EXECUTORS_FILES_HPP
#define ROTA_SERVICE_EXECUTORS_FILES_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace service::executors {

/// Owns an open file.
class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) noexcept : number_{number} {}
  descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }

  void close() noexcept;
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_ = -1;
};

/// Throws the error that errno holds, about a file.
[[noreturn]] void throw_errno(const std::string& path);

/// Opens a file, or makes one that everybody may read. It is closed by exec.
[[nodiscard]] descriptor open_file(const std::string& path, int flags);
[[nodiscard]] std::optional<descriptor> open_if_there(const std::string& path, int flags);

/// The rest of a file, or of a pipe. Throws if it is larger than `most` bytes.
[[nodiscard]] std::string read_all(int file, std::size_t most, const std::string& path);
[[nodiscard]] std::optional<std::string> read_if_there(const std::string& path);

/// Writes all of it, in one call if the kernel takes it in one.
void write_all(int file, std::string_view text, const std::string& path);

/// Makes the file with this content, which is whole from the moment that it is there. False if one is there already,
/// which stays as it is. The file `scratch`, in the same file system, is the caller's alone; it is gone afterwards.
[[nodiscard]] bool write_new(const std::string& path, const std::string& scratch, std::string_view text);

/// The same, but replaces what is there.
void write_over(const std::string& path, const std::string& scratch, std::string_view text);

/// Makes a folder, and those above it; does nothing if it is there.
void make_folder(const std::string& path);

/// Removes a file if it is there.
void remove_file(const std::string& path);

}  // namespace service::executors

#endif
