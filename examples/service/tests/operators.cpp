// SPDX-License-Identifier: MIT
//
// What operators see: /status as the library judges, /metrics as Prometheus reads it, and pages into which no text
// injects markup.
#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "api_checks.hpp"

using namespace service::tests;
using json = nlohmann::ordered_json;

namespace {

/// The samples of a text of Prometheus. Checks each line on the way, and that each sample has a HELP and a TYPE before
/// it.
std::map<std::string, double> samples_of(const std::string& text) {
  const std::regex comment{R"(# (HELP|TYPE) ([a-z_]+) (.+))"};
  const std::regex sample{R"(([a-z_]+)(\{([a-z]+="([^"\\\n]|\\["\\n])*",?)+\})? (-?[0-9.e+]+))"};
  std::map<std::string, double> found;
  std::map<std::string, std::string> kinds;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    std::smatch parts;
    if (std::regex_match(line, parts, comment)) {
      kinds[parts[2]] += parts[1].str() + (parts[1] == "TYPE" ? parts[3].str() : "") + ' ';
      continue;
    }
    REQUIRE(std::regex_match(line, parts, sample));
    const std::string name = parts[1];
    const std::string kind = kinds[name];
    CHECK((kind == "HELP TYPEgauge " || kind == "HELP TYPEcounter "));
    CHECK(name.starts_with("rota_"));
    CHECK(name.ends_with("_total") == (kind == "HELP TYPEcounter "));
    CHECK(found.emplace(name + parts[2].str(), std::stod(parts[5])).second);
  }
  CHECK(text.ends_with('\n'));
  return found;
}

/// Adds sources, each with a full that was completed so many hours ago.
void add_backed_up(const running_service& it, int count, int hours) {
  it.sql(
      "with added as (insert into source (id, type, account, executor) select gen_random_uuid(), 'instance', '1234', "
      "'pretend' from generate_series(1, " +
      std::to_string(count) +
      ") returning id), "
      "chain as (select id as source_id, gen_random_uuid() as backup_id from added) "
      "insert into backup (id, source_id, level, automated, created, updated) "
      "select backup_id, source_id, 'full', true, at, at from chain, "
      "lateral (select rota_now() - make_interval(hours => " +
      std::to_string(hours) + ") as at) times");
  for (const char* status : {"BUILDING", "COMPLETED"})
    it.sql("update backup set status = '" + std::string{status} + "' where status in ('NEW', 'BUILDING')");
}

}  // namespace

TEST_CASE("the status of each source is what the library says of its backups") {
  const running_service& it = running();
  const std::string never = it.new_source();
  add_backed_up(it, 1, 3);
  add_backed_up(it, 1, 30);
  const std::string ok = it.value("select source_id from backup where created > rota_now() - interval '4 hours'");
  const std::string breached = it.value("select source_id from backup where created < rota_now() - interval '4 hours'");
  REQUIRE(it.ask("POST", it.path("/schedules"), schedule_request(ok)).status == 202);

  const json document = it.ask_operators("/status").json();
  std::map<std::string, json> sources;
  for (const json& one : document["sources"]) sources[one["source"]["id"]] = one;
  CHECK(sources[never]["state"] == "never");
  CHECK(sources[never]["newest"] == nullptr);
  CHECK(sources[never]["next"] == nullptr);
  CHECK(sources[ok]["state"] == "ok");
  CHECK(sources[ok]["chain"] == 1);
  const json schedules = it.ask("GET", it.path("/schedules")).json();
  CHECK(sources[ok]["next"] == schedules["schedules"][0]["next_run"].get<std::string>() + "Z");
  CHECK(sources[breached]["state"] == "breached");

  // The same as the library makes of the API's own listing.
  const auto backups = rota::parse_backups(it.ask("GET", it.path("/instances/" + breached + "/backups")).body);
  REQUIRE(backups.has_value());
  const rota::history past{*backups};
  const auto now =
      rota::sys_seconds{std::chrono::seconds{std::stoll(it.value("select extract(epoch from rota_now())::bigint"))}};
  const rota::source of{breached, rota::source_type::instance};
  const rota::protection found = rota::assess(past, of, std::chrono::hours{26}, now);
  CHECK(sources[breached].dump() == rota::to_document<json>(found, past, of).dump());

  it.sql("update schedule set record = record || '{\"running\": true}'");
  const json marked = it.ask_operators("/status").json();
  const json& shown = marked["sources"];
  const auto marked_one =
      std::find_if(shown.begin(), shown.end(), [&](const json& one) { return one["source"]["id"] == ok; });
  REQUIRE(marked_one != shown.end());
  CHECK((*marked_one)["running"]["id"] == nullptr);
  it.sql("delete from schedule");
}

