// SPDX-License-Identifier: MIT
// A service that reads requests: one that holds nothing is refused, for reasons that can be told.
#include <cstdlib>
#include <iostream>
#include <rota/json.hpp>
#include <rota/rota.hpp>

int main() {
  const auto request = rota::parse_create_request("{}");
  if (request) return EXIT_FAILURE;
  for (const rota::issue& one : request.error()) std::cout << to_string(one) << '\n';
  return request.error().empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}
