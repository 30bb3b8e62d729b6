// SPDX-License-Identifier: MIT
//
// What the API answers: every route, every fault of the API's table, pages, and the laws under concurrent requests.
#include "api_checks.hpp"

using namespace service::tests;
using json = nlohmann::ordered_json;

namespace {

constexpr const char* nobody = "00000000-0000-4000-8000-000000000000";

/// A backup of a source that has completed. Returns its id.
std::string completed_backup(const running_service& it, const std::string& source, const std::string& parent = "") {
  const std::string id = it.value(
      "insert into backup (id, source_id, parent_id, level, automated, created, updated) values (gen_random_uuid(), '" +
      source + "', " + (parent.empty() ? "null, 'full'" : "'" + parent + "', 'incremental'") +
      ", true, rota_now(), rota_now()) returning id");
  for (const char* status : {"BUILDING", "COMPLETED"})
    it.sql("update backup set status = '" + std::string{status} + "' where id = '" + id + "'");
  return id;
}

std::string new_schedule(const running_service& it, const std::string& source) {
  const reply made = it.ask("POST", it.path("/schedules"), schedule_request(source));
  REQUIRE(made.status == 202);
  return made.json()["schedule"]["id"];
}

/// The `work_at` and the version of a source.
std::string work_of(const running_service& it, const std::string& source) {
  return it.value("select coalesce(work_at::text, 'never') || ' ' || version from source where id = '" + source + "'");
}

}  // namespace

TEST_CASE("the API guide's request gets the API guide's answer, member for member") {
  const running_service& it = running();
  const std::string source = "44b277eb-39be-4921-be31-3d61b43651d7";
  it.sql("insert into source (id, type, account, executor) values ('" + source + "', 'instance', '1234', 'pretend')");
  it.sql("select set_clock('2014-10-30T12:30:00Z', 1e-9)");
  const reply made = it.ask("POST", it.path("/schedules"), R"({
       "schedule": {
           "action": "backup",
           "day_of_week": 0,
           "hour": 14,
           "instance_id": "44b277eb-39be-4921-be31-3d61b43651d7",
           "minute": 30
       }
   })");
  REQUIRE(made.status == 202);
  CHECK(made.field("content-type") == "application/json");
  json said = made.json();
  const std::string id = said["schedule"]["id"];
  said["schedule"]["id"] = "88b277eb-39be-4921-be31-3d61b43651d7";
  CHECK(said.dump() == json::parse(R"({
     "schedule": {
        "action": "backup",
        "created": "2014-10-30T12:30:00",
        "day_of_month": null,
        "day_of_week": 0,
        "full_backup_retention": null,
        "hour": 14,
        "id": "88b277eb-39be-4921-be31-3d61b43651d7",
        "instance_id": "44b277eb-39be-4921-be31-3d61b43651d7",
        "last_scheduled": null,
        "minute": 30,
        "month": null,
        "next_run": "2014-10-30T14:30:00",
        "running": false,
        "source": {
            "id": "44b277eb-39be-4921-be31-3d61b43651d7",
            "type": "instance"
        },
        "updated": "2014-10-30T12:30:00"
      }
   })")
                           .dump());
  CHECK(it.ask("GET", it.path("/schedules/" + id)).body == made.body);
  REQUIRE(it.ask("DELETE", it.path("/schedules/" + id)).status == 202);

  // The second example, without copies, which this service does not make.
  it.sql("select set_clock('2020-11-14T07:28:17Z', 1e-9)");
  json request = json::parse(schedule_request(source));
  request["schedule"]["copy_to"] = {"IAD", "ORD"};
  check_fault(it.ask("POST", it.path("/schedules"), request.dump()), rota::fault_kind::not_implemented, "copy_to");
  request["schedule"].erase("copy_to");
  request["schedule"]["full_backup_retention"] = 2;
  const json second = it.ask("POST", it.path("/schedules"), request.dump()).json()["schedule"];
  CHECK(second["created"] == "2020-11-14T07:28:17");
  CHECK(second["next_run"] == "2020-11-14T14:30:00");
  CHECK(second["full_backup_retention"] == 2);
  it.sql("select set_clock(now(), 1)");
}

