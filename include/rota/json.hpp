// SPDX-License-Identifier: MIT
//
// rota/json.hpp: JSON for the requests, the resources and the faults. The only header that names nlohmann/json.
//
// Reading: never throws, whatever the bytes (but for std::bad_alloc), and tells every issue at once.
//   result<schedule_spec>         parse_create_request(text);    // {"schedule": {"action": "backup", …}}
//   result<schedule_change>       parse_update_request(text);    // {"schedule": {"hour": 3}}
//   result<schedule>              parse_schedule(text);          // {"schedule": {"id": …, "next_run": …}}
//   result<std::vector<schedule>> parse_schedules(text);         // {"schedules": [{…}, {…}]}
//   result<std::vector<backup>>   parse_backups(text);           // {"backups": [{…}, {…}]}
// Each takes text or a json value, and then, if wanted, how many issues to list at most.
//
// Writing: for nlohmann::json, and in the API's order of members for nlohmann::ordered_json
//   json j = schedule;                 // also backup, source, run, level, issue, fault, event
//   json j = to_document(schedule);    // {"schedule": {…}}
//   json j = to_document(schedules);   // {"schedules": [{…}, {…}]}
//   json j = to_document(backups);     // {"backups": [{…}, {…}]}
//   json j = to_document(decision, history);   // {"decision": "start", "slot": …}
//   json j = to_document(plan, backups);       // {"keep": […], "remove": […], "damage": […], "freed": …}
//   auto s = j.get<rota::schedule>();  // throws invalid_json, which carries the issues
//
// Laws
//   *parse_schedule(to_document(s)) == s for every schedule s that the library makes; and so for backups.
//   Text and the value that it parses to give the same result, but that only text can tell a member given twice, or
//   hold a number that no double can, after which nothing is read.
//   Text that is not JSON gives one issue, `malformed`, at "", which names the byte.
//   Requests are read strictly: an unknown member is an issue. Records are read leniently: an unknown member is
//   ignored, as a stored record may be newer than its reader. In both, null is the same as absent.
//   Time is linear in the document. Memory: the result, one record, and a bit for each level of nesting.
#ifndef ROTA_JSON_HPP
#define ROTA_JSON_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/backup.hpp>
#include <rota/decide.hpp>
#include <rota/enum_set.hpp>
#include <rota/fault.hpp>
#include <rota/history.hpp>
#include <rota/issue.hpp>
#include <rota/next_run.hpp>
#include <rota/request.hpp>
#include <rota/retention.hpp>
#include <rota/schedule.hpp>
#include <rota/simulate.hpp>
#include <rota/source.hpp>
#include <rota/time.hpp>
#include <rota/zone.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rota {

/// The JSON types that this header serves.
template <class Json>
concept json_value = std::same_as<Json, nlohmann::json> || std::same_as<Json, nlohmann::ordered_json>;

/// What the parsers read: JSON text, or a value.
template <class Input>
concept json_input = json_value<Input> || std::convertible_to<const Input&, std::string_view>;

/// What `j.get<T>()` throws where `j` is no T: nlohmann's interface leaves it no other way. what() is the first issue.
class invalid_json : public std::runtime_error {
 public:
  explicit invalid_json(issues details)
      : std::runtime_error{details.empty() ? std::string{"invalid JSON"} : to_string(details.front())},
        details_{std::move(details)} {}

  [[nodiscard]] const issues& details() const noexcept { return details_; }

 private:
  issues details_;
};

namespace rules {
inline constexpr std::string_view instant_allowed = "an instant, YYYY-MM-DDThh:mm:ss, in UTC or with an offset";
inline constexpr std::string_view instant_example = "\"2014-10-30T12:30:00\"";
inline constexpr member_rule id{"id", "a string that is not empty", "\"88b277eb-39be-4921-be31-3d61b43651d7\""};
inline constexpr member_rule created{"created", instant_allowed, instant_example};
inline constexpr member_rule updated{"updated", instant_allowed, instant_example};
inline constexpr member_rule last_scheduled{"last_scheduled", instant_allowed, instant_example};
inline constexpr member_rule next_run{"next_run", instant_allowed, instant_example};
inline constexpr member_rule running{"running", "true, false, 1 or 0", "false"};
inline constexpr member_rule source{"source", "an object with an id and a type",
                                    R"({"id": "44b277eb-39be-4921-be31-3d61b43651d7", "type": "instance"})"};
inline constexpr member_rule day_of_month{"day_of_month", "null", "null"};
inline constexpr member_rule month{"month", "null", "null"};
inline constexpr member_rule parent_id{"parent_id", "the id of the backup that it is built on, or null for a full",
                                       "null"};
inline constexpr member_rule status{"status", "NEW, BUILDING, COMPLETED, FAILED or DELETE_FAILED", "\"COMPLETED\""};
inline constexpr member_rule is_automated{"is_automated", "true, false, 1 or 0", "true"};
inline constexpr member_rule pinned{"pinned", "true, false, 1 or 0", "false"};
inline constexpr member_rule size{"size", "a number of GiB that is not negative, or null", "0.25"};
}  // namespace rules

namespace detail {

enum class json_type : std::uint8_t { absent, null, boolean, integer, huge, real, string, array, object, binary };

/// What one member held, as far as a record can use it: a scalar, or a list of scalars.
struct member_value {
  json_type type = json_type::absent;
  std::int64_t integer = 0;  // of a boolean too: 0 or 1
  double real = 0;
  std::string text;
  std::vector<member_value> elements;  // of an array, up to longest_array of them
  std::size_t length = 0;              // of an array, how many there were

