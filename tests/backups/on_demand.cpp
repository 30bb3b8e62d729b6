// SPDX-License-Identifier: MIT
//
// struct backup_request { raw_source source; std::optional<std::string> parent_id, name, description; };    // raw, as sent
// struct backup_spec { rota::source source; std::optional<std::string> parent_id, name, description; };     // checked
//
// result<backup_spec> validate(const backup_request&);
// std::optional<backup_spec> check(const backup_request&, issue_log&, const request_place& = …);
// std::optional<fault> admit(const backup_spec&, const history&, sys_seconds now);
// tl::expected<std::vector<std::size_t>, fault> admit_deletion(const history&, std::size_t i, sys_seconds now);

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <rota/backups/decide.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/on_demand.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backups_by_hand.hpp"
#include "catch.hpp"
#include "generated.hpp"
#include "instants.hpp"
#include "issues_found.hpp"
#include "plain_backups.hpp"
#include "raw_requests.hpp"

namespace {

using namespace std::chrono_literals;

using rota::admit;
using rota::admit_deletion;
using rota::backup;
using rota::backup_request;
using rota::backup_spec;
using rota::backup_status;
using rota::fault;
using rota::fault_kind;
using rota::history;
using rota::source_type;
using rota::sys_seconds;
using rota::validate;

constexpr sys_seconds now = instant("2014-11-05T12:00:00");
constexpr std::chrono::hours day{24};

backup full(std::string id, std::chrono::seconds ago) { return backup_at(std::move(id), now - ago); }

backup incremental(std::string id, std::string parent, std::chrono::seconds ago) {
  return on(std::move(parent), full(std::move(id), ago));
}

backup held(backup one, std::chrono::seconds longer) {
  one.held_until = now + longer;
  return one;
}

/// A full on Sunday, and incrementals on Monday and Tuesday.
const std::vector<backup> week{full("sun", 3 * day), incremental("mon", "sun", 2 * day),
                               incremental("tue", "mon", day)};

backup_request valid_request() {
  backup_request request;
  request.source.instance_id = id_a;
  return request;
}

/// A full backup of "db", or one that is built on `parent`.
backup_spec spec_on(std::optional<std::string> parent) { return {.source = {"db"}, .parent_id = std::move(parent)}; }

/// "422 message", or "admitted".
std::string answer(const std::optional<fault>& refused) {
  return refused ? std::to_string(status_code(refused->kind)) + " " + refused->message : "admitted";
}

std::string answer(const backup_spec& spec, const std::vector<backup>& backups) {
  return answer(admit(spec, history{backups}, now));
}

/// The status of an answer: "422".
std::string status(const backup_spec& spec, const std::vector<backup>& backups) {
  return answer(spec, backups).substr(0, 3);
}

/// What a deletion deletes, "tue mon sun"; or the message of its fault, and those of its details, a line each.
std::string deleted(const std::vector<backup>& backups, std::size_t i, sys_seconds at = now) {
  const auto order = admit_deletion(history{backups}, i, at);
  if (order) return ids_at(backups, *order);
  std::string lines = std::to_string(status_code(order.error().kind)) + " " + order.error().message + "\n";
  for (const rota::issue& one : order.error().details)
    lines += to_string(one) + (one.code == rota::issue_code::conflict ? "\n" : ", of another code\n");
  return lines;
}

}  // namespace

// --- requests ---

TEST_CASE("a request for a backup of an instance, with nothing else, is a spec of a full", "[on_demand]") {
  const auto spec = validate(valid_request()).value();
  REQUIRE(spec == backup_spec{.source = {id_a, source_type::instance}});
  REQUIRE(spec.level() == rota::level::full);
}

TEST_CASE("each member of a request for a backup reaches its own member of the spec", "[on_demand]") {
  backup_request request;
  request.source.source_id = id_a_in_capitals;
  request.source.source_type = "ha";
  request.parent_id = id_b;
  request.name = "before the migration";
  request.description = "";
  REQUIRE(validate(request).value() ==
          backup_spec{
              .source = {id_a, source_type::ha}, .parent_id = id_b, .name = "before the migration", .description = ""});
}

