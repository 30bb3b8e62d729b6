// SPDX-License-Identifier: MIT
//
// std::optional<fault> check_copy(const history&, std::size_t, std::span<const std::string> present);
// result<std::vector<std::size_t>> copy_order(const history&, std::size_t, std::span<const std::string> present);

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <rota/backups/copying.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "generated.hpp"
#include "plain_backups.hpp"

namespace {

using namespace std::chrono_literals;

using rota::backup;
using rota::backup_status;
using rota::history;

const rota::sys_seconds noon = instant_of(1'000 * plain_day + 12 * 3'600);

backup full(std::string id, std::chrono::hours after_noon = 0h) { return backup_at(std::move(id), noon + after_noon); }

backup incremental(std::string id, std::string parent, std::chrono::hours after_noon = 0h) {
  return on(std::move(parent), full(std::move(id), after_noon));
}

/// The ids to copy: "mon tue"; or the pointer of the issue.
std::string copied(const std::vector<backup>& backups, std::size_t i, const std::vector<std::string>& present) {
  const auto order = copy_order(history{backups}, i, present);
  return order ? ids_at(backups, *order) : order.error().front().pointer;
}

/// A full on Sunday, and incrementals on Monday and Tuesday.
const std::vector<backup> week{full("sun"), incremental("mon", "sun", 24h), incremental("tue", "mon", 48h)};

/// c and d are built on b, which is built on a; e stands alone.
const std::vector<backup> two_branches{full("a"), incremental("b", "a", 1h), incremental("c", "b", 2h),
                                       incremental("d", "b", 3h), full("e", 4h)};

}  // namespace

// --- values that can be checked by hand ---

TEST_CASE("a COMPLETED full can be copied anywhere", "[copying]") {
  REQUIRE(check_copy(history{week}, 0, {}) == std::nullopt);
}

TEST_CASE("an incremental can be copied only to where its parent is", "[copying]") {
  const std::vector<std::string> sunday{"sun"};
  const std::vector<std::string> monday{"mon"};
  const history past{week};
  REQUIRE(check_copy(past, 1, sunday) == std::nullopt);
  REQUIRE(check_copy(past, 2, monday) == std::nullopt);
  const auto refused = check_copy(past, 2, sunday);
  REQUIRE(refused.has_value());
  REQUIRE(status_code(refused->kind) == 400);
  REQUIRE(refused->details.size() == 1);
  REQUIRE(refused->details[0].pointer == "/backups/2/parent_id");
  REQUIRE(refused->details[0].code == rota::issue_code::missing);
  REQUIRE(refused->message.find("\"mon\"") != std::string::npos);
  REQUIRE(check_copy(past, 1, {}).has_value());
}

TEST_CASE("only a COMPLETED backup can be copied", "[copying]") {
  for (const backup_status status :
       {backup_status::new_, backup_status::building, backup_status::failed, backup_status::delete_failed}) {
    const std::vector<backup> backups{with(full("a"), status)};
    const auto refused = check_copy(history{backups}, 0, {});
    REQUIRE(refused.has_value());
    REQUIRE(status_code(refused->kind) == 400);
    REQUIRE(refused->details[0].pointer == "/backups/0/status");
  }
}

TEST_CASE("the backups of a chain that a region lacks are copied to it, the full first", "[copying]") {
  REQUIRE(copied(week, 2, {}) == "sun mon tue");
  REQUIRE(copied(week, 2, {"sun"}) == "mon tue");
  REQUIRE(copied(week, 2, {"mon", "sun", "other"}) == "tue");
  REQUIRE(copied(week, 2, {"sun", "tue"}) == "mon");
  REQUIRE(copied(week, 2, {"sun", "mon", "tue"}) == "");
  REQUIRE(copied(two_branches, 3, {"c"}) == "a b d");
}

TEST_CASE("a backup that cannot be restored has no copy order", "[copying]") {
  REQUIRE(copied({incremental("b", "a")}, 0, {"a"}) == "/backups/0/parent_id");
  REQUIRE(copied({with(full("a"), backup_status::building)}, 0, {}) == "/backups/0/status");
}

// --- a law over generated histories ---

TEST_CASE("each backup of copy_order can be copied once those before it have been", "[copying]") {
  const auto law = [](const plain_list& list) {
    generator values{list.salt};
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const brute_force::judged_list judged{list.backups};
    for (std::size_t i = 0; i < past.size(); ++i) {
      std::vector<std::string> present;
      for (const backup& one : backups)
        if (values.coin()) present.push_back(one.id);
      const auto order = copy_order(past, i, present);
      if (order.has_value() != past.is_restore_point(i)) return false;
      if (!order) continue;
      for (const std::size_t next : *order) {
        if (std::count(present.begin(), present.end(), backups[next].id) != 0) return false;
        if (check_copy(past, next, present)) return false;
        present.push_back(backups[next].id);
      }
      for (const std::size_t needed : judged.ancestry(i))
        if (std::count(present.begin(), present.end(), backups[needed].id) == 0) return false;
    }
    return true;
  };
  REQUIRE(refutation(20141105, 5'000, law) == "");
}