  /// No array of ours has as many elements; of one that has, the length alone is wrong enough.
  static constexpr std::size_t longest_array = 100;

  void set(json_type new_type, std::int64_t new_integer, std::string_view new_text, double new_real) {
    type = new_type;
    integer = new_integer;
    real = new_real;
    text.assign(new_text);
    elements.clear();
    length = 0;
  }

  void add_element(json_type element_type, std::int64_t element_integer, std::string_view element_text,
                   double element_real) {
    if (++length <= longest_array)
      elements.emplace_back().set(element_type, element_integer, element_text, element_real);
  }

  /// Whether the member has a value: null is the same as absent.
  [[nodiscard]] bool is_given() const noexcept { return type != json_type::absent && type != json_type::null; }

  /// The value in the words of a message: `the string "14"`, `the number 14.5`, `an array`.
  [[nodiscard]] std::string description() const {
    switch (type) {
      case json_type::absent: break;
      case json_type::null: return "null";
      case json_type::boolean: return integer != 0 ? "true" : "false";
      case json_type::integer: return std::to_string(integer);
      case json_type::huge: return "a number of more than 64 bits";
      case json_type::real: return "the number " + nlohmann::json(real).dump();
      case json_type::string: return "the string " + in_quotes(text);
      case json_type::array:
        return length > longest_array ? "an array of " + std::to_string(length) + " elements" : "an array";
      case json_type::object: return "an object";
      case json_type::binary: return "binary data";
    }
    return "nothing";
  }
};

/// The form of a document: an object that holds a record, or a list of records, in the member `envelope`.
struct document_form {
  std::string_view envelope;                  // "" for a record that stands alone
  bool is_list;                               // whether `envelope` holds an array of records
  bool is_strict;                             // whether unknown members are issues
  std::span<const std::string_view> members;  // of a record; "source" is followed by what is inside, "source/id"
};

/// A record that was read: its members by name, and the issues of their types.
class record {
 public:
  record(const document_form& form, issue_log& log) : log_{log}, names_{form.members}, values_(form.members.size()) {}

  void reset(std::string root) {
    root_ = std::move(root);
    for (member_value& value : values_) value.type = json_type::absent;
  }

  [[nodiscard]] issue_log& log() const noexcept { return log_; }
  [[nodiscard]] const std::string& root() const noexcept { return root_; }
  [[nodiscard]] std::string pointer(std::string_view name) const { return root_ + "/" + std::string{name}; }
  [[nodiscard]] member_value& at(std::size_t slot) { return values_[slot]; }
  [[nodiscard]] member_value& operator[](std::string_view name) { return values_[slot(name)]; }

  /// Where the member `name` is kept; past the last if the form has none of that name. Members are mostly written, and
  /// asked for, in the order of the form, so that the search goes on from the one found last.
  [[nodiscard]] std::size_t slot(std::string_view name) noexcept {
    for (std::size_t tried = 0; tried < names_.size(); ++tried) {
      if (names_[here_] == name) return here_;
      here_ = here_ + 1 < names_.size() ? here_ + 1 : 0;
    }
    return names_.size();
  }

  void report(const member_rule& rule, issue_code code, std::string message) {
    log_.report(pointer(rule.name), code, std::move(message));
  }

  /// Says that a value is not of the type `wanted`; an integer that is too large is one all the same.
  void report_type(const member_value& value, json_type wanted, std::string pointer, const member_rule& rule) {
    const bool is_too_large = wanted == json_type::integer && value.type == json_type::huge;
    log_.report(std::move(pointer), is_too_large ? issue_code::out_of_range : issue_code::wrong_type,
                message_found(value.description(), rule));
  }

  /// Whether the member is given; if it is not, that is an issue.
  bool require(const member_rule& rule) {
    const bool is_given = (*this)[rule.name].is_given();
    if (!is_given) report(rule, issue_code::missing, message_missing(rule));
    return is_given;
  }

  std::optional<std::int64_t> integer(const member_rule& rule) {
    const member_value& value = (*this)[rule.name];
    if (value.type == json_type::integer) return value.integer;
    if (value.is_given()) report_type(value, json_type::integer, pointer(rule.name), rule);
    return std::nullopt;
  }

  /// The text of the member that `rule` governs, which this form has at `name`.
  std::optional<std::string> text(const member_rule& rule, std::string_view name) {
    member_value& value = (*this)[name];
    if (value.type == json_type::string) return std::move(value.text);
    if (value.is_given()) report_type(value, json_type::string, pointer(name), rule);
    return std::nullopt;
  }
  std::optional<std::string> text(const member_rule& rule) { return text(rule, rule.name); }

  /// A text that is not empty.
  std::optional<std::string> identifier(const member_rule& rule) {
    auto id = text(rule);
    if (id && id->empty()) report(rule, issue_code::malformed, message_found("\"\"", rule));
    return id;
  }

  std::optional<sys_seconds> instant(const member_rule& rule) {
    const auto written = text(rule);
    const auto instant = written ? parse_instant(*written) : std::nullopt;
    if (written && !instant) report(rule, issue_code::malformed, message_found(in_quotes(*written), rule));
    return instant;
  }
  std::optional<sys_seconds> required_instant(const member_rule& rule) {
    return require(rule) ? instant(rule) : std::nullopt;
  }

