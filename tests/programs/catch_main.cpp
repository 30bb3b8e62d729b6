// SPDX-License-Identifier: MIT
// The main of Catch2 2, for standard libraries other than the one that the package was built with.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
