// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <rota/import/listing.hpp>
#include <rota/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "document_kind.hpp"
#include "errors.hpp"
#include "formats.hpp"

namespace tool {

namespace {

/// Reads a whole file, which should hold the document `wanted`. Text has no NUL byte, so that the first one ends the
/// reading: a disk image costs one block.
std::string read_text(const input_file& file, document_kind wanted) {
  const bool is_piped = file.is_standard_input();
  if (file.is_typed()) std::cerr << "rota: reading JSON from standard input; end it with Ctrl-D\n";
  const std::string name = is_piped ? "standard input" : "the file " + file.name;
  const auto cannot_read = [&] {
    return wrong_usage{"cannot read " + name + ": " + std::generic_category().message(errno) + "; name a file" +
                       (is_piped ? "" : ", or - for standard input")};
  };
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): unique_ptr is the owner
  const auto close = [](std::FILE* stream) { return stream == stdin ? 0 : std::fclose(stream); };
  const std::unique_ptr<std::FILE, decltype(close)> stream{is_piped ? stdin : std::fopen(file.name.c_str(), "rb"),
                                                           close};
  if (!stream) throw cannot_read();
  std::string text;
  std::array<char, 65'536> block{};
  // After the end of what is typed at a terminal, reading again would wait for more.
  while (std::feof(stream.get()) == 0 && std::ferror(stream.get()) == 0) {
    const std::size_t length = std::fread(block.data(), 1, block.size(), stream.get());
    const std::size_t nul = std::string_view{block.data(), length}.find('\0');
    if (nul != std::string_view::npos)
      throw refused{{rota::fault_kind::bad_request, name + " is not text: byte " + std::to_string(text.size() + nul) +
                                                        " of it is NUL; give JSON in UTF-8"}};
    text.append(block.data(), length);
  }
  if (std::ferror(stream.get()) != 0) throw cannot_read();
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw refused{{rota::fault_kind::bad_request, name + " is empty; expected " + description(wanted)}};
  return text;
}

template <class T>
T value_or_refuse(rota::result<T>&& result) {
  if (!result) throw refused{rota::bad_request(std::move(result.error()))};
  return std::move(*result);
}

/// The same for what a file holds, which should be the document `wanted`.
template <class T>
T value_or_refuse(rota::result<T>&& result, const input_file& file, const std::string& text, document_kind wanted) {
  if (!result) {
    require_kind(file, text, wanted);
    throw refused{rota::bad_request(std::move(result.error())), file.title()};
  }
  return std::move(*result);
}

bool are_same(const input_file& one, const input_file& other) {
  std::error_code cannot_tell;
  return (one.is_standard_input() && other.is_standard_input()) ||
         std::filesystem::equivalent(one.name, other.name, cannot_tell);
}

/// Throws `wrong_usage` if two of the pages are the same file: its backups would be listed twice.
void require_named_once(const std::vector<input_file>& pages) {
  for (auto page = pages.begin(); page != pages.end(); ++page) {
    const auto same =
        std::find_if(pages.begin(), page, [&](const input_file& before) { return are_same(before, *page); });
    if (same != page)
      throw wrong_usage{"the backups " + same->name + " and " + page->name +
                        " are the same file; leave one of them out"};
  }
}

/// Throws `refused` for a text that is no listing, whose top is `found`.
[[noreturn]] void refuse_listing(const input_file& file, const std::string& text, const std::string& found) {
  require_kind(file, text, document_kind::backups);
  throw refused{{rota::fault_kind::bad_request, "found " + found + "; expected " + instead_of_listing() +
                                                    "; if it is one of these, say which, as in --format restic"},
                file.title()};
}

/// The format that all of the texts have. Throws `refused` if one has none or another.
listing_format format_of(const std::vector<input_file>& files, const std::vector<std::string>& texts) {
  std::optional<listing_format> common;
  std::size_t first = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const format_guess guess = guess_format(texts[i]);
    if (!guess.format && !guess.is_json) continue;  // the parser says where it goes wrong
    if (!guess.format) refuse_listing(files[i], texts[i], guess.found);
    if (!common) first = i;
    if (common.value_or(*guess.format) != *guess.format)
      throw refused{{rota::fault_kind::bad_request, files[first].title() + " seems to be " + description(*common) +
                                                        ", and " + files[i].title() + " " + description(*guess.format) +
                                                        "; give the listings of one tool at a time"}};
    common = guess.format;
  }
  return common.value_or(listing_format::api);
}

/// Throws `refused` if the text of a file, which is not valid in the format `used`, seems to be something else.
void require_format(const input_file& file, const std::string& text, listing_format used) {
  const format_guess guess = guess_format(text);
  if (!guess.is_json) return;
  if (!guess.format) return require_kind(file, text, document_kind::backups);
  if (*guess.format != used)
    throw refused{{rota::fault_kind::bad_request, "it seems to be " + description(*guess.format) + ", not " +
                                                      description(used) + "; leave --format out"},
                  file.title()};
}

/// The file whose number is at the beginning of a pointer, if the pointers of a listing have one.
const input_file& file_of(const std::string& pointer, const std::vector<input_file>& files) {
  return files.size() == 1 ? files.front() : files[std::stoul(pointer.substr(1))];
}

