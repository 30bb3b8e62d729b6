// SPDX-License-Identifier: MIT
//
// tests/test_data.hpp: reads the files in tests/data.
//
//   test_data("import/restic/snapshots.json")    // its text
#pragma once

#include <string>

std::string test_data(const std::string& name);