  /// A boolean, which some records write as 0 or 1; false where it is absent.
  bool flag(const member_rule& rule) {
    const member_value& value = (*this)[rule.name];
    if (value.type == json_type::integer && value.integer != 0 && value.integer != 1)
      report(rule, issue_code::out_of_range, message_found(value.description(), rule));
    else if (value.is_given() && value.type != json_type::integer && value.type != json_type::boolean)
      report_type(value, json_type::integer, pointer(rule.name), rule);
    return value.is_given() && value.integer != 0;
  }

  /// A number that is not negative.
  std::optional<double> amount(const member_rule& rule) {
    const member_value& value = (*this)[rule.name];
    if (!value.is_given()) return std::nullopt;
    const double number = value.type == json_type::integer ? static_cast<double>(value.integer) : value.real;
    if (value.type != json_type::integer && value.type != json_type::real)
      report_type(value, json_type::integer, pointer(rule.name), rule);
    else if (number < 0)
      report(rule, issue_code::out_of_range, message_found(value.description(), rule));
    return number;
  }

  /// The elements of an array, each of which must be of `type`. One that is not has its issue told here, and a stand-in
  /// in the list, of which no rule will speak, as its pointer has an issue.
  template <class Element>
  std::optional<std::vector<Element>> elements(const member_rule& rule, json_type type, Element member_value::*held) {
    member_value& array = (*this)[rule.name];
    if (array.length > member_value::longest_array) {
      report(rule, issue_code::out_of_range, message_found(array.description(), rule) + "; no array here is as long");
      return std::nullopt;
    }
    std::vector<Element> list;
    for (member_value& element : array.elements) {
      if (element.type != type) report_type(element, type, element_pointer(pointer(rule.name), list.size()), rule);
      list.push_back(element.type == type ? std::move(element.*held) : Element{});
    }
    return list;
  }

 private:
  issue_log& log_;
  std::span<const std::string_view> names_;
  std::vector<member_value> values_;
  std::size_t here_ = 0;  // the slot that was found last
  std::string root_;
};

/// The name of a member as a pointer writes it (RFC 6901).
inline std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char letter : name) {
    if (letter == '~')
      token += "~0";
    else if (letter == '/')
      token += "~1";
    else
      token += letter;
  }
  return token;
}

/// Reads a document as a stream of events, and hands each record of it to `consume(record&)`. It is a handler of
/// nlohmann's SAX interface, and builds no model: of what the form does not name, it keeps nothing.
template <class Consume>
class document_reader {
 public:
  document_reader(const document_form& form, issue_log& log, Consume consume)
      : form_{form}, log_{log}, record_{form, log}, consume_{std::move(consume)} {}

  bool null() { return value(json_type::null); }
  bool boolean(bool flag) { return value(json_type::boolean, flag ? 1 : 0); }
  bool number_integer(std::int64_t number) { return value(json_type::integer, number); }
  bool number_unsigned(std::uint64_t number) {
    const bool is_huge = number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return value(is_huge ? json_type::huge : json_type::integer, static_cast<std::int64_t>(number));
  }
  /// A number that is no 64-bit integer. From 2^63 on every double is an integer, however it was written.
  bool number_float(double number, std::string_view) {
    if (std::isfinite(number) && std::abs(number) >= 0x1p63) return value(json_type::huge);
    return value(json_type::real, 0, {}, number);
  }
  bool string(std::string_view text) { return value(json_type::string, 0, text); }
  bool binary(const nlohmann::json::binary_t&) { return value(json_type::binary); }

  bool start_object(std::size_t) {
    if (ignored_ == 0) {
      const bool stands_alone = form_.envelope.empty();
      if (place_ == place::document && !stands_alone) return enter(place::envelope);
      if (place_ == place::document) return enter_record("");
      if (place_ == place::envelope && is_wanted_ && !form_.is_list) return enter_record(envelope_pointer());
      if (place_ == place::list) return enter_record(next_element_pointer());
      value(json_type::object);
      if (place_ == place::record && is_wanted_ && is_group(slot_)) return enter(place::group);
    }
    ++ignored_;
    return true;
  }

  bool start_array(std::size_t) {
    if (ignored_ == 0) {
      if (place_ == place::envelope && is_wanted_ && form_.is_list) return enter(place::list);
      value(json_type::array);
      if (place_ == place::record && is_wanted_) return enter(place::array);
    }
    ++ignored_;
    return true;
  }

