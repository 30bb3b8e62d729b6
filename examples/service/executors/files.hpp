// SPDX-License-Identifier: MIT
//
// files.hpp: the few POSIX calls that the executors share. A call that fails throws a std::system_error that names the
// file.
//
//   descriptor file = open_file(path, O_RDONLY);                  // closed at the end of its life, and by exec
//   std::optional<descriptor> file = open_if_there(path, flags);  // nullopt if it does not exist
//   std::optional<std::string> text = read_if_there(path);
//   bool made = write_new(path, scratch, text);                   // false if it already exists
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

/// Throws the error in errno, with the name of the file.
[[noreturn]] void throw_errno(const std::string& path);

/// Opens a file; with O_CREAT, makes one that everybody may read. Exec closes it.
[[nodiscard]] descriptor open_file(const std::string& path, int flags);
[[nodiscard]] std::optional<descriptor> open_if_there(const std::string& path, int flags);

/// The rest of a file, or of a pipe. Throws a std::length_error if it is larger than `most` bytes.
[[nodiscard]] std::string read_all(int file, std::size_t most, const std::string& path);

/// The whole of a file, or no more than its last bytes.
[[nodiscard]] std::optional<std::string> read_if_there(const std::string& path);
[[nodiscard]] std::optional<std::string> read_end_if_there(const std::string& path, std::size_t most);

/// Writes all of it, in one call if the kernel takes it in one.
void write_all(int file, std::string_view text, const std::string& path);

/// Makes the file, complete from the moment it appears, even if the process is killed or the disk is full. Returns
/// false and changes nothing if the file exists. `scratch` names a file on the same file system that no other process
/// uses; it is gone afterwards, unless the process was killed.
[[nodiscard]] bool write_new(const std::string& path, const std::string& scratch, std::string_view text);

/// The same, but replaces a file that exists.
void write_over(const std::string& path, const std::string& scratch, std::string_view text);

/// Makes a folder and its parents; does nothing if it exists.
void make_folder(const std::string& path);

/// Removes a file if it exists.
void remove_file(const std::string& path);

}  // namespace service::executors

#endif
