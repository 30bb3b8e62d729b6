// SPDX-License-Identifier: MIT
//
// exchange.hpp: answers and faults, independent of HTTP.
//
//   answer good = json_answer(202, document);
//   answer bad = to_answer(rota::fault{…});           // {"itemNotFound": {"code": 404, …}}
//   throw refusal{rota::fault{…}};                    // from anywhere below a handler; the router answers with it
#ifndef ROTA_SERVICE_EXCHANGE_HPP
#define ROTA_SERVICE_EXCHANGE_HPP

#include <nlohmann/json_fwd.hpp>
#include <rota/rota.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace service {

/// What is sent to the client.
struct answer {
  int status = 200;
  std::string body = {};
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< further header fields
};

[[nodiscard]] answer json_answer(int status, const nlohmann::ordered_json& document);

/// A fault in the API's form.
[[nodiscard]] answer to_answer(const rota::fault& why);

/// Thrown if a request cannot be served, with what the client is told.
class refusal : public std::runtime_error {
 public:
  explicit refusal(rota::fault why) : std::runtime_error{why.message}, why_{std::move(why)} {}
  refusal(rota::fault_kind kind, const std::string& message) : refusal{rota::fault{kind, message}} {}
  [[nodiscard]] const rota::fault& why() const noexcept { return why_; }

 private:
  rota::fault why_;
};

}  // namespace service

#endif