TEST_CASE("the id of the parent is a UUID, compared without regard to case", "[on_demand]") {
  backup_request request = valid_request();
  request.parent_id = id_a_in_capitals;
  REQUIRE(validate(request)->parent_id == id_a);
  REQUIRE(validate(request)->level() == rota::level::incremental);
  request.parent_id = "latest";
  const auto refused = validate(request);
  REQUIRE(problems(refused) == "/backup/parent_id malformed");
  REQUIRE(lacking(message_at(refused, "/backup/parent_id"),
                  std::array<std::string_view, 3>{"found \"latest\"", "the UUID of the backup to build on", "write"}) ==
          "");
}

TEST_CASE("a name has 1 to 255 bytes, and a description up to 1000", "[on_demand]") {
  using lengths = std::vector<std::pair<std::size_t, std::string>>;
  const std::function<void(backup_request&, const std::size_t&)> give_name =
      [](backup_request& request, const std::size_t& length) { request.name = std::string(length, 'x'); };
  const std::function<void(backup_request&, const std::size_t&)> give_description =
      [](backup_request& request, const std::size_t& length) { request.description = std::string(length, 'x'); };
  const std::string name = "/backup/name out_of_range";
  const std::string description = "/backup/description out_of_range";
  REQUIRE(differences(lengths{{0, name}, {1, ""}, {255, ""}, {256, name}, {1'000'000, name}}, valid_request(),
                      give_name) == "");
  REQUIRE(differences(lengths{{0, ""}, {1, ""}, {1000, ""}, {1001, description}, {1'000'000, description}},
                      valid_request(), give_description) == "");
  backup_request request = valid_request();
  request.name = std::string(256, 'x');
  REQUIRE(message_at(validate(request), "/backup/name") ==
          "found a string of 256 bytes; expected a string of 1 to 255 bytes, in UTF-8 without NUL; write for example "
          "\"before the migration\"");
}

TEST_CASE("what a database would refuse as text is malformed: a NUL, and bytes that are not UTF-8", "[on_demand]") {
  using texts = std::vector<std::pair<std::string, std::string>>;
  const std::function<void(backup_request&, const std::string&)> give =
      [](backup_request& request, const std::string& text) { request.name = request.description = text; };
  const std::string both = "/backup/name malformed, /backup/description malformed";
  REQUIRE(differences(texts{{"na\xc3\xafve", ""},
                            {"two\nlines", ""},
                            {"\xf0\x9f\x92\xbe", ""},
                            {std::string{"a\0b", 3}, both},
                            {std::string(1, '\0'), both},
                            {"\xff", both},
                            {"cut \xf0\x9f\x92", both},
                            {"\xed\xa0\x80", both}},  // half of a surrogate pair
                      valid_request(), give) == "");
}

TEST_CASE("every issue of a request for a backup is reported at once, in the order of its members", "[on_demand]") {
  backup_request request;
  request.description = std::string(1001, 'x');
  request.name = "";
  request.parent_id = "x";
  request.source.source_type = "cluster";
  request.source.source_id = "y";
  request.source.instance_id = "z";
  const auto refused = validate(request);
  REQUIRE(problems(refused) ==
          "/backup/instance_id malformed, /backup/source_id malformed, /backup/source_type unknown_value, "
          "/backup/parent_id malformed, /backup/name out_of_range, /backup/description out_of_range");
  REQUIRE(bad_messages(refused) == "");
}

TEST_CASE("a request for a backup names its source as a request for a schedule does", "[on_demand]") {
  REQUIRE(problems(validate(backup_request{})) == "/backup/instance_id missing");
  backup_request request;
  request.source.source_type = "ha";
  REQUIRE(problems(validate(request)) == "/backup/source_id missing");
  request.source.instance_id = id_a;
  REQUIRE(problems(validate(request)) == "/backup/instance_id conflict, /backup/source_id missing");
  request = valid_request();
  request.source.source_id = id_b;
  REQUIRE(problems(validate(request)) == "/backup/instance_id conflict");
  request.source.source_id = id_a_in_capitals;
  REQUIRE(validate(request)->source == rota::source{id_a});
}

TEST_CASE("messages about hostile texts in a request for a backup are short and printable", "[on_demand]") {
  std::string found;
  for (const std::string& text : hostile_texts()) {
    backup_request request;
    request.source = {text, text, text};
    request.parent_id = request.name = request.description = text;
    const auto result = validate(request);
    found += result ? "taken" : bad_messages(result);
  }
  REQUIRE(found == "");
}

