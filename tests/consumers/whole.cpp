// SPDX-License-Identifier: MIT
// A service that includes every header, and answers a request.
#include <iostream>
#include <rota/json.hpp>
#include <rota/print.hpp>
#include <rota/rota.hpp>

int main() {
  const auto request = rota::parse_create_request("{}");
  if (request) return 1;
  for (const rota::issue& one : request.error()) std::cout << one << '\n';
  return request.error().empty() ? 1 : 0;
}
