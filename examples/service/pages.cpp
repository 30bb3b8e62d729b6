// SPDX-License-Identifier: MIT
#include "pages.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>

#include "../rota/html.hpp"
#include "../rota/output.hpp"
#include "../rota/progress.hpp"
#include "../rota/report_data.hpp"
#include "../rota/report_page.hpp"
#include "../rota/report_style.hpp"
#include "metrics.hpp"
#include "paging.hpp"

namespace service {

namespace {

using json = nlohmann::ordered_json;
using rota::fault_kind;

constexpr page_bounds status_pages{.default_limit = 100, .max_limit = 1'000};
constexpr date::days report_horizon{90};

answer html_answer(std::string page) {
  return {.body = std::move(page),
          .type = "text/html; charset=utf-8",
          .fields = {{"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
                     {"X-Content-Type-Options", "nosniff"},
                     {"Cache-Control", "no-store"}}};
}

/// What /status says of one source. If its schedule cannot be read, the rest is shown all the same.
json status_of(const rota::source& one, const pqxx::field& schedule_record, const std::vector<rota::backup>& backups,
               std::chrono::seconds rpo, rota::sys_seconds at) {
  const rota::history past{backups};
  const auto without_schedule = [&] { return rota::to_document<json>(rota::assess(past, one, rpo, at), past, one); };
  if (schedule_record.is_null()) return without_schedule();
  try {
    const rota::schedule schedule = schedule_from(schedule_record.c_str());
    const rota::decision decided = rota::decide(schedule, past, at, rota::clock_of(schedule, zones));
    return rota::to_document<json>(rota::assess(past, schedule, rpo, at), past, one, rota::due_at(decided));
  } catch (const std::exception& why) {
    json document = without_schedule();
    document["schedule"] = std::string{"cannot be used: "} + why.what();
    return document;
  }
}

void add_row(tool::html& page, const surveyed_source& one, rota::sys_seconds now) {
  page.element("tr", {}, [&] {
    page.element("td", {{"class", "ref"}}, [&] {
      page.element("a", {{"class", "id"}, {"href", "/?source=" + encoded(one.source.id)}}, one.source.id);
    });
    page.element("td", {}, to_string(one.source.type));
    page.element("td", {{"class", "why"}}, [&] { page.element("bdi", {}, tool::shortened(one.account)); });
    const bool is_ok = one.state == rota::protection_state::ok;
    page.element("td", {{"class", is_ok ? "ok" : "bad"}}, [&] {
      page.element("strong", {}, to_string(one.state));
      if (one.since) page.element("span", {{"class", "below"}}, "since " + rota::format_instant(*one.since));
    });
    page.element("td", {}, [&] {
      if (!one.newest) return page.text("none");
      page.element("time", {{"datetime", rota::format_instant(*one.newest) + "Z"}}, rota::format_instant(*one.newest));
      if (now > *one.newest)
        page.element("span", {{"class", "below"}}, tool::format_length(now - *one.newest) + " old");
    });
  });
}

void add_sources(tool::html& page, const census_result& all, std::chrono::seconds rpo) {
  using rota::protection_state;
  const auto count = [&](protection_state state) { return all.counts.at(static_cast<std::size_t>(state)); };
  page.element("header", {}, [&] {
    page.element("h1", {}, "Backups of all sources");
    page.element("p", {{"class", "origin"}},
                 "As of " + rota::format_instant(all.now) +
                     " UTC. The objective is a restore point that is less than " + tool::format_length(rpo) + " old.");
    page.element("ul", {{"class", "figures"}}, [&] {
      const auto add = [&](std::string_view name, protection_state state) {
        page.element("li", {}, [&] {
          page.element("span", {{"class", "name"}}, name);
          page.element("strong", {}, tool::grouped(count(state)));
        });
      };
      add("Protected", protection_state::ok);
      add("Breached", protection_state::breached);
      add("Never backed up", protection_state::never);
    });
  });
  page.element("main", {}, [&] {
    page.element("section", {{"class", "card"}}, [&] {
      page.element("h2", {}, all.worst.size() < all.sources() ? "The worst sources" : "Every source, the worst first");
      page.element("section", {{"class", "wide"}, {"tabindex", "0"}, {"aria-label", "Sources"}}, [&] {
        page.element("table", {}, [&] {
          page.element("thead", {}, [&] {
            page.element("tr", {}, [&] {
              for (const char* name : {"Source", "Type", "Account", "State", "Newest restore point"})
                page.element("th", {{"scope", "col"}}, name);
            });
          });
          page.element("tbody", {}, [&] {
            for (const surveyed_source& one : all.worst) add_row(page, one, all.now);
          });
        });
      });
      if (all.worst.size() < all.sources())
        page.element("p", {{"class", "note"}},
                     tool::grouped(all.sources() - all.worst.size()) + " of " + tool::counted(all.sources(), "source") +
                         " are left out; /status lists them all.");
    });
  });
}

}  // namespace

router operator_pages::routes(std::vector<named_server> servers) {
  router all{"there are /, /status and /metrics"};
  all.add("GET", "/", [this](const call& of) { return page(of); });
  all.add("GET", "/status", [this](const call& of) { return status(of); });
  all.add("GET", "/metrics", [this, counted = std::move(servers)](const call& /*of*/) { return metrics(counted); });
  return all;
}

answer operator_pages::status(const call& of) {
  const page_request page = page_of(of, status_pages);
  return pool_.read([&](pqxx::transaction_base& in) {
    const rota::sys_seconds at = now(in);
    const auto rows = in.exec_params(
        "select source.id, type, record from source left join schedule on source_id = source.id "
        "where $1::uuid is null or source.id > $1::uuid order by source.id limit $2",
        page.marker, page.fetched());
    const std::size_t shown = std::min<std::size_t>(page.limit, rows.size());
    std::string ids;
    for (std::size_t i = 0; i < shown; ++i) ids.append(i == 0 ? "{" : ",").append(rows[i][0].c_str());
    std::map<std::string, std::vector<rota::backup>> backups;
    if (shown != 0)
      for (const auto& row :
           in.exec_params("select source_id, record from backup_record where source_id = any ($1::uuid[])", ids + "}"))
        backups[row[0].as<std::string>()].push_back(backup_from(row[1].c_str()));

    json sources = json::array();
    for (std::size_t i = 0; i < shown; ++i) {
      const auto row = rows[i];
      const rota::source one{row[0].as<std::string>(), *rota::parse_enum<rota::source_type>(row[1].c_str())};
      sources.push_back(status_of(one, row[2], backups[one.id], rpo_, at));
    }
    json document{{"sources", std::move(sources)}};
    if (rows.size() > shown) document["links"] = next_link(of, page, rows[shown - 1][0].as<std::string>());
    return json_answer(200, document);
  });
}

answer operator_pages::metrics(const std::vector<named_server>& servers) {
  metrics_text text;
  const auto protection = protection_.take();
  pool_.read([&](pqxx::transaction_base& in) {
    metrics_text fresh;
    add_database_metrics(fresh, in);
    text = std::move(fresh);
  });
  text.family("rota_sources", "gauge", "Sources, by whether they are protected.");
  for (std::size_t state = 0; state < protection->counts.size(); ++state)
    text.sample({{"state", std::string{to_string(static_cast<rota::protection_state>(state))}}},
                static_cast<double>(protection->counts.at(state)));
  text.family("rota_protection_timestamp_seconds", "gauge",
              "When rota_sources was counted, on the clock of the service.");
  text.sample({}, static_cast<double>(protection->now.time_since_epoch().count()));
  text.family("rota_http_requests_total", "counter", "Requests that were answered, by server and by status.");
  for (const named_server& one : servers)
    for (const auto& [status, count] : one.server->answered())
      text.sample({{"server", one.name}, {"code", std::to_string(status)}}, static_cast<double>(count));
  return {.body = std::move(text).finished(), .type = "text/plain; version=0.0.4; charset=utf-8"};
}

answer operator_pages::page(const call& of) {
  const auto source = of.parameter("source");
  if (!source) return list_page();
  const auto id = rota::parse_uuid(*source);
  if (!id)
    throw refusal{fault_kind::bad_request,
                  "found the source " + rota::detail::in_quotes(*source) + "; expected a UUID, as on the page /"};
  return report_of(*id);
}

answer operator_pages::list_page() {
  const auto all = protection_.take();
  tool::html page;
  page.verbatim("<!DOCTYPE html>");
  page.element("html", {{"lang", "en"}}, [&] {
    page.element("head", {}, [&] {
      page.lone("meta", {{"charset", "utf-8"}});
      page.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
      page.element("title", {}, "Backups of all sources");
      page.element("style", {}, [&] { page.verbatim(tool::report_style); });
    });
    page.element("body", {}, [&] { add_sources(page, *all, rpo_); });
  });
  return html_answer(std::move(page).finished());
}

answer operator_pages::report_of(const std::string& source_id) {
  tool::report_request asked;
  tool::plan_input read;
  pool_.read([&](pqxx::transaction_base& in) {
    const auto found = in.exec_params("select type from source where id = $1", source_id);
    if (found.empty())
      throw refusal{fault_kind::item_not_found, "there is no source " + rota::detail::in_quotes(source_id)};
    const rota::source source{source_id, *rota::parse_enum<rota::source_type>(found[0][0].c_str())};
    read = {.schedule = schedule_of(in, source_id), .backups = backups_of(in, source_id), .of = tool::scope{source}};
    asked.in.now = now(in);
  });
  asked.pages = {"the records of the service"};
  asked.in.until = asked.in.now + report_horizon;
  asked.rpo = rpo_;
  if (read.schedule) {
    asked.schedule = read.schedule->id;
    asked.policy = rota::retention_of(*read.schedule);
  }
  auto clock = read.schedule ? rota::clock_of(*read.schedule, zones) : rota::wall_clock{tool::any_zone{}};
  tool::progress unwatched{"planning"};
  const tool::report_data data{std::move(asked), std::move(read), std::move(clock), unwatched};
  return html_answer(tool::report_page(data));
}

}  // namespace service