TEST_CASE("another wire format has issues at its own places, under its own names", "[on_demand]") {
  const rota::request_place place{.root = "/jobs/3", .source_id = "from/id", .instance_id = "database"};
  rota::issue_log log;
  REQUIRE_FALSE(check(backup_request{}, log, place).has_value());
  const auto found = std::move(log).take();
  REQUIRE(problems(found) == "/jobs/3/database missing");
  REQUIRE(lacking(found.front().message,
                  std::array<std::string_view, 2>{"neither database nor from/id was given", "\"database\": "}) == "");
  rota::issue_log conflicts;
  backup_request request = valid_request();
  request.source.source_type = "ha";
  request.source.source_id = id_a;
  REQUIRE_FALSE(check(request, conflicts, place).has_value());
  const auto conflict = std::move(conflicts).take();
  REQUIRE(problems(conflict) == "/jobs/3/database conflict");
  REQUIRE(lacking(conflict.front().message, std::array{"database is for single instances only"}) == "");
}

// --- admission ---

TEST_CASE("a full backup is admitted unless one of its source is unfinished", "[on_demand]") {
  REQUIRE(answer(spec_on({}), {}) == "admitted");
  REQUIRE(answer(spec_on({}), week) == "admitted");
  for (const backup_status ended : {backup_status::failed, backup_status::delete_failed})
    REQUIRE(answer(spec_on({}), {with(full("a", 1h), ended)}) == "admitted");
  REQUIRE(answer(spec_on({}), {with(full("a", 1h), backup_status::building)}) ==
          "422 the backup \"a\" of the source \"db\" is BUILDING; only one backup can run at a time; try again when it "
          "has ended");
  REQUIRE(status(spec_on({}), {on_demand(with(full("a", -1h), backup_status::new_))}) == "422");
}

TEST_CASE("an unfinished backup of another source is in nobody's way", "[on_demand]") {
  const backup building = with(full("a", 1h), backup_status::building);
  REQUIRE(answer(spec_on({}), {of_source(building, "other")}) == "admitted");
  REQUIRE(answer(spec_on({}), {of_source(building, "db", source_type::ha)}) == "admitted");
}

TEST_CASE("of several unfinished backups the message names the newest", "[on_demand]") {
  const std::vector<backup> backups{with(full("old", 2h), backup_status::building),
                                    with(full("new", 1h), backup_status::new_),
                                    with(full("older", 3h), backup_status::building)};
  REQUIRE(lacking(answer(spec_on({}), backups), std::array{"\"new\"", "NEW"}) == "");
}

TEST_CASE("an incremental is admitted on any restore point of its source, at any depth, whoever made it",
          "[on_demand]") {
  for (const std::string parent : {"sun", "mon", "tue"}) REQUIRE(answer(spec_on(parent), week) == "admitted");
  REQUIRE(answer(spec_on("a"), {on_demand(full("a", 1h))}) == "admitted");
  REQUIRE(answer(spec_on("a"), {full("a", 1h), full("a", 1h)}) == "admitted");  // one record, listed twice
}

TEST_CASE("a parent that is not there is 404, and the message says what to write instead", "[on_demand]") {
  REQUIRE(answer(spec_on("wed"), week) ==
          "404 the parent \"wed\" was not found; write the id of a COMPLETED backup of the same source, "
          "or leave parent_id out for a full backup");
  REQUIRE(status(spec_on("wed"), {}) == "404");
}

TEST_CASE("a parent that is no restore point is 422, and the message says why", "[on_demand]") {
  const std::string advice =
      "; choose another restore point of the same source, or leave parent_id out for a full backup";
  REQUIRE(answer(spec_on("a"), {with(full("a", 1h), backup_status::failed)}) ==
          "422 the parent \"a\" cannot be built on: \"a\" is FAILED; only a COMPLETED backup can be restored" + advice);
  REQUIRE(lacking(answer(spec_on("a"), {with(full("a", 1h), backup_status::delete_failed)}),
                  std::array{"422", "\"a\" is DELETE_FAILED"}) == "");
  REQUIRE(answer(spec_on("b"), {incremental("b", "gone", 1h)}) ==
          "422 the parent \"b\" cannot be built on: the parent \"gone\" of \"b\" is not in the list; it may be "
          "on another page; list all backups" +
              advice);
  REQUIRE(lacking(answer(spec_on("c"), {incremental("b", "gone", 2h), incremental("c", "b", 1h)}),
                  std::array{"422", "built on damage"}) == "");
  REQUIRE(lacking(answer(spec_on("a"), {full("a", 1h), full("a", 2h)}), std::array{"422", "more than once"}) == "");
}

