// SPDX-License-Identifier: MIT
#include "document_kind.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "document_top.hpp"
#include "errors.hpp"

namespace tool {

namespace {

/// How a message describes a kind, and where one is needed.
struct row {
  std::string_view what;
  std::string_view place;
};

constexpr std::array<row, 8> rows{{
    {"no document of rota", ""},
    {R"(a listing of backups, {"backups": [...]})", "--backups"},
    {R"(a schedule, {"schedule": {"id": ...}})", "--schedule"},
    {R"(a list of schedules, {"schedules": [...]})", "runs"},
    {R"(a create request, {"schedule": {"action": "backup", ...}})", "FILE"},
    {R"(an update request, {"schedule": {...}})", "FILE"},
    {R"(a policy, {"retention": {...}})", "--policy"},
    {"a create request, a schedule or a list of schedules", "runs"},
}};

const row& row_of(document_kind kind) { return rows[static_cast<std::size_t>(kind)]; }

}  // namespace

document_kind kind_of(const std::string& text) {
  const document_top top{text, [](const document_top&) { return false; }};
  if (!top.is_json()) return document_kind::unknown;
  if (top.has("/schedule")) {
    if (top.has("/schedule/next_run") || top.has("/schedule/id")) return document_kind::schedule;
    return top.has("/schedule/action") ? document_kind::create_request : document_kind::update_request;
  }
  if (top.has("/schedules")) return document_kind::schedules;
  if (top.has("/backups")) return document_kind::backups;
  return top.has("/retention") ? document_kind::policy : document_kind::unknown;
}

std::string description(document_kind kind) { return std::string{row_of(kind).what}; }

void require_kind(const input_file& file, const std::string& text, document_kind wanted) {
  const document_kind found = kind_of(text);
  if (found == wanted || found == document_kind::unknown) return;
  // An update lacks members of a create request, and which they are says more.
  const bool is_request = wanted == document_kind::create_request || wanted == document_kind::timing;
  if (is_request && (found == document_kind::update_request || found == document_kind::create_request)) return;
  throw refused{{rota::fault_kind::bad_request, file.title() + " seems to be " + description(found) + "; " +
                                                    std::string{row_of(wanted).place} + " takes " +
                                                    description(wanted)}};
}

}  // namespace tool