TEST_CASE("a schedule is created, shown, changed and deleted, and each change wakes its source") {
  const running_service& it = running();
  const std::string source = it.new_source();
  CHECK(work_of(it, source) == "never 0");
  const std::string id = new_schedule(it, source);
  CHECK(it.value("select work_at <= rota_now() and version = 1 from source where id = '" + source + "'") == "t");

  const json shown = it.ask("GET", it.path("/schedules/" + id)).json()["schedule"];
  CHECK(shown["hour"] == 14);
  it.sql("update source set work_at = null where id = '" + source + "'");
  const reply changed = it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"hour": 3, "minute": 5}})");
  REQUIRE(changed.status == 202);
  CHECK(changed.json()["schedule"]["hour"] == 3);
  CHECK(changed.json()["schedule"]["next_run"].get<std::string>().ends_with("T03:05:00"));
  CHECK(it.ask("GET", it.path("/schedules/" + id)).body == changed.body);
  CHECK(it.value("select work_at <= rota_now() and version = 2 from source where id = '" + source + "'") == "t");

  // While a worker has the source, it keeps its lease, and sees by the version that there is more to do.
  it.sql("select claim('a worker', 'pretend', 1000000, '1 hour')");
  const std::string leased = work_of(it, source);
  const json now_due =
      it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"run_now": true}})").json()["schedule"];
  CHECK(now_due["next_run"].get<std::string>() <= now_due["updated"].get<std::string>());
  CHECK(work_of(it, source) == leased.substr(0, leased.rfind(' ')) + " 3");
  it.sql("update source set worker = null, work_at = null");

  const reply deleted = it.ask("DELETE", it.path("/schedules/" + id));
  CHECK(deleted.status == 202);
  CHECK(deleted.body.empty());
  CHECK(it.value("select work_at <= rota_now() and version = 4 from source where id = '" + source + "'") == "t");
  for (const char* method : {"GET", "PUT", "DELETE"})
    check_fault(it.ask(method, it.path("/schedules/" + id), R"({"schedule": {"hour": 3}})"),
                rota::fault_kind::item_not_found, id);
}

TEST_CASE("a schedule of an HA group, on the clock of a zone, is like any other") {
  const running_service& it = running();
  const std::string group = it.new_source(running_service::account, "ha");
  const std::string request = R"({"schedule": {"action": "backup", "source_type": "ha", "source_id": ")" + group +
                              R"(", "zone": "Europe/Vilnius", "spread": "30min",
                                  "calendar": [{"level": "full", "on": "Sun *-*-* 23:05"}]}})";
  const json made = it.ask("POST", it.path("/schedules"), request).json()["schedule"];
  CHECK(made["source"] == json{{"id", group}, {"type", "ha"}});
  CHECK(made["instance_id"] == nullptr);
  CHECK(made["zone"] == "Europe/Vilnius");
  const std::string id = made["id"];
  check_fault(it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"hour": 3}})"), rota::fault_kind::bad_request,
              "/schedule/hour");
  // As an instance there is no such source.
  check_fault(it.ask("POST", it.path("/schedules"), schedule_request(group)), rota::fault_kind::item_not_found, group);
  CHECK(it.ask("DELETE", it.path("/schedules/" + id)).status == 202);
}

