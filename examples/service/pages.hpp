// SPDX-License-Identifier: MIT
//
// pages.hpp: the pages for operators, about all accounts: GET /status, GET /metrics and GET /.
//
//   operator_pages pages{pool, 26h};
//   router routes = pages.routes({{"api", &api}, {"operators", &operators}});
//
//   /status?limit=100&marker=ID   {"sources": [as `rota status --json` prints them], "links": […]}
//   /metrics                      counts of schedules, backups, pending work, protection and requests, for Prometheus
//   /                             the worst sources, as a page; with ?source=ID the page of `rota report` for that one
//
// No token is needed: whoever can reach the port can see everything, and change nothing.
#ifndef ROTA_SERVICE_PAGES_HPP
#define ROTA_SERVICE_PAGES_HPP

#include <chrono>
#include <string>
#include <vector>

#include "census.hpp"
#include "database_pool.hpp"
#include "exchange.hpp"
#include "http_server.hpp"
#include "router.hpp"

namespace service {

/// A server whose answers /metrics counts, under this name.
struct named_server {
  std::string name;
  const http_server* server;
};

class operator_pages {
 public:
  operator_pages(database_pool& pool, std::chrono::seconds rpo) : pool_{pool}, rpo_{rpo}, protection_{pool, rpo} {}

  /// The routes. Precondition: this object outlives the router.
  [[nodiscard]] router routes(std::vector<named_server> servers);

 private:
  answer status(const call& of);
  answer metrics(const std::vector<named_server>& servers);
  answer page(const call& of);

  [[nodiscard]] answer list_page();
  [[nodiscard]] answer report_of(const std::string& source_id);

  database_pool& pool_;
  std::chrono::seconds rpo_;
  census protection_;
};

}  // namespace service

#endif
