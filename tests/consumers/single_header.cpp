// SPDX-License-Identifier: MIT
// A service that has everything from one header: requests in JSON, cron, and printing.
#include <rota/json.hpp>

#include <iostream>

#if __has_include(<rota/rota.hpp>)
#error "the single header is not the only one"
#endif

int main() {
  const auto request = rota::parse_create_request("{}");
  if (request) return 1;
  for (const rota::issue& one : request.error()) std::cout << one << '\n';
  const auto nightly = rota::parse_cron("30 2 * * *");
  return nightly && rota::explain(nightly->when) == "full every day at 02:30" ? 0 : 1;
}