/// The text without line breaks and other characters that a terminal would act on.
std::string in_one_line(const std::string& text) {
  std::string line;
  for (const char letter : text) {
    const bool is_control = static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
    line += is_control ? rota::detail::printable({&letter, 1}, 1) : std::string{letter};
  }
  return line;
}

/// Prints on standard error what a listing says and its backups cannot hold.
void print_notes(const rota::issues& notes, const std::vector<input_file>& files) {
  for (const rota::issue& note : notes) {
    const input_file& file = file_of(note.pointer, files);
    const std::size_t number = files.size() == 1 ? 0 : std::min(note.pointer.find('/', 1), note.pointer.size());
    const rota::issue inside{note.pointer.substr(number), note.code, note.message};
    std::cerr << "rota: note: " << (files.size() == 1 ? "" : file.title() + ": ") << in_one_line(to_string(inside))
              << '\n';
  }
}

/// The request in `text` with another calendar; nullopt if it has no place for one.
std::optional<nlohmann::json> with_calendar(const std::string& text, const rota::parsed_calendar& calendar) {
  auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("schedule") || !document["schedule"].is_object()) return std::nullopt;
  nlohmann::json& request = document["schedule"];
  for (const char* const name : {"day_of_week", "hour", "minute"}) request.erase(name);
  request["calendar"] = calendar.when;
  if (calendar.zone) request["zone"] = *calendar.zone;
  return document;
}

}  // namespace

bool input_file::is_typed() const { return is_standard_input() && isatty(STDIN_FILENO) != 0; }

rota::schedule_spec read_create_request(const input_file& file, const std::optional<rota::parsed_calendar>& calendar) {
  const std::string text = read_text(file, document_kind::create_request);
  const auto document = calendar ? with_calendar(text, *calendar) : std::nullopt;
  return value_or_refuse(document ? rota::parse_create_request(*document) : rota::parse_create_request(text), file,
                         text, document_kind::create_request);
}

rota::schedule_change read_update_request(const input_file& file,
                                          const std::optional<rota::parsed_calendar>& calendar) {
  const std::string text = read_text(file, document_kind::update_request);
  const auto document = calendar ? with_calendar(text, *calendar) : std::nullopt;
  return value_or_refuse(document ? rota::parse_update_request(*document) : rota::parse_update_request(text), file,
                         text, document_kind::update_request);
}

rota::schedule_change update_request_of(const rota::parsed_calendar& calendar) {
  return value_or_refuse(rota::parse_update_request(*with_calendar(R"({"schedule": {}})", calendar)));
}

rota::schedule read_schedule(const input_file& file) {
  const std::string text = read_text(file, document_kind::schedule);
  return value_or_refuse(rota::parse_schedule(text), file, text, document_kind::schedule);
}

rota::retention read_policy(const input_file& file) {
  const std::string text = read_text(file, document_kind::policy);
  return value_or_refuse(rota::parse_retention(text), file, text, document_kind::policy);
}

backup_listing read_listing(const std::vector<input_file>& files, std::optional<listing_format> format) {
  require_named_once(files);
  std::vector<std::string> texts;
  texts.reserve(files.size());
  for (const input_file& file : files) texts.push_back(read_text(file, document_kind::backups));
  const listing_format used = format ? *format : format_of(files, texts);
  auto found = parse_listing(used, std::vector<std::string_view>{texts.begin(), texts.end()});
  if (!found) {
    for (std::size_t i = 0; i < files.size(); ++i) require_format(files[i], texts[i], used);
    if (files.size() == 1) throw refused{rota::bad_request(std::move(found.error())), files.front().title()};
    if (used != listing_format::api)  // whose pages are one listing
      for (rota::issue& one : found.error())
        if (!one.pointer.empty()) one.message.insert(0, file_of(one.pointer, files).title() + ": ");
    throw refused{rota::bad_request(std::move(found.error()))};
  }
  print_notes(found->notes, files);
  return {std::move(found->backups), used};
}

std::vector<rota::backup> read_backups(const std::vector<input_file>& files, std::optional<listing_format> format) {
  return read_listing(files, format).backups;
}

std::variant<std::vector<rota::schedule>, rota::schedule, rota::schedule_spec> read_schedules_or_request(
    const input_file& file) {
  const std::string text = read_text(file, document_kind::timing);
  const document_kind kind = kind_of(text);
  if (kind == document_kind::schedules) return value_or_refuse(rota::parse_schedules(text), file, text, kind);
  if (kind == document_kind::schedule) return value_or_refuse(rota::parse_schedule(text), file, text, kind);
  return value_or_refuse(rota::parse_create_request(text), file, text, document_kind::timing);
}

void require_different(const named_input& one, const named_input& other) {
  if (one.file.is_standard_input() && other.file.is_standard_input())
    throw wrong_usage{one.name + " and " + other.name + " cannot both be standard input; name a file for one of them"};
}

void require_different(const named_input& one, const std::vector<input_file>& pages) {
  for (const input_file& page : pages) require_different(one, {page, "the backups"});
}

}  // namespace tool