TEST_CASE("what is wrong with a request is listed, each with its place") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const reply said = it.ask("POST", it.path("/schedules"),
                            R"({"schedule": {"action": "backup", "day_of_week": 8, "hour": "14", "instance_id": ")" +
                                source + R"(", "full_backup_retentoin": 4}})");
  check_fault(said, rota::fault_kind::bad_request, "4 issues");
  std::string pointers;
  const json document = said.json();
  for (const json& one : document["badRequest"]["details"]) pointers += one["pointer"].get<std::string>() + ' ';
  CHECK(pointers == "/schedule/day_of_week /schedule/hour /schedule/minute /schedule/full_backup_retentoin ");

  const std::string good = schedule_request(source);
  const auto with = [&](const std::string& member, const json& value) {
    json request = json::parse(good);
    request["schedule"][member] = value;
    return request.dump();
  };
  const std::string schedules = it.path("/schedules");
  for (const std::string& body :
       {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"null"}, std::string{"\0", 1}, good + "x",
        with("zone", "Europe/Vilnus"), with("zone", std::string{"a\0b", 3}), with("zone", "../../etc/passwd"),
        with("zone", std::string(1, '\0')), with("paused_until", "soon"), with("instance_id", std::string(1, '\0')),
        std::string{"{\"schedule\": {\"zone\": \"\xff\"}}"}, std::string{R"({"schedule": {"action": "backup\u0000"}})"},
        with("hour", 1e300), with("hour", 14.5)})
    check_fault(it.ask("POST", schedules, body), rota::fault_kind::bad_request);
  CHECK(it.ask("POST", schedules, with("zone", "Europe/Vilnus")).json()["badRequest"]["details"][0]["pointer"] ==
        "/schedule/zone");
  CHECK(it.value("select count(*) from schedule where source_id = '" + source + "'") == "0");

  const std::string id = new_schedule(it, source);
  for (const char* body : {"", "{}", R"({"schedule": {}})", R"({"schedule": {"action": "backup"}})",
                           R"({"schedule": {"zone": "Nowhere"}})", R"({"schedule": {"full_backup_retention": 0}})"})
    check_fault(it.ask("PUT", it.path("/schedules/" + id), body), rota::fault_kind::bad_request);
  check_fault(it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"copy_to": "IAD"}})"),
              rota::fault_kind::not_implemented, "copy_to");
}

TEST_CASE("without a token, with an unknown one, and with several, nothing is shown") {
  const running_service& it = running();
  const int port = it.program().port();
  for (const char* below : {"/schedules", "/backups", "/schedules/44b277eb-39be-4921-be31-3d61b43651d7"}) {
    const std::string path = it.path(below);
    check_fault(ask(port, "GET", path), rota::fault_kind::unauthorized, "X-Auth-Token");
    for (const char* wrong : {"", "x", "' or '1' = '1", "\\x41", "%00", "\xff\xfe"})
      check_fault(ask(port, "GET", path, "", {{"X-Auth-Token", wrong}}), rota::fault_kind::unauthorized);
    check_fault(ask(port, "GET", path, "", {{"X-Auth-Token", running_service::token}, {"X-Auth-Token", "x"}}),
                rota::fault_kind::unauthorized);
  }
  // Any text can be a token, since it is compared as bytes.
  it.sql("insert into account values ('odd'); insert into token values (sha256('50%25 \\\\x41'), 'odd')");
  CHECK(ask(port, "GET", "/v1.0/odd/schedules", "", {{"X-Auth-Token", "50%25 \\x41"}}).status == 200);
  CHECK(ask(port, "GET", "/v1.0/odd/schedules", "", {{"X-Auth-Token", "50% \\x41"}}).status == 401);
}

