// SPDX-License-Identifier: MIT
//
// tests/programs/shell.hpp: runs other programs, for the tests of what they themselves make of our output. POSIX.
//
//   output_of("restic version")                // what it writes, or nullopt if it fails
//   shell_word("it's")                             // 'it'\''s', one word for the shell
//   temporary_folder made;  made.path()        // removed at the end, with what is in it
#pragma once

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

inline constexpr int skipped = 77;  // as tests/CMakeLists.txt tells ctest

/// What a command writes, or nullopt if it fails.
inline std::optional<std::string> output_of(const std::string& shell_command) {
  std::FILE* const pipe = popen(shell_command.c_str(), "r");  // NOLINT(cert-env33-c): the command is ours
  if (pipe == nullptr) return std::nullopt;
  std::string output;
  std::array<char, 4'096> piece{};
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe)) output.append(piece.data(), size);
  return pclose(pipe) == 0 ? std::optional{output} : std::nullopt;
}

/// The text as one word for the shell.
inline std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char letter : text) word += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
  return word + "'";
}

/// A new folder that nobody else can read, until the end of its life.
class temporary_folder {
 public:
  temporary_folder() : path_{(std::filesystem::temp_directory_path() / "rota-XXXXXX").string()} {
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~temporary_folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  /// "" if it could not be made.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};
