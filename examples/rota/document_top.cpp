// SPDX-License-Identifier: MIT
#include "document_top.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <rota/rota.hpp>

namespace tool {

namespace {

constexpr std::size_t deepest = 4;       // "/items/0/status/phase"
constexpr std::size_t most_found = 500;  // so that no document takes long
constexpr std::size_t most_shown = 6;
constexpr std::size_t longest_shown = 40;
constexpr std::size_t longest_kept = 200;  // of a name or a string

/// "id, time and tree"
std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_shown); ++i) {
    const bool is_last = i + 1 == names.size();
    text.append(i == 0 ? "" : is_last ? " and " : ", ").append(names[i]);
  }
  return names.size() > most_shown ? text + " and more" : text;
}

std::string described(const std::string& what, const std::vector<std::string>& names) {
  if (names.empty()) return what + " without members";
  return what + (names.size() == 1 ? " with the member " : " with the members ") + joined(names);
}

}  // namespace

/// Takes the events of the parser. What lies deep, and elements other than the first, are only counted.
class document_top::reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  reader(document_top& top, bool (*is_enough)(const document_top&)) : top_{top}, is_enough_{is_enough} {}

  [[nodiscard]] bool is_broken() const noexcept { return is_broken_; }

  bool null() override { return value("null"); }
  bool boolean(bool) override { return value("a boolean"); }
  bool number_integer(number_integer_t) override { return value("a number"); }
  bool number_unsigned(number_unsigned_t) override { return value("a number"); }
  bool number_float(number_float_t, const string_t&) override { return value("a number"); }
  bool string(string_t& text) override {
    return value(text.empty() ? "an empty string" : text.substr(0, longest_kept));
  }
  bool binary(binary_t&) override { return value("binary data"); }
  bool start_object(std::size_t) override { return start("an object", false); }
  bool start_array(std::size_t) override { return start("an array", true); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool key(string_t& name) override {
    if (skipped_ == 0) open_.back().name = name.substr(0, longest_kept);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    is_broken_ = true;
    return false;
  }

 private:
  struct container {
    bool is_array = false;
    std::size_t size = 0;
    std::string name = "0";  // of the member that comes next
  };

  /// Whether the value that comes next is of interest.
  bool is_seen() {
    if (skipped_ != 0) return false;
    if (open_.empty()) return true;
    ++open_.back().size;
    return !open_.back().is_array || open_.back().size == 1;
  }

  void note(const std::string& what) {
    std::string pointer;
    for (const container& one : open_) pointer += '/' + one.name;
    top_.found_.emplace_back(std::move(pointer), what);
  }

  bool value(const std::string& what) {
    if (is_seen()) note(what);
    return top_.found_.size() < most_found;
  }

  bool start(const std::string& what, bool is_array) {
    if (!is_seen() || open_.size() == deepest) {
      ++skipped_;
      return true;
    }
    note(what);
    open_.push_back({is_array});
    return top_.found_.size() < most_found;
  }

  bool end() {
    if (skipped_ != 0) {
      --skipped_;
      return true;
    }
    open_.pop_back();
    return !is_enough_(top_);
  }

  document_top& top_;
  bool (*is_enough_)(const document_top&);
  std::vector<container> open_;
  std::size_t skipped_ = 0;  // how many containers are open that are of no interest
  bool is_broken_ = false;
};

document_top::document_top(const std::string& text, bool (*is_enough)(const document_top&)) {
  reader events{*this, is_enough};
  nlohmann::json::sax_parse(text, &events);
  is_json_ = !events.is_broken();
}

bool document_top::has(std::string_view pointer) const { return !at(pointer).empty(); }

bool document_top::has_at_end(std::string_view pointer) const {
  return std::any_of(found_.begin(), found_.end(), [&](const auto& one) { return one.first.ends_with(pointer); });
}

std::string_view document_top::at(std::string_view pointer) const {
  const auto one = std::find_if(found_.begin(), found_.end(), [&](const auto& it) { return it.first == pointer; });
  return one == found_.end() ? std::string_view{} : std::string_view{one->second};
}

std::string document_top::description() const {
  const auto names_below = [this](const std::string& parent) {
    std::vector<std::string> names;
    for (const auto& [pointer, what] : found_)
      if (pointer.starts_with(parent) && pointer.find('/', parent.size()) == std::string::npos)
        names.push_back(rota::detail::printable(std::string_view{pointer}.substr(parent.size()), longest_shown));
    return names;
  };
  if (at("") == "an object") return described("an object", names_below("/"));
  if (at("") != "an array") return "neither an object nor an array";
  if (!has("/0")) return "an empty array";
  if (at("/0") != "an object") return "an array of something other than objects";
  return described("an array of objects", names_below("/0/"));
}

}  // namespace tool