TEST_CASE("an account sees and changes nothing of another") {
  const running_service& it = running();
  it.add_account("neighbour");
  const int port = it.program().port();
  const std::string source = it.new_source();
  const std::string id = new_schedule(it, source);
  const std::string backup = completed_backup(it, source);
  for (const char* method : {"GET", "POST"})
    check_fault(ask(port, method, it.path("/schedules"), schedule_request(source), with_token("neighbour")),
                rota::fault_kind::forbidden);
  check_fault(ask(port, "GET", "/v1.0/no%20such%00account/schedules", "", with_token("neighbour")),
              rota::fault_kind::forbidden);
  const auto theirs = [&](const std::string& method, const std::string& below, const std::string& body = "") {
    return ask(port, method, "/v1.0/neighbour" + below, body, with_token("neighbour"));
  };
  for (const char* method : {"GET", "PUT", "DELETE"})
    check_fault(theirs(method, "/schedules/" + id, R"({"schedule": {"hour": 3}})"), rota::fault_kind::item_not_found);
  for (const char* method : {"GET", "DELETE"})
    check_fault(theirs(method, "/backups/" + backup), rota::fault_kind::item_not_found);
  check_fault(theirs("GET", "/instances/" + source + "/backups"), rota::fault_kind::item_not_found);
  check_fault(theirs("POST", "/schedules", schedule_request(source)), rota::fault_kind::item_not_found);
  check_fault(theirs("POST", "/backups", R"({"backup": {"instance": ")" + source + "\"}}"),
              rota::fault_kind::item_not_found);
  CHECK(theirs("GET", "/schedules").json() == json{{"schedules", json::array()}});
  CHECK(theirs("GET", "/backups").json() == json{{"backups", json::array()}});
}

TEST_CASE("an unknown path is 404, and a known one with another method 405 with Allow") {
  const running_service& it = running();
  for (const std::string& path :
       {std::string{"/"}, std::string{"/../../etc/passwd"}, std::string{"/v1.0"}, std::string{"/v1.0/%2"},
        std::string{"/v2.0/1234/schedules"}, it.path(""), it.path("/"), it.path("/schedules/"), it.path("/Schedules"),
        it.path("/schedules/x/y"), it.path("/backups/%"), it.path("/instances"), it.path("/schedules/not-a-uuid"),
        it.path("/schedules/%00"), it.path("/backups/' or 1=1"), it.path("/schedules/") + nobody,
        it.path("/backups/") + nobody, it.path("/instances/") + nobody + "/backups"}) {
    INFO(path);
    std::string sent = path;
    for (auto blank = sent.find(' '); blank != std::string::npos; blank = sent.find(' ')) sent.replace(blank, 1, "%20");
    check_fault(it.ask("GET", sent), rota::fault_kind::item_not_found);
  }
  const auto check_allowed = [&](const std::string& method, const std::string& path, const std::string& allowed) {
    const reply said = it.ask(method, path);
    check_fault(said, rota::fault_kind::bad_method, method);
    CHECK(said.field("allow") == allowed);
  };
  check_allowed("PUT", it.path("/schedules"), "POST, GET, HEAD");
  check_allowed("PATCH", it.path("/schedules/") + nobody, "GET, HEAD, PUT, DELETE");
  check_allowed("OPTIONS", it.path("/backups"), "POST, GET, HEAD");
  check_allowed("PUT", it.path("/backups/") + nobody, "GET, HEAD, DELETE");
  check_allowed("TRACE", it.path("/instances/") + nobody + "/backups", "GET, HEAD");
  check_allowed("BREW", it.path("/schedules"), "POST, GET, HEAD");
  const reply head = it.ask("HEAD", it.path("/schedules"));
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(std::stoul(head.field("content-length")) == it.ask("GET", it.path("/schedules")).body.size());
}

TEST_CASE("a body must be JSON; its Content-Type may be absent") {
  const running_service& it = running();
  const int port = it.program().port();
  const auto send = [&](const char* type) {
    const std::string source = it.new_source();
    header fields{{"X-Auth-Token", running_service::token}};
    if (type != nullptr) fields.emplace("Content-Type", type);
    return ask(port, "POST", it.path("/schedules"), schedule_request(source), fields);
  };
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8", "application/vnd.example+json"})
    CHECK(send(type).status == 202);
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"})
    check_fault(send(type), rota::fault_kind::bad_request, "application/json");
}