  bool key(std::string_view name) {
    if (ignored_ != 0) return true;
    if (place_ == place::envelope) {
      is_wanted_ = name == form_.envelope;
      if (!is_wanted_) report_unknown("", name, {&form_.envelope, 1});
      if (is_wanted_ && is_envelope_seen_) is_wanted_ = report_repeated(envelope_pointer());
      is_envelope_seen_ = is_envelope_seen_ || is_wanted_;
      return true;
    }
    slot_ = place_ == place::group ? record_.slot(std::string{form_.members[group_]}.append("/").append(name))
                                   : record_.slot(name);
    is_wanted_ = slot_ < form_.members.size() && (place_ == place::group || name.find('/') == std::string_view::npos);
    if (!is_wanted_) report_unknown(record_.root(), name, form_.members);
    if (is_wanted_ && record_.at(slot_).type != json_type::absent)
      is_wanted_ = report_repeated(record_.pointer(form_.members[slot_]));
    return true;
  }

  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    constexpr int number_overflow =
        406;  // JSON by its grammar, but no double is as large, and nothing after it is read
    is_broken_off_ = true;
    if (error.id == number_overflow) {
      const bool is_known = ignored_ == 0 && is_wanted_ && place_ != place::document && place_ != place::list;
      log_.report(!is_known                   ? ""
                  : place_ == place::envelope ? envelope_pointer()
                                              : record_.pointer(form_.members[slot_]),
                  issue_code::out_of_range,
                  "found a number too large to be read, at byte " + std::to_string(position) +
                      "; allowed are numbers that fit 64 bits; write a smaller one");
      return false;
    }
    std::string_view why = error.what();  // "[json.…] parse error at line 1, column 6: syntax error …"
    why.remove_prefix(std::min(why.find(": "), why.size()));
    log_ = issue_log{};
    log_.report("", issue_code::malformed,
                "not JSON at byte " + std::to_string(position) + printable(why, 200) + "; write one JSON object");
    return false;
  }

  /// A value that nlohmann gave up on.
  void discarded() {
    is_broken_off_ = true;
    log_ = issue_log{};
    log_.report("", issue_code::malformed, "found a discarded value, as a parse that failed leaves it; give the text");
  }

  /// Whether all events up to the end of the container just begun would be thrown away.
  [[nodiscard]] bool is_ignoring() const noexcept { return ignored_ != 0; }

  /// Says, at the end of the document, whether it lacked its envelope.
  void finish() {
    if (is_broken_off_ || is_envelope_given_ || form_.envelope.empty() || log_.has("")) return;
    log_.report(envelope_pointer(), issue_code::missing, "not given; required is " + envelope_form());
  }

 private:
  enum class place : std::uint8_t { document, envelope, list, record, group, array };

  /// Takes a value that is not entered: where there is a member for it, it goes there.
  bool value(json_type type, std::int64_t integer = 0, std::string_view text = {}, double real = 0) {
    if (ignored_ != 0) return true;
    const auto found = [&] {
      member_value one;
      one.set(type, integer, text, real);
      return one;
    };
    switch (place_) {
      case place::document: refuse("", found(), envelope_form()); break;
      case place::list: refuse(next_element_pointer(), found(), "an object; write {...}"); break;
      case place::envelope:
        if (!is_wanted_ || type == json_type::null) break;
        is_envelope_given_ = true;
        refuse(envelope_pointer(), found(), form_.is_list ? "an array; write [...]" : "an object; write {...}");
        break;
      case place::record:
      case place::group:
        if (is_wanted_) record_.at(slot_).set(type, integer, text, real);
        break;
      case place::array: record_.at(slot_).add_element(type, integer, text, real); break;
    }
    return true;
  }

  bool enter(place inner) {
    if (inner == place::group) group_ = slot_;
    if (place_ == place::envelope) is_envelope_given_ = true;
    place_ = inner;
    return true;
  }

  bool enter_record(std::string pointer) {
    log_.begin_record();
    record_.reset(std::move(pointer));
    return enter(place::record);
  }

  bool leave() {
    if (ignored_ != 0) {
      --ignored_;
      return true;
    }
    switch (place_) {
      case place::document: break;
      case place::group:
      case place::array: place_ = place::record; break;
      case place::list: place_ = place::envelope; break;
      case place::envelope: place_ = place::document; break;
      case place::record:
        consume_(record_);
        place_ = form_.envelope.empty() ? place::document : form_.is_list ? place::list : place::envelope;
        break;
    }
    return true;
  }

  /// Whether the next member of the form stands inside that of `slot`.
  [[nodiscard]] bool is_group(std::size_t slot) const noexcept {
    const std::string_view name = form_.members[slot];
    const std::string_view next = slot + 1 < form_.members.size() ? form_.members[slot + 1] : std::string_view{};
    return next.size() > name.size() && next.substr(0, name.size()) == name && next[name.size()] == '/';
  }

  [[nodiscard]] std::string envelope_pointer() const { return "/" + std::string{form_.envelope}; }
  [[nodiscard]] std::string next_element_pointer() { return element_pointer(envelope_pointer(), index_++); }

  /// The form of the document, for messages.
  [[nodiscard]] std::string envelope_form() const {
    const std::string content = form_.is_list ? "[...]" : "{...}";
    if (form_.envelope.empty()) return "an object; write " + content;
    const std::string name = in_quotes(form_.envelope);
    return "an object with the member " + name + "; write {" + name + ": " + content + "}";
  }

  void refuse(std::string pointer, const member_value& found, const std::string& allowed) {
    log_.report(std::move(pointer), issue_code::wrong_type, "found " + found.description() + "; allowed is " + allowed);
  }

  void report_unknown(const std::string& root, std::string_view name, std::span<const std::string_view> known) {
    if (!form_.is_strict) return;
    std::string allowed;
    for (const std::string_view one : known) allowed.append(allowed.empty() ? "" : ", ").append(one);
    const auto meant = nearest(name, known);
    log_.report(root + "/" + pointer_token(name), issue_code::unknown_member,
                "found the unknown member " + in_quotes(name) +
                    (known.size() == 1 ? "; allowed is " : "; allowed are ") + allowed + "; " +
                    (meant.empty() ? "leave it out" : "write " + in_quotes(meant)));
  }

  bool report_repeated(std::string pointer) {
    log_.report(std::move(pointer), issue_code::conflict,
                "given a second time; allowed is once; leave one of them out");
    return false;
  }

  const document_form& form_;
  issue_log& log_;
  record record_;
  Consume consume_;
  place place_ = place::document;
  std::size_t ignored_ = 0;  // how many containers deep in what nobody asked for
  std::size_t index_ = 0;    // of the next element of the list
  std::size_t slot_ = 0;     // of the member whose value comes next
  std::size_t group_ = 0;    // of the member whose object is open
  bool is_wanted_ = false;   // whether the form has the member whose value comes next
  bool is_envelope_seen_ = false;
  bool is_envelope_given_ = false;
  bool is_broken_off_ = false;
};

