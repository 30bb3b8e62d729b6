// SPDX-License-Identifier: MIT
//
// paging.hpp: lists in pages; `marker` is the id of the last item of the previous page.
//
//   const page_request page = page_of(call, {.default_limit = 20, .max_limit = 100});
//   … where id > marker (unless that is null) order by id limit page.fetched()      // one more than is shown
//   if (rows.size() > page.limit) document["links"] = next_link(call, page, last_id_shown);
//
// Law
//   The pages of a list that does not change, joined, are the list.
#ifndef ROTA_SERVICE_PAGING_HPP
#define ROTA_SERVICE_PAGING_HPP

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "router.hpp"

namespace service {

struct page_request {
  std::size_t limit = 0;
  std::optional<std::string> marker = std::nullopt;

  /// How many rows to ask for: one more than are shown, to know whether there is a next page.
  [[nodiscard]] std::size_t fetched() const noexcept { return limit + 1; }
};

struct page_bounds {
  std::size_t default_limit;
  std::size_t max_limit;
};

/// The page that a request asks for. Throws refusal: over_limit if the limit is above within.max_limit, as the API
/// specifies.
[[nodiscard]] page_request page_of(const call& of, page_bounds within);

/// [{"rel": "next", "href": "/v1.0/1234/schedules?limit=20&marker=…"}]
[[nodiscard]] nlohmann::ordered_json next_link(const call& of, const page_request& page, const std::string& last_id);

}  // namespace service

#endif
