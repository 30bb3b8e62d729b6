// SPDX-License-Identifier: MIT
// Catch2 3 where it is installed, else 2.13: the same macros, under another name.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>  // IWYU pragma: export
#else
#include <catch2/catch.hpp>  // IWYU pragma: export
#endif