/// Gives a reader the events that the text of `document` would give. Its recursion goes no deeper than the form does.
template <json_value Json, class Reader>
void walk(const Json& document, Reader& reader) {
  switch (document.type()) {
    case nlohmann::detail::value_t::null: reader.null(); break;
    case nlohmann::detail::value_t::boolean: reader.boolean(document.template get<bool>()); break;
    case nlohmann::detail::value_t::number_integer: reader.number_integer(document.template get<std::int64_t>()); break;
    case nlohmann::detail::value_t::number_unsigned:
      reader.number_unsigned(document.template get<std::uint64_t>());
      break;
    case nlohmann::detail::value_t::number_float: reader.number_float(document.template get<double>(), ""); break;
    case nlohmann::detail::value_t::string:
      reader.string(document.template get_ref<const typename Json::string_t&>());
      break;
    case nlohmann::detail::value_t::array:
      reader.start_array(document.size());
      if (!reader.is_ignoring())
        for (const Json& element : document) walk(element, reader);
      reader.end_array();
      break;
    case nlohmann::detail::value_t::object:
      reader.start_object(document.size());
      if (!reader.is_ignoring())
        for (auto member = document.begin(); member != document.end(); ++member) {
          reader.key(member.key());
          walk(member.value(), reader);
        }
      reader.end_object();
      break;
    case nlohmann::detail::value_t::binary: reader.binary({}); break;
    case nlohmann::detail::value_t::discarded: reader.discarded(); break;
  }
}

/// Reads the document, text or value, and hands each of its records to `consume(record&)`.
template <json_input Input, class Consume>
void read_document(const Input& document, const document_form& form, issue_log& log, Consume consume) {
  document_reader<Consume> reader{form, log, std::move(consume)};
  if constexpr (json_value<Input>) {
    walk(document, reader);
  } else {
    const std::string_view text{document};
    nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  }
  reader.finish();
}

/// What the one record of a document says, as `read(record&)` has it; or all issues, as `in_order(issue_log&&)` has them.
template <class Value, json_input Input, class Read, class InOrder>
result<Value> read_one(const Input& document, const document_form& form, std::size_t issue_limit, Read read,
                       InOrder in_order) {
  issue_log log{issue_limit};
  std::optional<Value> value;
  read_document(document, form, log, [&](record& found) { value = read(found); });
  if (value && log.empty()) return std::move(*value);
  return tl::make_unexpected(in_order(std::move(log)));
}

/// What the records of a list say, or all their issues in the order in which they were found.
template <class Value, json_input Input, class Read>
result<std::vector<Value>> read_list(const Input& document, const document_form& form, std::size_t issue_limit,
                                     Read read) {
  issue_log log{issue_limit};
  std::vector<Value> list;
  read_document(document, form, log, [&](record& found) {
    if (auto one = read(found)) list.push_back(std::move(*one));
  });
  if (log.empty()) return list;
  return tl::make_unexpected(std::move(log).take());
}

template <std::size_t Size>
constexpr std::array<std::string_view, Size> names_of(const std::array<member_rule, Size>& rules) {
  std::array<std::string_view, Size> names;
  for (std::size_t i = 0; i < Size; ++i) names[i] = rules[i].name;
  return names;
}

inline constexpr auto create_request_names = names_of(create_request_members);
inline constexpr auto update_request_names = names_of(update_request_members);
inline constexpr std::array<std::string_view, 18> schedule_names{
    "action",      "created",  "day_of_month", "day_of_week",    "full_backup_retention",
    "hour",        "id",       "instance_id",  "last_scheduled", "minute",
    "month",       "next_run", "running",      "source",         "source/id",
    "source/type", "updated",  "copy_to"};

inline std::optional<raw_day_of_week> read_day_of_week(record& from) {
  if (from[rules::day_of_week.name].type == json_type::array)
    return from.elements(rules::day_in_array, json_type::integer, &member_value::integer);
  if (const auto number = from.integer(rules::day_of_week)) return *number;
  return std::nullopt;
}

inline std::optional<std::vector<std::string>> read_copy_to(record& from, const member_rule& rule) {
  member_value& value = from[rule.name];
  if (value.type == json_type::array)
    return from.elements(rules::region_in_array, json_type::string, &member_value::text);
  if (value.is_given()) from.report_type(value, json_type::array, from.pointer(rule.name), rule);
  return std::nullopt;
}