TEST_CASE("the metrics are what Prometheus reads, and agree with the database") {
  const running_service& it = running();
  it.sql(
      "insert into source (id, type, account, executor, work_at) values "
      "(gen_random_uuid(), 'instance', '1234', 'a\"b\\c' || chr(10) || 'd', rota_now() - interval '90 seconds'), "
      "(gen_random_uuid(), 'instance', '1234', 'idle', rota_now() + interval '1 day')");
  const reply said = it.ask_operators("/metrics");
  REQUIRE(said.status == 200);
  CHECK(said.field("content-type") == "text/plain; version=0.0.4; charset=utf-8");
  auto found = samples_of(said.body);
  const auto count = [&](const std::string& query) { return std::stod(it.value(query)); };
  CHECK(found.at("rota_schedules") == count("select count(*) from schedule"));
  CHECK(found.at("rota_backups{status=\"COMPLETED\"}") ==
        count("select count(*) from backup where status = 'COMPLETED'"));
  CHECK(found.at("rota_backups{status=\"NEW\"}") == 0);
  CHECK(found.at("rota_deletions_pending") == 0);
  CHECK(found.at("rota_work_lag_seconds{executor=\"idle\"}") == 0);
  CHECK(found.at(R"(rota_work_lag_seconds{executor="a\"b\\c\nd"})") >= 90);
  CHECK(found.at("rota_leases{executor=\"pretend\"}") == 0);
  CHECK(found.at("rota_http_requests_total{server=\"operators\",code=\"200\"}") >= 1);

  // The protection is counted every few seconds.
  std::this_thread::sleep_for(std::chrono::milliseconds{5'500});
  it.sql("select claim('a worker', 'a\"b\\c' || chr(10) || 'd', 1, '1 hour')");
  found = samples_of(it.ask_operators("/metrics").body);
  CHECK(found.at("rota_sources{state=\"never\"}") + found.at("rota_sources{state=\"ok\"}") +
            found.at("rota_sources{state=\"breached\"}") ==
        count("select count(*) from source"));
  CHECK(found.at("rota_sources{state=\"ok\"}") == 1);
  CHECK(found.at("rota_sources{state=\"breached\"}") == 1);
  CHECK(found.at(R"(rota_leases{executor="a\"b\\c\nd"})") == 1);
  CHECK(found.at(R"(rota_work_lag_seconds{executor="a\"b\\c\nd"})") == 0);
  const double requests = found.at("rota_http_requests_total{server=\"api\",code=\"200\"}");
  static_cast<void>(it.ask("GET", it.path("/schedules")));
  CHECK(samples_of(it.ask_operators("/metrics").body).at("rota_http_requests_total{server=\"api\",code=\"200\"}") ==
        requests + 1);
}

TEST_CASE("the pages show the worst first, link to each, and no text becomes markup") {
  const running_service& it = running();
  std::this_thread::sleep_for(std::chrono::milliseconds{5'500});
  it.sql("insert into account values ('<script>alert(1)</script>\"''&')");
  const std::string source = it.value(
      "insert into source (id, type, account, executor) values (gen_random_uuid(), 'instance', "
      "'<script>alert(1)</script>\"''&', 'pretend') returning id");
  const reply list = it.ask_operators("/");
  REQUIRE(list.status == 200);
  CHECK(list.field("content-type") == "text/html; charset=utf-8");
  CHECK(list.field("content-security-policy") == "default-src 'none'; style-src 'unsafe-inline'");
  CHECK(list.body.find("<script") == std::string::npos);
  CHECK(list.body.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;") != std::string::npos);
  CHECK(list.body.find("href=\"/?source=" + source + "\"") != std::string::npos);
  const auto never = list.body.find("<strong>never</strong>");
  const auto breached = list.body.find("<strong>breached</strong>");
  const auto ok = list.body.find("<strong>ok</strong>");
  CHECK(never < breached);
  CHECK(breached < ok);
  REQUIRE(ok != std::string::npos);

  // The report of one source, with and without a schedule and backups.
  const std::string backed_up = it.value("select source_id from backup limit 1");
  for (const std::string& id : {source, backed_up}) {
    const reply report = it.ask_operators("/?source=" + id);
    REQUIRE(report.status == 200);
    CHECK(report.body.starts_with("<!DOCTYPE html>"));
    CHECK(report.body.find("<script") == std::string::npos);
  }
  CHECK(it.ask_operators("/?source=" + backed_up).body.find("Coming runs") == std::string::npos);
  REQUIRE(it.ask("POST", it.path("/schedules"), schedule_request(backed_up)).status == 202);
  CHECK(it.ask_operators("/?source=" + backed_up).body.find("Coming runs") != std::string::npos);
  CHECK(it.ask_operators("/?source=" + backed_up).body.find(backed_up) != std::string::npos);
}

TEST_CASE("faults have the API's form on the port of the operators too") {
  const running_service& it = running();
  check_fault(it.ask_operators("/nothing"), rota::fault_kind::item_not_found, "/status");
  check_fault(it.ask_operators("/v1.0/1234/schedules"), rota::fault_kind::item_not_found);
  check_fault(it.ask_operators("/?source=x"), rota::fault_kind::bad_request, "UUID");
  check_fault(it.ask_operators("/?source=00000000-0000-4000-8000-000000000000"), rota::fault_kind::item_not_found);
  check_fault(it.ask_operators("/status?limit=1001"), rota::fault_kind::over_limit);
  check_fault(it.ask_operators("/status?marker=x"), rota::fault_kind::bad_request);
  for (const char* method : {"POST", "PUT", "DELETE"})
    for (const char* path : {"/", "/status", "/metrics"}) {
      const reply said = it.ask_operators(path, method);
      check_fault(said, rota::fault_kind::bad_method);
      CHECK(said.field("allow") == "GET, HEAD");
    }
  // The pages are not on the port of the API.
  check_fault(it.ask("GET", "/status"), rota::fault_kind::item_not_found);
}

TEST_CASE("ten thousand sources are shown in bounded pages") {
  const running_service& it = running();
  add_backed_up(it, 10'000, 5);
  const auto all = static_cast<std::size_t>(std::stoul(it.value("select count(*) from source")));
  std::set<std::string> seen;
  std::size_t largest = 0;
  for (std::string next = "/status?limit=1000"; !next.empty();) {
    const reply page = it.ask_operators(next);
    REQUIRE(page.status == 200);
    largest = std::max(largest, page.body.size());
    const json said = page.json();
    for (const json& one : said["sources"]) seen.insert(one["source"]["id"].get<std::string>());
    next = said.contains("links") ? said["links"][0]["href"].get<std::string>() : "";
  }
  CHECK(seen.size() == all);
  CHECK(largest < 1'048'576);

  std::this_thread::sleep_for(std::chrono::milliseconds{5'500});
  const auto begun = std::chrono::steady_clock::now();
  const reply list = it.ask_operators("/");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  WARN("the census of " << all << " sources takes " << took.count() << " s, and the service "
                        << it.program().resident() / 1'048'576 << " MiB");
  CHECK(took.count() < 20);
  CHECK(list.body.size() < 262'144);
  CHECK(list.body.find("are left out") != std::string::npos);
  CHECK(it.program().resident() < memory_factor * 128 * 1'048'576);
}
