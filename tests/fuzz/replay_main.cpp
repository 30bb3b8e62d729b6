// SPDX-License-Identifier: MIT
// Runs a fuzz target on every file of a folder, without libFuzzer: `replay FOLDER`.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " FOLDER\n";
    return EXIT_FAILURE;
  }
  std::vector<std::filesystem::path> files{std::filesystem::directory_iterator{argv[1]}, {}};
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::cout << file.filename().string()
              << std::endl;  // flushed first: if the target ends the program, this is the culprit
    std::ifstream stream{file, std::ios::binary};
    const std::vector<char> bytes{std::istreambuf_iterator<char>{stream}, {}};
    const std::vector<std::uint8_t> input{bytes.begin(), bytes.end()};
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  return files.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}
