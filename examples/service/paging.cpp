// SPDX-License-Identifier: MIT
#include "paging.hpp"

#include <algorithm>
#include <charconv>

namespace service {

page_request page_of(const call& of, page_bounds within) {
  using rota::fault_kind;
  using rota::detail::in_quotes;
  const std::string expected = "; expected a number from 1 to " + std::to_string(within.max_limit);
  page_request page{.limit = within.default_limit};
  if (const auto text = of.parameter("limit")) {
    const bool is_number = !text->empty() && std::all_of(text->begin(), text->end(),
                                                         [](char letter) { return letter >= '0' && letter <= '9'; });
    if (!is_number) throw refusal{fault_kind::bad_request, "found the limit " + in_quotes(*text) + expected};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), page.limit);
    if (error != std::errc{} || page.limit > within.max_limit)
      throw refusal{fault_kind::over_limit, "found the limit " + in_quotes(*text) + expected};
    if (page.limit == 0) throw refusal{fault_kind::bad_request, "found the limit 0" + expected};
  }
  if (const auto text = of.parameter("marker")) {
    page.marker = rota::parse_uuid(*text);
    if (!page.marker)
      throw refusal{fault_kind::bad_request,
                    "found the marker " + in_quotes(*text) +
                        "; expected the id of the last item of the previous page, as in its links"};
  }
  return page;
}

nlohmann::ordered_json next_link(const call& of, const page_request& page, const std::string& last_id) {
  const std::string path = of.request.target.substr(0, of.request.target.find('?'));
  return nlohmann::ordered_json::array(
      {{{"rel", "next"}, {"href", path + "?limit=" + std::to_string(page.limit) + "&marker=" + last_id}}});
}

}  // namespace service
