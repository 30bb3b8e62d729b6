// SPDX-License-Identifier: MIT
//
// A file of its own, so that only its command line names the source folder: a compiler cache then serves every
// checkout.
#include "test_data.hpp"

#include <fstream>
#include <ios>
#include <iterator>

std::string test_data(const std::string& name) {
  std::ifstream stream{ROTA_TEST_DATA "/" + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}
