// SPDX-License-Identifier: MIT
//
// Apart from the header, since the folder is part of the compiler's command line: in another clone, a compiler cache has to
// compile only this file again.
#include "test_data.hpp"

#include <fstream>
#include <ios>
#include <iterator>

std::string test_data(const std::string& name) {
  std::ifstream stream{ROTA_TEST_DATA "/" + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}