TEST_CASE("a parent of another source is 422, and the message names both sources", "[on_demand]") {
  REQUIRE(answer(spec_on("a"), {of_source(full("a", 1h), "orders", source_type::ha)}) ==
          "422 the parent \"a\" cannot be built on: it is a backup of the HA group \"orders\", not of the "
          "instance \"db\"; choose another restore point of the same source, or leave parent_id out for a full backup");
  REQUIRE(status(spec_on("a"), {of_source(full("a", 1h), "db", source_type::ha)}) == "422");
}

TEST_CASE("a parent that clocks disagree about is taken up to five minutes ahead of now, and is 422 beyond",
          "[on_demand]") {
  REQUIRE(answer(spec_on("a"), {full("a", -5min)}) == "admitted");
  REQUIRE(lacking(answer(spec_on("a"), {full("a", -5min - 1s)}), std::array{"422", "five minutes ahead"}) == "");
}

TEST_CASE("a source that is busy is reported before its parent is looked for", "[on_demand]") {
  REQUIRE(status(spec_on("wed"), {full("a", 2h), with(full("b", 1h), backup_status::building)}) == "422");
}

// --- deletion ---

TEST_CASE("a backup is deleted with everything built on it, children before parents", "[on_demand]") {
  REQUIRE(deleted(week, 0) == "tue mon sun");
  REQUIRE(deleted(week, 1) == "tue mon");
  REQUIRE(deleted(week, 2) == "tue");
  const std::vector<backup> branches{full("a", 5h), incremental("b", "a", 4h), incremental("c", "a", 3h),
                                     incremental("d", "b", 2h), full("e", 1h)};
  REQUIRE(deleted(branches, 0) == "c d b a");
  REQUIRE(deleted(branches, 4) == "e");
}

TEST_CASE("an automated backup, and the only restore point, can be deleted by a person, unlike by prune",
          "[on_demand]") {
  REQUIRE(deleted({full("a", 1h)}, 0) == "a");
  REQUIRE(deleted({on_demand(full("a", 1h))}, 0) == "a");
}

TEST_CASE("what failed, could not be deleted, or is damaged can be deleted", "[on_demand]") {
  REQUIRE(deleted({with(full("a", 1h), backup_status::failed)}, 0) == "a");
  REQUIRE(deleted({with(full("a", 1h), backup_status::delete_failed), incremental("b", "a", 1h)}, 0) == "b a");
  REQUIRE(deleted({incremental("b", "gone", 1h)}, 0) == "b");
  REQUIRE(deleted({on("a", full("a", 1h))}, 0) == "a");
  REQUIRE(deleted({incremental("a", "b", 2h), incremental("b", "a", 1h)}, 0) == "b a");
  REQUIRE(deleted({of_source(full("a", 1h), "")}, 0) == "a");
}

TEST_CASE("a record that is listed twice is deleted once", "[on_demand]") {
  const std::vector<backup> twice{full("a", 2h), full("a", 2h), incremental("b", "a", 1h)};
  REQUIRE(admit_deletion(history{twice}, 0, now).value() == std::vector<std::size_t>{2, 0});
  REQUIRE(admit_deletion(history{twice}, 1, now).value() == std::vector<std::size_t>{2, 0});
}

TEST_CASE("a backup that is unfinished, pinned or held is not deleted, and the message says what to do",
          "[on_demand]") {
  REQUIRE(deleted({with(full("a", 1h), backup_status::building)}, 0) ==
          "422 the backup \"a\" cannot be deleted: \"a\" is BUILDING; wait until it has ended\n"
          "/backups/0/status: \"a\" is BUILDING; wait until it has ended\n");
  REQUIRE(deleted({pinned(full("a", 1h))}, 0) ==
          "422 the backup \"a\" cannot be deleted: \"a\" is pinned; unpin it first\n"
          "/backups/0/pinned: \"a\" is pinned; unpin it first\n");
  REQUIRE(deleted({held(full("a", 1h), 1s)}, 0) ==
          "422 the backup \"a\" cannot be deleted: \"a\" is held until 2014-11-05T12:00:01; end that hold, or wait\n"
          "/backups/0/held_until: \"a\" is held until 2014-11-05T12:00:01; end that hold, or wait\n");
  backup always = full("a", 1h);
  always.held_until = sys_seconds::max();
  REQUIRE(lacking(deleted({always}, 0), std::array{"held for ever"}) == "");
}

