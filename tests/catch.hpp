// SPDX-License-Identifier: MIT
// Catch2 3, or 2.13 if 3 is not installed, which has the same macros under another header; and the values of rota as
// text in its messages.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>  // IWYU pragma: export
#else
#include <catch2/catch.hpp>  // IWYU pragma: export
#endif
#include <rota/print.hpp>  // IWYU pragma: export
