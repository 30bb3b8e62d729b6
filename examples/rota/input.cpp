// SPDX-License-Identifier: MIT
#include "input.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <rota/json.hpp>
#include <utility>

#include "errors.hpp"

namespace tool {

namespace {

std::string read_text(const input_file& file) {
  const auto read = [&](std::istream& stream) {
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    if (stream.bad()) throw wrong_usage{"cannot read " + file.name};
    return text;
  };
  if (file.name == "-") return read(std::cin);
  std::ifstream stream{file.name, std::ios::binary};
  if (!stream || stream.peek() == std::ifstream::traits_type::eof()) {
    // Some systems open a folder like a file and then fail to read it.
    if (!stream.eof())
      throw wrong_usage{"cannot read the file " + file.name + "; name one that exists, or - for standard input"};
    return {};
  }
  return read(stream);
}

template <class T>
T value_or_refuse(rota::result<T>&& result) {
  if (!result) throw refused{rota::bad_request(std::move(result.error()))};
  return std::move(*result);
}

}  // namespace

rota::schedule_spec read_create_request(const input_file& file) {
  return value_or_refuse(rota::parse_create_request(read_text(file)));
}

rota::schedule_change read_update_request(const input_file& file) {
  return value_or_refuse(rota::parse_update_request(read_text(file)));
}

rota::schedule read_schedule(const input_file& file) { return value_or_refuse(rota::parse_schedule(read_text(file))); }

std::vector<rota::backup> read_backups(const input_file& file) {
  return value_or_refuse(rota::parse_backups(read_text(file)));
}

std::variant<rota::schedule, rota::schedule_spec> read_schedule_or_request(const input_file& file) {
  const std::string text = read_text(file);
  const auto document = nlohmann::json::parse(text, nullptr, false);
  const bool is_schedule = document.is_object() && document.contains("schedule") && document["schedule"].is_object() &&
                           document["schedule"].contains("next_run");
  if (is_schedule) return value_or_refuse(rota::parse_schedule(text));
  return value_or_refuse(rota::parse_create_request(text));
}

void require_different(const named_input& one, const named_input& other) {
  if (one.file.name == "-" && other.file.name == "-")
    throw wrong_usage{one.name + " and " + other.name + " cannot both be standard input; name a file for one of them"};
}

}  // namespace tool