TEST_CASE("a hold that has ended no longer stands in the way", "[on_demand]") {
  REQUIRE(deleted({held(full("a", 1h), 0s)}, 0) == "a");
  REQUIRE(deleted({held(full("a", 1h), 1s)}, 0, now + 1s) == "a");
}

TEST_CASE("whatever stands in the way of a deletion is in the details, with each of its reasons", "[on_demand]") {
  const std::vector<backup> backups{week[0], pinned(held(week[1], day)),
                                    with(incremental("tue", "mon", day), backup_status::new_)};
  REQUIRE(deleted(backups, 0) ==
          "422 the backup \"sun\" cannot be deleted with the 2 built on it: \"tue\" is NEW; wait until it has ended; "
          "and 2 more, in the details\n"
          "/backups/2/status: \"tue\" is NEW; wait until it has ended\n"
          "/backups/1/pinned: \"mon\" is pinned; unpin it first\n"
          "/backups/1/held_until: \"mon\" is held until 2014-11-06T12:00:00; end that hold, or wait\n");
}

TEST_CASE("what a backup is built on, and what is not built on it, stands in no way", "[on_demand]") {
  const std::vector<backup> backups{pinned(week[0]), week[1], week[2], pinned(full("other", 1h))};
  REQUIRE(deleted(backups, 1) == "tue mon");
}

TEST_CASE("the messages of refusals are short and printable, whatever the ids", "[on_demand]") {
  std::string found;
  for (const std::string& id : hostile_texts()) {
    const std::vector<backup> backups{pinned(of_source(full(id, 2h), id))};
    const std::vector<backup> busy{with(backups[0], backup_status::building)};
    const history past{backups};
    const auto refused = admit_deletion(past, 0, now);
    found += refused ? "deleted" : bad_messages(refused.error().details);
    for (const std::optional<fault>& one :
         {refused ? std::nullopt : std::optional{refused.error()}, admit({{id}}, history{busy}, now),
          admit({{"db"}, id}, past, now), admit({{"db"}, id}, history{week}, now)})
      if (!one || one->message.size() > longest_message || !is_printable_ascii(one->message))
        found += "[" + answer(one).substr(0, 50) + "]";
  }
  REQUIRE(found == "");
}

// --- laws over generated histories ---

namespace {

/// A backup of `of` that begins at `at` on `parent`, and has completed.
backup completed_backup(const rota::source& of, std::optional<std::string> parent, sys_seconds at) {
  return {.id = "made", .parent_id = std::move(parent), .source = of, .automated = false, .created = at, .updated = at};
}

}  // namespace