/// What a record shares with the request that made it.
inline create_request read_create_request(record& from, const request_place& place) {
  return {.action = from.text(rules::action),
          .day_of_week = read_day_of_week(from),
          .hour = from.integer(rules::hour),
          .minute = from.integer(rules::minute),
          .instance_id = from.text(rules::instance_id),
          .source_id = from.text(rules::source_id, place.source_id),
          .source_type = from.text(rules::source_type, place.source_type),
          .full_backup_retention = from.integer(rules::full_backup_retention),
          .copy_to = read_copy_to(from, rules::copy_to)};
}

inline update_request read_update_request(record& from) {
  update_request request;
  request.day_of_week = read_day_of_week(from);
  request.hour = from.integer(rules::hour);
  request.minute = from.integer(rules::minute);
  request.full_backup_retention = from.integer(rules::full_backup_retention);
  if (from[rules::copy_to.name].type == json_type::string)
    request.copy_to = *from.text(rules::copy_to);
  else if (auto regions = read_copy_to(from, rules::copy_to_or_text))
    request.copy_to = std::move(*regions);
  if (const member_value& run_now = from[rules::run_now.name]; run_now.type == json_type::boolean)
    request.run_now = run_now.integer != 0;
  else if (auto text = from.text(rules::run_now))
    request.run_now = std::move(*text);
  return request;
}

inline std::optional<schedule> read_schedule(record& from) {
  const request_place place{from.root(), "source/id", "source/type"};
  auto spec = check(read_create_request(from, place), from.log(), place);
  if (member_value& value = from[rules::source.name]; value.is_given() && value.type != json_type::object)
    from.report_type(value, json_type::object, from.pointer(rules::source.name), rules::source);
  for (const member_rule& rule : {rules::day_of_month, rules::month})
    if (const member_value& value = from[rule.name]; value.is_given())
      from.report(rule, issue_code::unsupported, message_found(value.description(), rule));

  from.require(rules::id);
  auto id = from.identifier(rules::id);
  const auto created = from.required_instant(rules::created);
  const auto updated = from.required_instant(rules::updated);
  const auto last_scheduled = from.instant(rules::last_scheduled);
  const auto next_run = from.required_instant(rules::next_run);
  const bool running = from.flag(rules::running);
  if (!spec || !from.log().empty()) return std::nullopt;
  return schedule{.id = std::move(*id),
                  .when = spec->when,
                  .source = std::move(spec->source),
                  .full_backup_retention = spec->full_backup_retention,
                  .copy_to = spec->copy_to,
                  .created = *created,
                  .updated = *updated,
                  .last_scheduled = last_scheduled,
                  .next_run = *next_run,
                  .running = running};
}

inline constexpr std::array<std::string_view, 12> backup_names{
    "created", "id",     "instance_id", "is_automated", "parent_id", "pinned",
    "size",    "source", "source/id",   "source/type",  "status",    "updated"};

/// What a record says it belongs to: its `source`, or in older records its `instance_id`.
inline std::optional<source> read_source(record& from) {
  const request_place place{from.root(), "source/id", "source/type"};
  create_request request;
  request.instance_id = from.text(rules::instance_id);
  request.source_id = from.text(rules::source_id, place.source_id);
  request.source_type = from.text(rules::source_type, place.source_type);
  if (member_value& value = from[rules::source.name]; value.is_given() && value.type != json_type::object)
    from.report_type(value, json_type::object, from.pointer(rules::source.name), rules::source);
  return check_source(request, from.log(), place);
}

inline std::optional<backup> read_backup(record& from) {
  const auto created = from.required_instant(rules::created);
  auto id = from.identifier(rules::id);
  from.require(rules::id);
  from.require(rules::is_automated);
  const bool automated = from.flag(rules::is_automated);
  auto parent_id = from.identifier(rules::parent_id);
  const bool pinned = from.flag(rules::pinned);
  const auto size = from.amount(rules::size);
  auto of = read_source(from);
  from.require(rules::status);
  const auto written_status = from.text(rules::status);
  const auto status = written_status ? parse_backup_status(*written_status) : std::nullopt;
  if (written_status && !status)
    from.report(rules::status, issue_code::unknown_value, message_found(in_quotes(*written_status), rules::status));
  const auto updated = from.required_instant(rules::updated);
  if (!from.log().empty()) return std::nullopt;
  return backup{.id = std::move(*id),
                .parent_id = std::move(parent_id),
                .source = std::move(*of),
                .status = *status,
                .automated = automated,
                .created = *created,
                .updated = *updated,
                .size = size,
                .pinned = pinned};
}

inline constexpr auto as_found = [](issue_log&& log) { return std::move(log).take(); };

}  // namespace detail

/// The spec that a create request asks for, or every issue at once, in the order of the members. O(document).
template <json_input Input>
[[nodiscard]] result<schedule_spec> parse_create_request(const Input& document,
                                                         std::size_t issue_limit = default_issue_limit) {
  const detail::document_form form{"schedule", false, true, detail::create_request_names};
  return detail::read_one<schedule_spec>(
      document, form, issue_limit,
      [](detail::record& from) { return check(detail::read_create_request(from, {}), from.log()); },
      [](issue_log&& log) { return take_in_order(std::move(log), {}, create_request_members); });
}

