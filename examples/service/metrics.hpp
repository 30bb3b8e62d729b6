// SPDX-License-Identifier: MIT
//
// metrics.hpp: numbers as Prometheus reads them.
//
//   metrics_text text;
//   text.family("rota_backups", "gauge", "Backups, by status.");        // HELP and TYPE
//   text.sample({{"status", "COMPLETED"}}, 17);                         // rota_backups{status="COMPLETED"} 17
//   std::move(text).finished()
//
// Source: the text format 0.0.4 of Prometheus.
#ifndef ROTA_SERVICE_METRICS_HPP
#define ROTA_SERVICE_METRICS_HPP

#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace service {

class metrics_text {
 public:
  using labels = std::vector<std::pair<std::string_view, std::string>>;

  /// Begins a family of samples. Precondition: each name is used once, and no text needs escaping.
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// Adds a sample to the family that was begun last. Values of labels may be any text.
  void sample(const labels& with, double value);
  [[nodiscard]] std::string finished() && { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

/// Adds the numbers that the database has.
void add_database_metrics(metrics_text& into, pqxx::transaction_base& in);

}  // namespace service

#endif
