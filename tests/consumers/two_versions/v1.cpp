// SPDX-License-Identifier: MIT
// The next version of rota: the same code, whose inline namespace has another name.
#define v0 v1
#include "parts.hpp"
#undef v0

part part_with_the_next_version() { return part_of_this_version(); }