TEST_CASE("pages, joined, are the whole list") {
  const running_service& it = running();
  it.add_account("pages");
  const std::string sources = it.value(
      "with made as (insert into source (id, type, account, executor) "
      "select gen_random_uuid(), 'instance', 'pages', 'pretend' from generate_series(1, 105) returning id) "
      "select string_agg(id::text, ' ') from made");
  std::istringstream ids{sources};
  const int port = it.program().port();
  const header token = with_token("pages");
  for (std::string id; ids >> id;)
    REQUIRE(ask(port, "POST", "/v1.0/pages/schedules", schedule_request(id), token).status == 202);
  it.sql(
      "insert into backup (id, source_id, level, automated, created, updated) "
      "select gen_random_uuid(), id, 'full', true, now(), now() from source where account = 'pages'");

  for (const std::string list : {"schedules", "backups"}) {
    std::vector<std::string> expected;
    for (const auto& row : it.sql("select " + std::string{list == "backups" ? "backup" : "schedule"} + ".id from " +
                                  (list == "backups" ? "backup" : "schedule") +
                                  " join source on source.id = source_id where source.account = 'pages' order by 1"))
      expected.emplace_back(row[0].c_str());
    REQUIRE(expected.size() == 105);
    for (const char* query : {"", "?limit=1", "?limit=35", "?limit=100", "?limit=7&unknown=x"}) {
      INFO(list << query);
      std::vector<std::string> found;
      std::vector<json> pages;
      for (std::string next = "/v1.0/pages/" + list + query; !next.empty();) {
        const reply page = ask(port, "GET", next, "", token);
        REQUIRE(page.status == 200);
        const json said = page.json();
        for (const json& one : said[list]) found.push_back(one["id"]);
        pages.push_back(said);
        next = said.contains("links") ? said["links"][0]["href"].get<std::string>() : "";
        if (!next.empty()) CHECK(said["links"][0]["rel"] == "next");
      }
      CHECK(found == expected);
      if (list != "backups") continue;
      const auto joined = rota::parse_backups(std::span<const json>{pages});
      REQUIRE(joined.has_value());
      CHECK(joined->size() == expected.size());
      CHECK_FALSE(rota::parse_backups(pages.front()).has_value());
    }
    const std::string path = "/v1.0/pages/" + list;
    const auto refused = [&](const std::string& query, rota::fault_kind kind) {
      INFO(query);
      check_fault(ask(port, "GET", path + query, "", token), kind);
    };
    for (const char* query : {"?limit=101", "?limit=99999999999999999999999"})
      refused(query, rota::fault_kind::over_limit);
    for (const char* query : {"?limit=0", "?limit=-1", "?limit=", "?limit=x", "?limit=1e1", "?limit=5&limit=6",
                              "?marker=", "?marker=x", "?marker='%20or%201=1", "?limit=1%00"})
      refused(query, rota::fault_kind::bad_request);
  }
}