/// The change that an update request asks for, or every issue at once, in the order of the members. O(document).
template <json_input Input>
[[nodiscard]] result<schedule_change> parse_update_request(const Input& document,
                                                           std::size_t issue_limit = default_issue_limit) {
  const detail::document_form form{"schedule", false, true, detail::update_request_names};
  return detail::read_one<schedule_change>(
      document, form, issue_limit,
      [](detail::record& from) { return check(detail::read_update_request(from), from.log()); },
      [](issue_log&& log) { return take_in_order(std::move(log), {}, update_request_members); });
}

/// A stored schedule, in the forms of all releases of the API: `running` as a boolean or as 0 and 1, and `source`,
/// `running`, `full_backup_retention`, `copy_to` and `last_scheduled` null or not there. O(document).
template <json_input Input>
[[nodiscard]] result<schedule> parse_schedule(const Input& document, std::size_t issue_limit = default_issue_limit) {
  const detail::document_form form{"schedule", false, false, detail::schedule_names};
  return detail::read_one<schedule>(document, form, issue_limit, detail::read_schedule, detail::as_found);
}

/// A list of stored schedules, or every issue of every one of them, with pointers such as "/schedules/17/hour".
/// O(document).
template <json_input Input>
[[nodiscard]] result<std::vector<schedule>> parse_schedules(const Input& document,
                                                            std::size_t issue_limit = default_issue_limit) {
  const detail::document_form form{"schedules", true, false, detail::schedule_names};
  return detail::read_list<schedule>(document, form, issue_limit, detail::read_schedule);
}

/// A listing of backups, or every issue of every one of them, with pointers such as "/backups/17/created". What `type`
/// says is not read: `parent_id` decides the level. O(document).
template <json_input Input>
[[nodiscard]] result<std::vector<backup>> parse_backups(const Input& document,
                                                        std::size_t issue_limit = default_issue_limit) {
  const detail::document_form form{"backups", true, false, detail::backup_names};
  return detail::read_list<backup>(document, form, issue_limit, detail::read_backup);
}

/// "full" or "incremental".
template <json_value Json>
void to_json(Json& json, level what) {
  json = std::string{to_string(what)};
}

/// {"at": instant, "level": "full" or "incremental", "day": "YYYY-MM-DD", "civil": "unique", "skipped" or "repeated"}
template <json_value Json>
void to_json(Json& json, const run& one) {
  json = Json{{"at", format_instant(one.at)},
              {"level", one.what},
              {"day", format_day(one.day)},
              {"civil", std::string{to_string(one.kind)}}};
}

/// {"pointer": …, "code": "out_of_range", "message": …}
template <json_value Json>
void to_json(Json& json, const issue& one) {
  json = Json{{"pointer", one.pointer}, {"code", std::string{to_string(one.code)}}, {"message", one.message}};
}

/// The body of the answer: {"badRequest": {"code": 400, "message": …, "details": [issue, …]}}
template <json_value Json>
void to_json(Json& json, const fault& one) {
  json = Json{{std::string{wire_name(one.kind)},
               {{"code", status_code(one.kind)}, {"message", one.message}, {"details", one.details}}}};
}

/// {"id": …, "type": "instance" or "ha"}
template <json_value Json>
void to_json(Json& json, const source& one) {
  json = Json{{"id", one.id}, {"type", std::string{to_string(one.type)}}};
}

/// The API's number, or an array of the days from 0 to 6 where one number cannot say it.
template <json_value Json>
void to_json(Json& json, weekdays days) {
  if (const auto number = days.day_of_week()) {
    json = *number;
    return;
  }
  json = Json::array();
  for (unsigned day = 0; day < 7; ++day)
    if (days.contains(date::weekday{day})) json.push_back(day);
}

namespace detail {

template <json_value Json>
Json instant_or_null(const std::optional<sys_seconds>& instant) {
  return instant ? Json(format_instant(*instant)) : Json(nullptr);
}

/// The names of the members of a set.
template <json_value Json, class Enum, class Bits>
Json names_in(enum_set<Enum, Bits> members) {
  Json names = Json::array();
  for (const Enum one : members) names.push_back(std::string{to_string(one)});
  return names;
}

/// The names of the members of a set in one text, with commas between them.
template <class Enum, class Bits>
std::string joined_names(enum_set<Enum, Bits> members) {
  std::string names;
  for (const Enum one : members) names.append(names.empty() ? "" : ", ").append(to_string(one));
  return names;
}

}  // namespace detail

/// The resource as the API writes it: exactly the members of its responses.
template <json_value Json>
void to_json(Json& json, const schedule& one) {
  const auto or_null = [](const auto& value) { return value ? Json(*value) : Json(nullptr); };
  json = Json{{"action", "backup"},
              {"created", format_instant(one.created)},
              {"day_of_month", nullptr},
              {"day_of_week", one.when.full_on},
              {"full_backup_retention", or_null(one.full_backup_retention)},
              {"hour", one.when.at.hour().count()},
              {"id", one.id},
              {"instance_id", one.source.type == source_type::instance ? Json(one.source.id) : Json(nullptr)},
              {"last_scheduled", detail::instant_or_null<Json>(one.last_scheduled)},
              {"minute", one.when.at.minute().count()},
              {"month", nullptr},
              {"next_run", format_instant(one.next_run)},
              {"running", one.running},
              {"source", one.source},
              {"updated", format_instant(one.updated)}};
  if (one.copy_to.empty()) return;
  Json& copy_to = json["copy_to"] = Json::array();
  for (const region where : one.copy_to) copy_to.push_back(std::string{to_string(where)});
}

