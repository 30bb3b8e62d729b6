// SPDX-License-Identifier: MIT
// Every header, as in b.cpp but in another order: what is not inline is defined twice, and does not link.
#include <cstdlib>
#include <rota/json.hpp>
#include <rota/rota.hpp>

bool b_refuses_an_empty_text();

int main() {
  const bool a_refuses_an_empty_text = !rota::parse_create_request("").has_value();
  return a_refuses_an_empty_text && b_refuses_an_empty_text() ? EXIT_SUCCESS : EXIT_FAILURE;
}