TEST_CASE("backups on demand are made one at a time, on restore points of the same source") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const std::string backups = it.path("/backups");
  const auto request = [&](const std::string& more = "") {
    return R"({"backup": {"instance": ")" + source + "\"" + more + "}}";
  };
  const reply made = it.ask("POST", backups, request(R"(, "name": "before 2.0 <b>", "description": "ünï'\"")"));
  REQUIRE(made.status == 202);
  const json full = made.json()["backups"][0];
  const std::string id = full["id"];
  CHECK(full["status"] == "NEW");
  CHECK(full["type"] == "full");
  CHECK(full["is_automated"] == false);
  CHECK(full["name"] == "before 2.0 <b>");
  CHECK(full["description"] == "ünï'\"");
  CHECK(full["instance_id"] == source);
  CHECK(it.ask("GET", it.path("/backups/" + id)).body == made.body);
  CHECK(it.ask("GET", it.path("/instances/" + source + "/backups")).body == made.body);
  CHECK(it.value("select work_at <= rota_now() and version = 1 from source where id = '" + source + "'") == "t");

  check_fault(it.ask("POST", backups, request()), rota::fault_kind::unprocessable_entity, id);
  check_fault(it.ask("DELETE", it.path("/backups/" + id)), rota::fault_kind::unprocessable_entity, "NEW");
  it.sql("update backup set status = 'FAILED' where id = '" + id + "'");
  check_fault(it.ask("POST", backups, request(R"(, "parent_id": ")" + id + "\"")),
              rota::fault_kind::unprocessable_entity, "FAILED");
  check_fault(it.ask("POST", backups, request(R"(, "parent_id": ")" + std::string{nobody} + "\"")),
              rota::fault_kind::item_not_found, nobody);
  const std::string elsewhere = completed_backup(it, it.new_source());
  check_fault(it.ask("POST", backups, request(R"(, "parent_id": ")" + elsewhere + "\"")),
              rota::fault_kind::unprocessable_entity, elsewhere);

  const std::string parent = completed_backup(it, source);
  const reply built = it.ask("POST", backups, request(R"(, "parent_id": ")" + parent + "\""));
  REQUIRE(built.status == 202);
  CHECK(built.json()["backups"][0]["type"] == "incremental");
  CHECK(built.json()["backups"][0]["parent_id"] == parent);
  for (const char* body : {"{}", R"({"backup": {}})", R"({"backup": {"instance": "x"}})",
                           R"({"backup": {"instance": "44b277eb-39be-4921-be31-3d61b43651d7", "name": "a\u0000b"}})"})
    check_fault(it.ask("POST", backups, body), rota::fault_kind::bad_request);
  check_fault(it.ask("POST", backups, request(R"(, "name": "")")), rota::fault_kind::bad_request, "/backup/name");
}

TEST_CASE("a backup is deleted with all that is built on it, children first, unless one must stay") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const std::string full = completed_backup(it, source);
  const std::string child = completed_backup(it, source, full);
  const std::string grandchild = completed_backup(it, source, child);
  const std::string other = completed_backup(it, source);

  it.sql("update backup set pinned = true where id = '" + grandchild + "'");
  check_fault(it.ask("DELETE", it.path("/backups/" + full)), rota::fault_kind::unprocessable_entity, grandchild);
  CHECK(it.value("select count(*) from deletion where source_id = '" + source + "'") == "0");
  it.sql("update backup set pinned = false where id = '" + grandchild + "'");

  REQUIRE(it.ask("DELETE", it.path("/backups/" + child)).status == 202);
  REQUIRE(it.ask("DELETE", it.path("/backups/" + full)).status == 202);
  CHECK(it.value(
            "select string_agg(backup_id::text || ' ' || why, ', ' order by place) from deletion where source_id = '" +
            source + "'") == grandchild + " requested, " + child + " requested, " + full + " requested");
  CHECK(it.ask("GET", it.path("/backups/" + full)).json()["backups"][0]["status"] == "DELETE_FAILED");
  CHECK(it.ask("GET", it.path("/backups/" + other)).json()["backups"][0]["status"] == "COMPLETED");
  CHECK(it.value("select version from source where id = '" + source + "'") == "2");
  // Asking again changes nothing.
  CHECK(it.ask("DELETE", it.path("/backups/" + full)).status == 202);
  CHECK(it.value("select count(*) from deletion where source_id = '" + source + "'") == "3");
  // When the executor has deleted it, it is gone.
  it.sql("delete from backup where id = '" + grandchild + "'");
  check_fault(it.ask("DELETE", it.path("/backups/" + grandchild)), rota::fault_kind::item_not_found, grandchild);
}

TEST_CASE("deleting a schedule keeps its backups") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const std::string id = new_schedule(it, source);
  const std::string backup = completed_backup(it, source);
  REQUIRE(it.ask("DELETE", it.path("/schedules/" + id)).status == 202);
  CHECK(it.ask("GET", it.path("/backups/" + backup)).status == 200);
}

