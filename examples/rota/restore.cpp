// SPDX-License-Identifier: MIT
//
// rota restore: the backups that restoring one of them needs.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <rota/rota.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "json_output.hpp"
#include "output.hpp"

namespace tool {

namespace {

struct restore_options {
  std::vector<input_file> backups;
  std::string id;
};

rota::fault not_found(const std::vector<rota::backup>& backups, const std::string& id) {
  std::vector<std::string_view> ids;
  ids.reserve(backups.size());
  for (const rota::backup& one : backups) ids.push_back(one.id);
  const auto meant = rota::detail::nearest(id, ids);
  return {rota::fault_kind::item_not_found,
          "there is no backup " + rota::detail::in_quotes(id) +
              (meant.empty() ? "" : "; did you mean " + rota::detail::in_quotes(meant) + "?")};
}

std::size_t find_backup(const std::vector<rota::backup>& backups, const std::string& written) {
  const std::string id = rota::parse_uuid(written).value_or(written);  // as it is read from the listing
  const auto found =
      std::find_if(backups.begin(), backups.end(), [&](const rota::backup& one) { return one.id == id; });
  if (found == backups.end()) throw refused{not_found(backups, id)};
  return static_cast<std::size_t>(found - backups.begin());
}

void restore(const restore_options& options, const common_options& common) {
  const auto backups = read_backups(options.backups);
  const rota::history past{backups};
  auto order = restore_order(past, find_backup(backups, options.id));
  if (!order) {
    std::string why = to_string(order.error().front());
    throw refused{{rota::fault_kind::unprocessable_entity, std::move(why), std::move(order.error())}};
  }
  if (common.json) {
    print_json_order(*order, backups);
    return;
  }
  table lines{{"", "created (UTC)", "level", "id"}};
  for (const std::size_t i : *order)
    lines.add({{std::to_string(past.depth(i))},
               {rota::format_instant(backups[i].created)},
               {std::string{to_string(backups[i].level())}, style_of(backups[i].level())},
               {backups[i].id}});
  lines.print(common.colour);
}

}  // namespace

void add_restore(command_line& line, const common_options& common) {
  const auto options = std::make_shared<restore_options>();
  option_list command = line.add_command("restore", "List the backups needed to restore one of them, in order",
                                         [options, &common] { restore(*options, common); });
  command.value("ID", options->id, "The id of the backup to restore").required();
  command.values("--backups", options->backups, "The existing backups; repeat it for each page of the listing")
      .required();
}

}  // namespace tool
