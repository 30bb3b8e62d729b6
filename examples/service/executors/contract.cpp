// SPDX-License-Identifier: MIT
#include "contract.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <new>
#include <rota/detail/quoting.hpp>
#include <span>
#include <system_error>

#include "files.hpp"

namespace service::executors {

namespace {

static_assert(static_cast<int>(failure::wrong_call) == EX_USAGE && static_cast<int>(failure::not_now) == EX_TEMPFAIL);

using nlohmann::json;
using rota::detail::in_quotes;

// --- the job: each reader throws if it does not find what it expects ---

[[noreturn]] void refuse_job(const std::string& found, const std::string& expected) {
  throw refusal{failure::wrong_call, "the job on standard input: found " + found + "; expected " + expected};
}

/// The value, shortened for a message.
std::string shown(const json& value) {
  constexpr std::size_t longest = 60;
  return rota::detail::printable(value.dump(-1, ' ', true, json::error_handler_t::replace), longest);
}

const json& member(const json& owner, const std::string& name, const std::string& expected) {
  const auto found = owner.find(name);
  if (found == owner.end()) refuse_job("no member " + in_quotes(name), expected);
  return *found;
}

std::string id_of(const json& value, const std::string& name) {
  auto id = value.is_string() ? rota::parse_uuid(value.get_ref<const std::string&>()) : std::nullopt;
  if (!id) refuse_job(shown(value) + " in " + in_quotes(name), "a UUID, such as 44b277eb-39be-4921-be31-3d61b43651d7");
  return *id;
}

rota::sys_seconds instant_of(const json& value, const std::string& name) {
  const auto instant = value.is_string() ? rota::parse_instant(value.get_ref<const std::string&>()) : std::nullopt;
  if (!instant) refuse_job(shown(value) + " in " + in_quotes(name), "an instant, such as \"2014-11-23T14:30:00Z\"");
  return *instant;
}

template <class Enum>
Enum name_of(const json& value, const std::string& name, const std::string& expected) {
  const auto found = value.is_string() ? rota::parse_enum<Enum>(value.get_ref<const std::string&>()) : std::nullopt;
  if (!found) refuse_job(shown(value) + " in " + in_quotes(name), expected);
  return *found;
}

job read_job(const json& from, bool has_folder) {
  if (!from.is_object()) refuse_job(shown(from), R"(an object with the members "id", "level" and so on)");
  job one{.id = id_of(member(from, "id", "the id of the backup"), "id"),
          .level = {},
          .chain = {},
          .source = {},
          .settings = member(from, "settings", "the settings of the executor, an object"),
          .slot = std::nullopt,
          .now = instant_of(member(from, "now", "the current instant"), "now"),
          .to = ""};
  const std::string levels = R"("full", "differential" or "incremental")";
  one.level = name_of<rota::level>(member(from, "level", levels), "level", levels);

  const std::string chain = "the array of the backups that it is built on, empty for a full";
  const json& ids = member(from, "chain", chain);
  if (!ids.is_array()) refuse_job(shown(ids) + R"( in "chain")", chain);
  for (const json& id : ids) one.chain.push_back(id_of(id, "chain"));
  if (one.chain.empty() != (one.level == rota::level::full))
    refuse_job("the level " + in_quotes(to_string(one.level)) + " with " + std::to_string(one.chain.size()) +
                   R"( ids in "chain")",
               chain);

  const std::string source = R"(an object such as {"id": "44b277eb-39be-4921-be31-3d61b43651d7", "type": "instance"})";
  const json& owner = member(from, "source", source);
  if (!owner.is_object()) refuse_job(shown(owner) + R"( in "source")", source);
  one.source.id = id_of(member(owner, "id", "the id of the source"), "source.id");
  const std::string types = R"("instance" or "ha")";
  one.source.type = name_of<rota::source_type>(member(owner, "type", types), "source.type", types);

  if (!one.settings.is_object()) refuse_job(shown(one.settings) + R"( in "settings")", "an object");
  const json& slot = member(from, "slot", "an instant, or null for a backup on demand");
  if (!slot.is_null()) one.slot = instant_of(slot, "slot");

  if (!has_folder) return one;
  const std::string folder = "the path of an empty folder, from the root";
  const json& to = member(from, "to", folder);
  if (!to.is_string() || !to.get_ref<const std::string&>().starts_with('/'))
    refuse_job(shown(to) + R"( in "to")", folder);
  one.to = to.get<std::string>();
  std::error_code problem;
  if (!std::filesystem::is_empty(one.to, problem) || problem || !std::filesystem::is_directory(one.to))
    throw refusal{
        failure::impossible,
        in_quotes(one.to) + " is not an empty folder; a restore never overwrites files; give it an empty one"};
  return one;
}

job read_job(bool has_folder) {
  constexpr std::size_t most = 1U << 20U;  // a chain of 20,000 backups
  try {
    return read_job(json::parse(read_all(STDIN_FILENO, most, "the job on standard input")), has_folder);
  } catch (const std::length_error& problem) {
    throw refusal{failure::wrong_call, problem.what()};
  } catch (const json::parse_error& problem) {
    refuse_job("no JSON, " + std::string{problem.what()}, "a JSON object");
  }
}

// --- the answer ---

json answer_of(const standing& stands) {
  if (const auto* const one = std::get_if<running>(&stands)) {
    json answer{{"state", "running"}};
    if (one->expected) answer["expected"] = to_text(*one->expected);
    return answer;
  }
  if (const auto* const one = std::get_if<completed>(&stands)) {
    json answer{{"state", "completed"}};
    if (one->size_gib) answer["size_gib"] = *one->size_gib;
    return answer;
  }
  if (const auto* const one = std::get_if<failed>(&stands)) return {{"state", "failed"}, {"message", one->message}};
  return {{"state", "unknown"}};
}

struct verb {
  std::string_view name;
  json (*call)(executor&, const job&);
};
constexpr std::string_view restores = "restore";
constexpr std::array<verb, 4> verbs{{
    {"start",
     [](executor& with, const job& one) {
       const auto expected = with.start(one);
       return expected ? json{{"expected", to_text(*expected)}} : json::object();
     }},
    {"state", [](executor& with, const job& one) { return answer_of(with.state(one)); }},
    {"delete",
     [](executor& with, const job& one) {
       with.remove(one);
       return json::object();
     }},
    {restores,
     [](executor& with, const job& one) {
       with.restore(one);
       return json::object();
     }},
}};

/// Whether the machine lacks something that it may have again later, such as space on a disk, or the disk itself.
bool is_shortage(const std::error_code& problem) {
  constexpr std::array shortages{ENOSPC, EDQUOT, EFBIG, ENOMEM, EAGAIN, EMFILE,
                                 ENFILE, EROFS,  EIO,   ESTALE, ENOLCK, ETIMEDOUT};
  return std::find(shortages.begin(), shortages.end(), problem.value()) != shortages.end();
}

json call(const std::string& usage, std::vector<std::string> arguments, const executor_factory& make) {
  if (arguments.empty()) throw refusal{failure::wrong_call, "no verb; " + usage};
  const auto* const called =
      std::find_if(verbs.begin(), verbs.end(), [&](const verb& one) { return one.name == arguments.back(); });
  if (called == verbs.end())
    throw refusal{failure::wrong_call,
                  "found " + in_quotes(arguments.back()) +
                      "; expected one of the verbs start, state, delete and restore as the last argument; " + usage};
  arguments.pop_back();
  const auto with = make(arguments);
  return called->call(*with, read_job(called->name == restores));
}

}  // namespace

std::string to_text(rota::sys_seconds instant) { return rota::format_instant(instant) + 'Z'; }

std::optional<std::string> text_setting(const json& settings, const std::string& name) {
  const auto found = settings.find(name);
  if (found == settings.end()) return std::nullopt;
  if (!found->is_string() || found->get_ref<const std::string&>().empty() ||
      found->get_ref<const std::string&>().find('\0') != std::string::npos)
    refuse_job(shown(*found) + " in " + in_quotes("settings." + name), "a text that is not empty");
  return found->get<std::string>();
}

std::optional<unsigned> number_setting(const json& settings, const std::string& name) {
  const auto found = settings.find(name);
  if (found == settings.end()) return std::nullopt;
  constexpr unsigned most = 1'000'000;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most)
    refuse_job(shown(*found) + " in " + in_quotes("settings." + name),
               "a whole number, from 0 to " + std::to_string(most));
  return found->get<unsigned>();
}

int run_executor(const std::string& usage, std::vector<std::string> arguments, const executor_factory& make) {
  const auto fail = [](failure how, std::string_view why) {
    std::cerr << why << '\n';
    return static_cast<int>(how);
  };
  try {
    const json answer = call(usage, std::move(arguments), make);
    write_all(STDOUT_FILENO, answer.dump(-1, ' ', true, json::error_handler_t::replace) + '\n', "standard output");
    return 0;
  } catch (const refusal& problem) {
    return fail(problem.how(), problem.what());
  } catch (const std::system_error& problem) {
    return fail(is_shortage(problem.code()) ? failure::not_now : failure::impossible, problem.what());
  } catch (const std::bad_alloc& problem) {
    return fail(failure::not_now, problem.what());
  } catch (const std::exception& problem) {
    return fail(failure::impossible, problem.what());
  }
}

}  // namespace service::executors