TEST_CASE("an account has no more schedules than its limit, and a source no more than one, however many ask at once") {
  const running_service& it = running();
  const int port = it.program().port();
  const auto statuses = [&](std::size_t count, const std::function<reply(std::size_t)>& ask_one) {
    std::vector<int> found(count);
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < count; ++i) clients.emplace_back([&, i] { found[i] = ask_one(i).status; });
    for (std::thread& one : clients) one.join();
    std::sort(found.begin(), found.end());
    return found;
  };
  const std::vector<int> one_of_8{202, 422, 422, 422, 422, 422, 422, 422};
  for (int round = 0; round < 5; ++round) {
    const std::string source = it.new_source();
    CHECK(statuses(8, [&](std::size_t) { return it.ask("POST", it.path("/schedules"), schedule_request(source)); }) ==
          one_of_8);
    CHECK(statuses(8, [&](std::size_t) {
            return it.ask("POST", it.path("/backups"), R"({"backup": {"instance": ")" + source + "\"}}");
          }) == one_of_8);
    const std::string going = completed_backup(it, it.new_source());
    CHECK(statuses(8, [&](std::size_t) { return it.ask("DELETE", it.path("/backups/" + going)); }) ==
          std::vector<int>(8, 202));

    const std::string account = "limited" + std::to_string(round);
    it.add_account(account, 3);
    std::vector<std::string> sources(8);
    for (std::string& one : sources) one = it.new_source(account);
    CHECK(statuses(8, [&](std::size_t i) {
            return ask(port, "POST", "/v1.0/" + account + "/schedules", schedule_request(sources[i]),
                       with_token(account));
          }) == std::vector<int>{202, 202, 202, 413, 413, 413, 413, 413});
    CHECK(it.value("select count(*) from schedule where account = '" + account + "'") == "3");

    // Whatever comes first, nobody finds half a change.
    const std::string id = new_schedule(it, it.new_source());
    const auto mixed = statuses(8, [&](std::size_t i) {
      if (i == 3) return it.ask("DELETE", it.path("/schedules/" + id));
      return it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"minute": )" + std::to_string(i) + "}}");
    });
    CHECK(std::all_of(mixed.begin(), mixed.end(), [](int status) { return status == 202 || status == 404; }));
  }
  it.add_account("none", 0);
  check_fault(ask(port, "POST", "/v1.0/none/schedules", schedule_request(it.new_source("none")), with_token("none")),
              rota::fault_kind::over_limit, "limit is 0");
}

TEST_CASE("a damaged record is a 500 without internals, which are in the log") {
  const running_service& it = running();
  const std::string source = it.new_source();
  const std::string id = new_schedule(it, source);
  it.sql("update schedule set record = record || '{\"hour\": \"secret inside\"}' where id = '" + id + "'");
  const reply said = it.ask("GET", it.path("/schedules/" + id));
  check_fault(said, rota::fault_kind::instance_fault);
  CHECK(said.body.find("secret inside") == std::string::npos);
  const std::string request = said.field("x-request-id");
  REQUIRE_FALSE(request.empty());
  CHECK(said.body.find(request) != std::string::npos);
  CHECK(text_of(it.log()).find("request " + request) != std::string::npos);
  CHECK(text_of(it.log()).find("secret inside") != std::string::npos);
  check_fault(it.ask("PUT", it.path("/schedules/" + id), R"({"schedule": {"hour": 3}})"),
              rota::fault_kind::instance_fault);
  // The page for operators shows the source all the same.
  const json status = it.ask_operators("/status?limit=1000").json();
  const auto& all = status["sources"];
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const json& one) { return one["source"]["id"] == source; });
  REQUIRE(found != all.end());
  CHECK(found->contains("schedule"));
  CHECK(it.ask("DELETE", it.path("/schedules/" + id)).status == 202);
}