TEST_CASE(
    "what is admitted is a restore point once it has completed, and what is refused finds the source busy or is not",
    "[on_demand]") {
  int admitted = 0;
  int refused = 0;
  const auto law = [&](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const sys_seconds at = instant_of(list.now);
    for (const rota::source& of : {rota::source{"s"}, rota::source{"s", source_type::ha}, rota::source{"t"}}) {
      const bool is_busy = std::any_of(backups.begin(), backups.end(), [&](const backup& one) {
        return one.source == of && (one.status == backup_status::new_ || one.status == backup_status::building);
      });
      for (int parent = no_id; parent < 15; ++parent) {
        const auto parent_id = parent == no_id ? std::nullopt : std::optional{name_of(parent)};
        const auto answer = admit({of, parent_id}, past, at);
        std::vector<backup> later = backups;
        later.push_back(completed_backup(of, parent_id, at));
        const bool can_be_restored = history{later}.is_restore_point(backups.size());
        if (answer.has_value() != (is_busy || !can_be_restored)) return false;
        const bool is_there = !parent_id || std::any_of(backups.begin(), backups.end(),
                                                        [&](const backup& one) { return one.id == *parent_id; });
        if (answer && (answer->kind == fault_kind::item_not_found) != (!is_busy && !is_there)) return false;
        (answer ? refused : admitted) += 1;
      }
    }
    return true;
  };
  REQUIRE(refutation(20141106, 2'000, law) == "");
  REQUIRE(admitted > 5'000);
  REQUIRE(refused > 5'000);
}

TEST_CASE("a person is told that a source is busy exactly when the schedule is, and by the same backup",
          "[on_demand]") {
  const auto law = [](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const sys_seconds at = instant_of(list.now);
    const rota::schedule due{.id = "due", .when = rota::daily_full(minute_of_day(0)), .source = {"s"}, .next_run = at};
    const rota::decision decided = decide(due, past, at, rota::utc);
    const auto* busy = std::get_if<rota::source_busy>(&decided);
    const auto refused = admit({{"s"}}, past, at);
    if (refused.has_value() != (busy != nullptr)) return false;
    return !refused || refused->message.find('"' + backups[busy->by.value()].id + '"') != std::string::npos;
  };
  REQUIRE(refutation(20141107, 5'000, law) == "");
}

TEST_CASE("a deletion lists what brute force finds to be built on the backup, in an order that is safe to stop in",
          "[on_demand]") {
  int allowed = 0;
  int refused = 0;
  const auto law = [&](const plain_list& list) {
    const std::vector<backup> backups = backups_of(list);
    const history past{backups};
    const sys_seconds at = instant_of(list.now);
    const brute_force::judged_list judged{list.backups};
    const auto may_be_in_cycle = [&](std::size_t one) {  // where two records have an id, either may be the parent
      return judged.is_in_cycle(one) || (judged.damage(one) & brute_force::duplicate_id) != 0;
    };
    for (std::size_t i = 0; i < backups.size(); ++i) {
      // The backup, and whatever has one of their ids as its parent and is another backup, until there are no more.
      std::vector<std::size_t> doomed{judged.is_repeated(i) ? judged.first_of(i) : i};
      for (std::size_t done = 0; done < doomed.size(); ++done)
        for (std::size_t child = 0; child < backups.size(); ++child)
          if (list.backups[child].parent == list.backups[doomed[done]].id &&
              list.backups[child].parent != list.backups[child].id && !judged.is_repeated(child) &&
              std::find(doomed.begin(), doomed.end(), child) == doomed.end())
            doomed.push_back(child);
      std::size_t reasons = 0;
      for (const std::size_t one : doomed) {
        const plain_backup& of = list.backups[one];
        reasons += of.status == backup_status::new_ || of.status == backup_status::building ? 1U : 0U;
        reasons += of.pinned ? 1U : 0U;
        reasons += of.held_until > list.now ? 1U : 0U;
      }

      const auto order = admit_deletion(past, i, at);
      (order ? allowed : refused) += 1;
      if (!order) {
        if (reasons == 0 || order.error().details.size() != reasons || !bad_messages(order.error().details).empty())
          return false;
        continue;
      }
      if (reasons != 0 || order->back() != doomed.front()) return false;
      if (!std::is_permutation(order->begin(), order->end(), doomed.begin(), doomed.end())) return false;
      for (std::size_t place = 0; place < order->size(); ++place)
        for (std::size_t later = place + 1; later < order->size(); ++later)
          if (judged.parent((*order)[later]) == (*order)[place] && !may_be_in_cycle((*order)[later])) return false;
    }
    return true;
  };
  REQUIRE(refutation(20141108, 10'000, law) == "");
  REQUIRE(allowed > 5'000);
  REQUIRE(refused > 1'000);
}

TEST_CASE("permuting the backups permutes what a deletion deletes", "[on_demand]") {
  const auto law = [](const plain_list& list) {
    generator values{list.salt};
    const std::vector<backup> backups = backups_of(list);
    const auto order = draw_order(values, backups.size());
    const std::vector<backup> shuffled = permuted(backups, order);
    const sys_seconds at = instant_of(list.now);
    const history past{backups};
    const history mixed{shuffled};
    for (std::size_t i = 0; i < backups.size(); ++i) {
      const auto here = admit_deletion(mixed, i, at);
      const auto there = admit_deletion(past, order[i], at);
      if (here.has_value() != there.has_value()) return false;
      if (here && ids_at(shuffled, *here) != ids_at(backups, *there)) return false;
      if (!here && here.error().message != there.error().message) return false;
    }
    return true;
  };
  REQUIRE(refutation(20141109, 5'000, law) == "");
}
