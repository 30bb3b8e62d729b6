// SPDX-License-Identifier: MIT
// What each part of the program uses of its version of rota.
#pragma once

#include <rota/when/cadence.hpp>
#include <string>
#include <typeindex>
#include <typeinfo>

struct part {
  std::string (*format)(rota::sys_seconds);
  std::type_index cadence_type;
};

static part part_of_this_version() { return {rota::format_instant, typeid(rota::cadence)}; }

part part_with_the_next_version();