/// The backup as the API lists it, and `pinned` where it is.
template <json_value Json>
void to_json(Json& json, const backup& one) {
  json = Json{{"created", format_instant(one.created)},
              {"id", one.id},
              {"is_automated", one.automated},
              {"parent_id", one.parent_id ? Json(*one.parent_id) : Json(nullptr)},
              {"size", one.size ? Json(*one.size) : Json(nullptr)},
              {"source", one.source},
              {"status", std::string{to_string(one.status)}},
              {"type", one.level()},
              {"updated", format_instant(one.updated)}};
  if (one.pinned) json["pinned"] = true;
}

/// {"at": …, "event": "started", "id": …, "level": …, "automated": …} and, of the kinds that have it, "missed" and "why".
template <json_value Json>
void to_json(Json& json, const event& one) {
  json = Json{{"at", format_instant(one.at)}, {"event", std::string{to_string(one.kind)}}};
  if (one.kind != event_kind::skipped) json.update(Json{{"id", one.id}, {"level", one.what}});
  json["automated"] = one.automated;
  if (one.kind == event_kind::started && one.automated)
    json.update(Json{{"missed", one.missed}, {"why", detail::joined_names(one.started_for)}});
  if (one.skipped_for) json["why"] = std::string{to_string(*one.skipped_for)};
  if (one.kind == event_kind::removed) json["why"] = detail::names_in<Json>(one.removed_for);
}

/// Reads the members of a schedule, without an envelope. Throws invalid_json, and then leaves `one` as it was.
template <json_value Json>
void from_json(const Json& json, schedule& one) {
  const detail::document_form form{"", false, false, detail::schedule_names};
  auto read = detail::read_one<schedule>(json, form, default_issue_limit, detail::read_schedule, detail::as_found);
  if (!read) throw invalid_json{std::move(read.error())};
  one = std::move(*read);
}

/// {"schedule": {…}}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const schedule& one) {
  return Json{{"schedule", one}};
}

/// {"schedules": [{…}, {…}]}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const schedule> list) {
  Json members = Json::array();
  for (const schedule& one : list) members.push_back(one);
  return Json{{"schedules", std::move(members)}};
}

/// {"backups": [{…}, {…}]}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(std::span<const backup> list) {
  Json members = Json::array();
  for (const backup& one : list) members.push_back(one);
  return Json{{"backups", std::move(members)}};
}

/// {"decision": "start", "slot": …, "level": …, "parent_id": …, "missed": …, "why": "full_day, run_now"},
/// {"decision": "wait", "until": …} or {"decision": "skip", "slot": …, "why": …, "next": …}
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const decision& what, const history& past) {
  if (const auto* wait = std::get_if<rota::wait>(&what))
    return Json{{"decision", "wait"}, {"until", format_instant(wait->until)}};
  if (const auto* skip = std::get_if<rota::skip>(&what))
    return Json{{"decision", "skip"},
                {"slot", format_instant(skip->slot)},
                {"why", std::string{to_string(skip->why)}},
                {"next", format_instant(skip->next)}};
  const auto& start = std::get<rota::start>(what);
  return Json{{"decision", "start"},    {"slot", format_instant(start.slot)},
              {"level", start.what},    {"parent_id", start.parent ? Json(past[*start.parent].id) : Json(nullptr)},
              {"missed", start.missed}, {"why", detail::joined_names(start.why)}};
}

/// {"keep": [{"id": …, "why": […]}], "remove": [{"id": …, "why": […], "kept_if": {"fulls": 3}}], "damage": [issue…],
/// "freed": GiB or null}; `remove` in the order of deletion. `backups` is what the plan was made for.
template <json_value Json = nlohmann::json>
[[nodiscard]] Json to_document(const prune_plan& plan, std::span<const backup> backups) {
  const auto entry = [&](std::size_t i) {
    return Json{{"id", backups[i].id}, {"why", detail::names_in<Json>(plan.verdicts[i].why)}};
  };
  Json keep = Json::array();
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (plan.verdicts[i].keep) keep.push_back(entry(i));
  Json remove = Json::array();
  for (const std::size_t i : plan.removals) {
    remove.push_back(entry(i));
    if (const auto& kept_if = plan.verdicts[i].kept_if)
      remove.back()["kept_if"] = Json{{std::string{to_string(kept_if->rule)}, kept_if->value}};
  }
  return Json{{"keep", std::move(keep)},
              {"remove", std::move(remove)},
              {"damage", plan.damage},
              {"freed", plan.freed ? Json(*plan.freed) : Json(nullptr)}};
}

}  // namespace rota

/// What lets `j.get<rota::schedule>()` do without a default constructor, which a schedule cannot have.
template <>
struct nlohmann::adl_serializer<rota::schedule> {
  template <rota::json_value Json>
  static void to_json(Json& json, const rota::schedule& one) {
    rota::to_json(json, one);
  }
  template <rota::json_value Json>
  static void from_json(const Json& json, rota::schedule& one) {
    rota::from_json(json, one);
  }
  template <rota::json_value Json>
  static rota::schedule from_json(const Json& json) {
    rota::schedule one{.id = "", .when = rota::daily_full(*rota::time_of_day::checked({}, {})), .source = {}};
    rota::from_json(json, one);
    return one;
  }
};

#endif
