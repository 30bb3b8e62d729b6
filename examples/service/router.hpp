// SPDX-License-Identifier: MIT
//
// router.hpp: calls the function that answers a request, and answers if there is none or if it throws.
//
//   router routes;
//   routes.add("GET", "/v1.0/{account}/schedules/{id}", [](const call& of) { return json_answer(200, …); });
//   answer said = routes(request);                    // of.captured: the parts in braces, decoded
//
// Laws
//   A path that matches no pattern is a 404; one that matches with another method is a 405 with Allow.
//   A refusal is answered with its fault; any other exception with a generic one, whose id is in the log.
#ifndef ROTA_SERVICE_ROUTER_HPP
#define ROTA_SERVICE_ROUTER_HPP

#include <httplib.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange.hpp"

namespace service {

/// A request, and the parts of its path at the braces of the pattern.
struct call {
  const httplib::Request& request;
  std::vector<std::string> captured;

  /// A parameter of the query; nullopt if it is not given. Throws refusal if it is given twice.
  [[nodiscard]] std::optional<std::string> parameter(const std::string& name) const;
};

class router {
 public:
  /// `index` names the paths that exist, for the message of a 404.
  explicit router(std::string index) : index_{std::move(index)} {}

  void add(std::string method, std::string_view pattern, std::function<answer(const call&)> act);

  [[nodiscard]] answer operator()(const httplib::Request& asked) const;

 private:
  struct route {
    std::string method;
    std::vector<std::string> pattern;
    std::function<answer(const call&)> act;
  };

  [[nodiscard]] answer dispatch(const httplib::Request& asked) const;

  std::string index_;
  std::vector<route> routes_;
};

/// A text as a part of a path or a query: "a b" as "a%20b".
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace service

#endif
