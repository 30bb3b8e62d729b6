// SPDX-License-Identifier: MIT
#include "metrics.hpp"

#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <rota/detail/quoting.hpp>
#include <rota/rota.hpp>
#include <string>

namespace service {

void metrics_text::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ")
      .append(name)
      .append(" ")
      .append(help)
      .append("\n# TYPE ")
      .append(name)
      .append(" ")
      .append(type);
  text_ += '\n';
}

void metrics_text::sample(const labels& with, double value) {
  text_ += name_;
  for (std::size_t i = 0; i < with.size(); ++i) {
    text_.append(i == 0 ? "{" : ",").append(with[i].first).append("=\"");
    for (const char letter : rota::detail::valid_utf8(with[i].second)) {
      if (letter == '\\' || letter == '"') text_ += '\\';
      text_ += letter == '\n' ? std::string{"\\n"} : std::string{letter};
    }
    text_ += '"';
  }
  std::array<char, 32> digits{};
  char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text_.append(with.empty() ? " " : "} ").append(digits.data(), end).append("\n");
}

void add_database_metrics(metrics_text& into, pqxx::transaction_base& in) {
  const auto number = [&](const char* query) { return in.exec1(query)[0].as<double>(); };
  into.family("rota_schedules", "gauge", "Schedules.");
  into.sample({}, number("select count(*) from schedule"));

  into.family("rota_backups", "gauge", "Backups, by status.");
  std::map<std::string, double, std::less<>> counts;
  for (const auto& row : in.exec("select status, count(*) from backup group by status"))
    counts[row[0].as<std::string>()] = row[1].as<double>();
  for (const std::string_view status : rota::detail::enum_names<rota::backup_status>) {
    const auto found = counts.find(status);
    into.sample({{"status", std::string{status}}}, found == counts.end() ? 0 : found->second);
  }

  into.family("rota_deletions_pending", "gauge", "Deletions that are recorded but not done yet.");
  into.sample({}, number("select count(*) from deletion where done is null"));

  const auto executors = in.exec(
      "select executor, greatest(coalesce(extract(epoch from rota_now() - min(work_at)), 0), 0), "
      "count(*) filter (where worker is not null and work_at > rota_now()) "
      "from source group by executor order by executor");
  into.family("rota_work_lag_seconds", "gauge",
              "How long the oldest due work has waited, by executor, on the clock of the service.");
  for (const auto& row : executors) into.sample({{"executor", row[0].as<std::string>()}}, row[1].as<double>());
  into.family("rota_leases", "gauge", "Sources that a worker holds, by executor.");
  for (const auto& row : executors) into.sample({{"executor", row[0].as<std::string>()}}, row[2].as<double>());

  into.family("rota_clock_timestamp_seconds", "gauge", "The clock of the service.");
  into.sample({}, number("select extract(epoch from rota_now())"));
}

}  // namespace service
