// SPDX-License-Identifier: MIT
#include <rota/rota.hpp>

#include <rota/json.hpp>

bool b_refuses_an_empty_text() { return !rota::parse_create_request("").has_value(); }
