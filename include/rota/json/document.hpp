// SPDX-License-Identifier: MIT
//
// rota/json/document.hpp: reads JSON documents record by record, as a stream of events, without building a model of them.
// Other headers of this folder define the members of each record and their types; this one knows envelopes and text.
//
//   template <class Json> concept json_value;     // nlohmann::json or nlohmann::ordered_json
//
//   constexpr document_form form{.envelope = "schedules", .is_list = true, .members = names};
//   std::optional<schedule> read(record& from);   // from.text(rule), from.integer(rule), …; reports issues to from.log()
//   read_list(pages, form, issue_limit, read)                  // result<std::vector<schedule>>; of one page or several
//   read_one(value_source{json}, form, issue_limit, read)      // result<schedule>
//
// Laws
//   A text and the value that it parses to give the same result. Only a text can repeat a member, which is an issue, or
//   hold a number that no double can hold, after which nothing more is read.
//   Text that is not JSON gives a single issue, `malformed` at "", which names the byte. A NUL byte is not JSON anywhere.
//   Pointers and messages are UTF-8 whatever the bytes.
//   In a strict form an unknown member is an issue; in others it is ignored. A null is the same as an absent member.
//   A list is refused if it is one page of a longer one: beside it, among "links", is one with "rel": "next" or "previous".
//   Several pages are joined. They are refused if each of them says that there is a next one, or a previous one.
//   Nothing more is read once the issues are more than the limit, so that a flood of them costs nothing.
// Time is linear in the document. Memory: the result, one record, and one bit for each level of nesting.
// The parser of nlohmann is instantiated once in a translation unit, however many forms are read: what depends on the
// form is data, and what depends on the record is behind a virtual call for each record.
#ifndef ROTA_JSON_DOCUMENT_HPP
#define ROTA_JSON_DOCUMENT_HPP

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/detail/spelling.hpp>
#include <rota/json/members.hpp>
#include <rota/schedule/request.hpp>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rota::inline v0 {

/// The types of JSON values that can be read and written.
template <class Json>
concept json_value = std::same_as<Json, nlohmann::json> || std::same_as<Json, nlohmann::ordered_json>;

namespace detail {

/// The form of a document: an object with one member, the envelope, which holds a record or an array of records.
struct document_form {
  std::string_view envelope = {};  // "" for a record without one
  bool is_list = false;            // whether the envelope holds an array of records
  bool is_strict = false;          // whether unknown members are issues
  // The members of a record. "source" is followed by its own members, "source/id", and an array of objects by those of its
  // elements, "calendar/*/level".
  std::span<const std::string_view> members = {};
  std::span<const member_rule> reported = {};  // the order in which to report issues; in that of discovery if empty
};

/// What a document_reader hands its records to.
class record_consumer {
 public:
  virtual void consume(record& found) = 0;

 protected:
  ~record_consumer() = default;
};

/// The name of a member as a pointer has it (RFC 6901). Only the name in a value may be other than UTF-8.
inline std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char letter : valid_utf8(name)) {
    if (letter == '~')
      token += "~0";
    else if (letter == '/')
      token += "~1";
    else
      token += letter;
  }
  return token;
}

/// The events of a JSON document. Virtual, so that the code of a parser does not inline what receives them: nlohmann's
/// has some hundred places that send one.
class event_handler {
 public:
  virtual void null() = 0;
  virtual void boolean(bool flag) = 0;
  virtual void integer(std::int64_t number) = 0;
  virtual void unsigned_integer(std::uint64_t number) = 0;
  virtual void real(double number) = 0;
  virtual void string(std::string_view text) = 0;
  virtual void binary() = 0;
  virtual void begin_object() = 0;
  virtual void begin_array() = 0;
  virtual void key(std::string_view name) = 0;
  virtual void end() = 0;  // of an object or array
  virtual void malformed(std::string_view where) = 0;
  virtual void overflow(std::size_t byte) = 0;

 protected:
  ~event_handler() = default;
};

/// Takes the events of a document, one after the other, and hands its records to a consumer. It keeps nothing of the
/// members that the form does not name.
class document_reader final : public event_handler {
 public:
  document_reader(const document_form& form, issue_log& log, record_consumer& consumer)
      : form_{form}, log_{log}, consumer_{consumer}, record_{form.members, log} {}

  void null() override { value(json_type::null); }
  void boolean(bool flag) override { value(json_type::boolean, flag ? 1 : 0); }
  void integer(std::int64_t number) override { value(json_type::integer, number); }
  void unsigned_integer(std::uint64_t number) override {
    const bool is_huge = number > static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
    value(is_huge ? json_type::huge : json_type::integer, static_cast<std::int64_t>(number));
  }
  /// A number that no 64-bit integer holds. From 2^63 on every double is an integer, however it was written.
  void real(double number) override {
    if (std::isfinite(number) && std::abs(number) >= 0x1p63)
      value(json_type::huge);
    else
      value(json_type::real, 0, {}, number);
  }
  void string(std::string_view text) override {
    if (ignored_ == 0 && place_ == place::link && is_rel_) {
      has_next_page_ = has_next_page_ || equal_ignoring_case(text, "next");
      has_previous_page_ =
          has_previous_page_ || equal_ignoring_case(text, "previous") || equal_ignoring_case(text, "prev");
    }
    value(json_type::string, 0, text);
  }
  void binary() override { value(json_type::binary); }

  void begin_object() override {
    if (ignored_ == 0) {
      const bool stands_alone = form_.envelope.empty();
      if (place_ == place::document && !stands_alone) return enter(place::envelope);
      if (place_ == place::document) return enter_record("");
      if (place_ == place::envelope && is_wanted_ && !form_.is_list) return enter_record(envelope_pointer());
      if (place_ == place::list) return enter_record(next_element_pointer());
      if (place_ == place::links) return enter(place::link);
      value(json_type::object);
      if (place_ == place::record && is_wanted_ && is_followed_by(slot_, "/") && !is_followed_by(slot_, "/*/"))
        return enter(place::group);
      if (place_ == place::array && is_followed_by(slot_, "/*/") && is_stored(record_.at(slot_)))
        return enter(place::element);
    }
    ++ignored_;
  }

  void begin_array() override {
    if (ignored_ == 0) {
      if (place_ == place::envelope && is_wanted_ && form_.is_list) return enter(place::list);
      if (place_ == place::envelope && is_links_) return enter(place::links);
      value(json_type::array);
      if (place_ == place::record && is_wanted_) {
        for (std::size_t inner = slot_ + 1; is_inside(inner, slot_, "/*/"); ++inner) record_.at(inner).clear_elements();
        return enter(place::array);
      }
    }
    ++ignored_;
  }

  void key(std::string_view name) override {
    if (ignored_ != 0) return;
    if (place_ == place::envelope) return envelope_key(name);
    if (place_ == place::link) {
      is_rel_ = name == "rel";
      return;
    }
    if (place_ == place::element) return element_key(name);
    slot_ = place_ == place::group ? record_.slot(concatenate({form_.members[group_], "/", name})) : record_.slot(name);
    is_wanted_ = slot_ < form_.members.size() && (place_ == place::group || name.find('/') == std::string_view::npos);
    if (!is_wanted_) report_unknown(record_.root(), name, form_.members);
    if (is_wanted_ && record_.at(slot_).type != json_type::absent)
      is_wanted_ = report_repeated(record_.pointer(form_.members[slot_]));
  }

  /// The end of an object or array.
  void end() override {
    if (ignored_ != 0) {
      --ignored_;
      return;
    }
    switch (place_) {
      case place::document: break;
      case place::group:
      case place::array: place_ = place::record; break;
      case place::list:
      case place::links: place_ = place::envelope; break;
      case place::link: place_ = place::links; break;
      case place::element:
        place_ = place::array;
        slot_ = group_;
        is_wanted_ = true;
        break;
      case place::envelope: place_ = place::document; break;
      case place::record:
        consumer_.consume(record_);
        place_ = form_.envelope.empty() ? place::document : form_.is_list ? place::list : place::envelope;
        break;
    }
  }

  /// The text is not JSON, for a reason that `where` gives: "at byte 14". All other issues are dropped, since what the
  /// text before that place means is not known.
  void malformed(std::string_view where) override {
    break_off(concatenate({"not JSON ", where, "; write one JSON object"}));
  }

  /// The text is JSON, but holds a number that no double does. The parser stops there.
  void overflow(std::size_t byte) override {
    is_broken_off_ = true;
    const bool is_known = ignored_ == 0 && is_wanted_ && place_ != place::document && place_ != place::list &&
                          place_ != place::links && place_ != place::link;
    std::string pointer;
    if (is_known) pointer = place_ == place::envelope ? envelope_pointer() : member_pointer();
    log_.report(std::move(pointer), issue_code::out_of_range,
                concatenate({"found a number that is too large to read, at byte ", std::to_string(byte),
                             "; expected numbers of at most 64 bits; write a smaller one"}));
  }

  /// A value that nlohmann marks as discarded.
  void discarded() { break_off("found a discarded value, which is what a failed parse returns; pass the text itself"); }

  /// Whether all events up to the end of the current container are ignored, so that they need not be sent.
  [[nodiscard]] bool is_ignoring() const noexcept { return ignored_ != 0; }

  /// Whether no event matters any more.
  [[nodiscard]] bool is_done() const noexcept { return is_broken_off_ || log_.is_full(); }
  [[nodiscard]] const issue_log& log() const noexcept { return log_; }

  /// Whether the document says that another page comes after it, or before it.
  [[nodiscard]] bool has_next_page() const noexcept { return has_next_page_; }
  [[nodiscard]] bool has_previous_page() const noexcept { return has_previous_page_; }

  /// Ends the document. Reports an envelope that did not come.
  void finish() {
    if (is_broken_off_ || is_envelope_given_ || form_.envelope.empty() || log_.has("")) return;
    log_.report(envelope_pointer(), issue_code::missing, concatenate({"not given; expected ", expected_document()}));
  }

 private:
  enum class place : std::uint8_t { document, envelope, list, record, group, array, element, links, link };

  /// Takes a value that is not entered, and stores it if the form has a member for it.
  void value(json_type type, std::int64_t integer = 0, std::string_view text = {}, double real = 0) {
    if (ignored_ != 0 || place_ == place::links || place_ == place::link) return;
    if (place_ == place::record || place_ == place::group) {
      if (!is_wanted_) return;
      member_value& member = record_.at(slot_);
      member.clear_elements();
      return member.set(type, integer, text, real);
    }
    if (place_ == place::element) {
      if (is_wanted_) column_entry().set(type, integer, text, real);
      return;
    }
    if (place_ == place::array) {
      scalar_value* const element = record_.at(slot_).next_element();
      if (element != nullptr) element->set(type, integer, text, real);
      return;
    }
    scalar_value found;
    found.set(type, integer, text, real);
    refuse(found);
  }

  /// Reports a value in the place of a document, an envelope or a record.
  void refuse(const scalar_value& found) {
    if (place_ == place::envelope && (!is_wanted_ || found.type == json_type::null)) return;
    std::string pointer;
    std::string expected = expected_document();
    if (place_ != place::document) {
      pointer = place_ == place::list ? next_element_pointer() : envelope_pointer();
      expected = place_ == place::envelope && form_.is_list ? "an array; write [...]" : "an object; write {...}";
    }
    is_envelope_given_ = is_envelope_given_ || place_ == place::envelope;
    log_.report(std::move(pointer), issue_code::wrong_type,
                concatenate({"found ", found.description(), "; expected ", expected}));
  }

  void envelope_key(std::string_view name) {
    is_wanted_ = name == form_.envelope;
    is_links_ = form_.is_list && name == "links";
    if (!is_wanted_) report_unknown("", name, {&form_.envelope, 1});
    if (is_wanted_ && is_envelope_seen_) is_wanted_ = report_repeated(envelope_pointer());
    is_envelope_seen_ = is_envelope_seen_ || is_wanted_;
  }

  /// A member of an object in an array.
  void element_key(std::string_view name) {
    slot_ = record_.slot(concatenate({form_.members[group_], "/*/", name}));
    is_wanted_ = slot_ < form_.members.size();
    if (!is_wanted_) {
      std::vector<std::string_view> known;
      for (std::size_t inner = group_ + 1; is_inside(inner, group_, "/*/"); ++inner)
        known.push_back(last_name(form_.members[inner]));
      report_unknown(this_element_pointer(), name, known);
    } else if (column_entry().type != json_type::absent) {
      is_wanted_ = report_repeated(member_pointer());
    }
  }

  /// Where to store the member `slot_` of the object that is open in an array.
  scalar_value& column_entry() {
    auto& column = record_.at(slot_).elements;
    const std::size_t index = record_.at(group_).length - 1;
    if (column.size() <= index) column.resize(index + 1);
    return column[index];
  }

  /// Whether the last element of an array is stored, not just counted.
  static bool is_stored(const member_value& array) noexcept { return array.length == array.elements.size(); }

  static std::string_view last_name(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

  [[nodiscard]] std::string this_element_pointer() {
    return element_pointer(record_.pointer(form_.members[group_]), record_.at(group_).length - 1);
  }

  /// The pointer to the member `slot_`.
  [[nodiscard]] std::string member_pointer() {
    const std::string_view name = form_.members[slot_];
    return place_ == place::element ? concatenate({this_element_pointer(), "/", last_name(name)})
                                    : record_.pointer(name);
  }

  void enter(place inner) {
    if (inner == place::group || inner == place::element) group_ = slot_;
    if (place_ == place::envelope && is_wanted_) is_envelope_given_ = true;
    place_ = inner;
  }

  void enter_record(std::string pointer) {
    record_.reset(std::move(pointer));
    enter(place::record);
  }

  void break_off(std::string message) {
    is_broken_off_ = true;
    log_.clear();
    log_.report("", issue_code::malformed, std::move(message));
  }

  /// Whether the member `inner` of the form is inside of the one at `outer`: its name begins with the name of that and
  /// `separator`.
  [[nodiscard]] bool is_inside(std::size_t inner, std::size_t outer, std::string_view separator) const noexcept {
    if (inner >= form_.members.size()) return false;
    const std::string_view name = form_.members[outer];
    const std::string_view path = form_.members[inner];
    return path.starts_with(name) && path.substr(name.size()).starts_with(separator);
  }
  [[nodiscard]] bool is_followed_by(std::size_t slot, std::string_view separator) const noexcept {
    return is_inside(slot + 1, slot, separator);
  }

  [[nodiscard]] std::string envelope_pointer() const { return concatenate({"/", form_.envelope}); }
  [[nodiscard]] std::string next_element_pointer() { return element_pointer(envelope_pointer(), index_++); }

  /// The form of the whole document, for messages.
  [[nodiscard]] std::string expected_document() const {
    const std::string_view content = form_.is_list ? "[...]" : "{...}";
    if (form_.envelope.empty()) return concatenate({"an object; write ", content});
    const std::string name = in_quotes(form_.envelope);
    return concatenate({"an object with the member ", name, "; write {", name, ": ", content, "}"});
  }

  /// Reports a member that is not one of those `listed`, which may have others inside of them.
  void report_unknown(std::string_view root, std::string_view name, std::span<const std::string_view> listed) {
    if (!form_.is_strict) return;
    std::vector<std::string_view> known;
    for (const std::string_view one : listed)
      if (one.find('/') == std::string_view::npos) known.push_back(one);
    std::string message = concatenate(
        {"found the unknown member ", in_quotes(name), known.size() == 1 ? "; expected " : "; expected one of "});
    for (std::size_t i = 0; i < known.size(); ++i) message.append(i == 0 ? "" : ", ").append(known[i]);
    const auto meant = nearest(name, known);
    const bool belongs_inside =
        place_ == place::envelope && std::find(form_.members.begin(), form_.members.end(), name) != form_.members.end();
    message += !meant.empty()   ? concatenate({"; write ", in_quotes(meant)})
               : belongs_inside ? concatenate({"; put it inside ", in_quotes(form_.envelope)})
                                : "; leave it out";
    log_.report(concatenate({root, "/", pointer_token(name)}), issue_code::unknown_member, std::move(message));
  }

  /// Reports a member that was given before. Returns false: the second value is not wanted.
  bool report_repeated(std::string pointer) {
    log_.report(std::move(pointer), issue_code::conflict, "given a second time; expected once; leave one of them out");
    return false;
  }

  const document_form& form_;
  issue_log& log_;
  record_consumer& consumer_;
  record record_;
  place place_ = place::document;
  std::size_t ignored_ = 0;  // how many unwanted containers are open
  std::size_t index_ = 0;    // of the next element of the list
  std::size_t slot_ = 0;     // of the member whose value comes next
  std::size_t group_ = 0;    // of the member whose object, or array of objects, is open
  bool is_wanted_ = false;   // whether the value that comes next has a place in the form
  bool is_links_ = false;    // whether it is the links to other pages
  bool is_rel_ = false;      // whether it says where such a link leads
  bool has_next_page_ = false;
  bool has_previous_page_ = false;
  bool is_envelope_seen_ = false;
  bool is_envelope_given_ = false;
  bool is_broken_off_ = false;
};

/// A document that can send its events to a reader.
class event_source {
 public:
  virtual void replay(document_reader& reader) const = 0;

 protected:
  ~event_source() = default;
};

/// A place in a text that is not JSON, in the words of a message. `byte` counts from 1.
inline std::string place_of_error(std::string_view text, std::size_t byte) {
  constexpr std::size_t shown = 20;
  const std::string place = concatenate({"at byte ", std::to_string(byte)});
  if (byte > text.size()) return place + ", where the text ends too early";
  const std::string_view read = text.substr(0, byte);
  return place + ", near " + in_quotes(read.substr(read.size() - (std::min)(read.size(), shown)));
}

/// Passes the events of nlohmann's SAX parser on to a reader, until its log is full.
class sax_events {
 public:
  sax_events(std::string_view text, event_handler& reader, const issue_log& log) noexcept
      : text_{text}, reader_{reader}, log_{log} {}

  bool null() { return reader_.null(), goes_on(); }
  bool boolean(bool flag) { return reader_.boolean(flag), goes_on(); }
  bool number_integer(std::int64_t number) { return reader_.integer(number), goes_on(); }
  bool number_unsigned(std::uint64_t number) { return reader_.unsigned_integer(number), goes_on(); }
  bool number_float(double number, std::string_view) { return reader_.real(number), goes_on(); }
  bool string(std::string_view text) { return reader_.string(text), goes_on(); }
  bool binary(const nlohmann::json::binary_t&) { return reader_.binary(), goes_on(); }
  bool start_object(std::size_t) { return reader_.begin_object(), goes_on(); }
  bool key(std::string_view name) { return reader_.key(name), goes_on(); }
  bool end_object() { return reader_.end(), goes_on(); }
  bool start_array(std::size_t) { return reader_.begin_array(), goes_on(); }
  bool end_array() { return reader_.end(), goes_on(); }

  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) {
    constexpr int number_overflow = 406;  // the text is JSON, but holds a number that no double does
    if (error.id == number_overflow)
      reader_.overflow(byte);
    else
      reader_.malformed(place_of_error(text_, byte));
    return false;
  }

 private:
  [[nodiscard]] bool goes_on() const noexcept { return !log_.is_full(); }

  std::string_view text_;
  event_handler& reader_;
  const issue_log& log_;
};

/// JSON text. The only place that instantiates nlohmann's parser.
class text_source final : public event_source {
 public:
  explicit text_source(std::string_view text) noexcept : text_{text} {}

  void replay(document_reader& reader) const override {
    if (const auto nul = text_.find('\0'); nul != std::string_view::npos)  // nlohmann takes it for the end of the text
      return reader.malformed(place_of_error(text_, nul + 1));
    sax_events events{text_, reader, reader.log()};
    nlohmann::json::sax_parse(text_.begin(), text_.end(), &events);
  }

 private:
  std::string_view text_;
};

/// A JSON value.
template <json_value Json>
class value_source final : public event_source {
 public:
  explicit value_source(const Json& document) noexcept : document_{document} {}

  void replay(document_reader& reader) const override { (void)walk(document_, reader); }

 private:
  /// Sends the events that the text of `value` would; returns whether more are wanted. The recursion is no deeper than the
  /// form of the document.
  static bool walk(const Json& value, document_reader& reader) {  // NOLINT(misc-no-recursion): see above
    using value_t = typename Json::value_t;
    switch (value.type()) {
      case value_t::null: reader.null(); break;
      case value_t::boolean: reader.boolean(value.template get<bool>()); break;
      case value_t::number_integer: reader.integer(value.template get<std::int64_t>()); break;
      case value_t::number_unsigned: reader.unsigned_integer(value.template get<std::uint64_t>()); break;
      case value_t::number_float: reader.real(value.template get<double>()); break;
      case value_t::string: reader.string(value.template get_ref<const typename Json::string_t&>()); break;
      case value_t::binary: reader.binary(); break;
      case value_t::discarded: reader.discarded(); break;
      case value_t::array:
        reader.begin_array();
        if (!reader.is_ignoring())
          for (const Json& element : value)
            if (!walk(element, reader)) return false;
        reader.end();
        break;
      case value_t::object:
        reader.begin_object();
        if (!reader.is_ignoring())
          for (auto member = value.begin(); member != value.end(); ++member) {
            reader.key(member.key());
            if (!walk(member.value(), reader)) return false;
          }
        reader.end();
        break;
    }
    return !reader.is_done();
  }

  const Json& document_;
};

/// How to read one record: returns its value, or nullopt if it reported an issue.
template <class Value>
using record_function = std::optional<Value> (*)(record& from);

/// Which pages are missing, as far as is known: the last until one says that no other follows, and the first.
struct missing_pages {
  bool last = true;
  bool first = true;
};

/// Hands the records of a document to a consumer, and notes whether it is the first or the last page.
inline void read_document(const event_source& document, const document_form& form, issue_log& log,
                          record_consumer& consumer, missing_pages& missing) {
  document_reader reader{form, log, consumer};
  document.replay(reader);
  reader.finish();
  missing.last = missing.last && reader.has_next_page();
  missing.first = missing.first && reader.has_previous_page();
}

/// Hands the records of all pages of a list to a consumer. If there are several, issues point into them: "/0/backups/17".
inline issue_log read_pages(std::span<const event_source* const> pages, const document_form& form,
                            std::size_t issue_limit, record_consumer& consumer) {
  issue_log log{issue_limit};
  std::string root;
  missing_pages missing;
  for (std::size_t k = 0; k < pages.size() && !log.is_full(); ++k) {
    if (pages.size() > 1) root = concatenate({"/", std::to_string(k)});
    issue_log here{issue_limit};
    read_document(*pages[k], form, here, consumer, missing);
    for (issue& one : std::move(here).take()) log.report(root + one.pointer, one.code, std::move(one.message));
  }
  if (missing.last || missing.first) {
    const std::string which = missing.last ? "a next page" : "a previous page";
    const std::string found = pages.empty()       ? "found no page"
                              : pages.size() == 1 ? "found a link to " + which
                                                  : "found a link to " + which + " on every page";
    log.report(root + "/links", issue_code::missing,
               concatenate({found,
                            "; expected the whole list, since on one page of it no answer is safe; pass all pages "
                            "together"}));
  }
  return log;
}

/// The issues of a document, in the order that its form asks for.
inline issues take_issues(issue_log&& log, const document_form& form) {
  if (form.reported.empty()) return std::move(log).take();
  return take_in_order(std::move(log), {.root = concatenate({"/", form.envelope})}, form.reported);
}

/// The value of the only record of a document, or all issues.
template <class Value>
result<Value> read_one(const event_source& document, const document_form& form, std::size_t issue_limit,
                       record_function<Value> read) {
  struct keep_value final : record_consumer {
    explicit keep_value(record_function<Value> with) : read{with} {}
    void consume(record& found) override { value = read(found); }

    record_function<Value> read;
    std::optional<Value> value;
  };
  issue_log log{issue_limit};
  keep_value kept{read};
  missing_pages unknown;  // a record has no pages
  read_document(document, form, log, kept, unknown);
  if (kept.value && log.empty()) return std::move(*kept.value);
  return tl::make_unexpected(take_issues(std::move(log), form));
}

/// The values of the records of a list, or all issues of all of them.
template <class Value>
result<std::vector<Value>> read_list(std::span<const event_source* const> pages, const document_form& form,
                                     std::size_t issue_limit, record_function<Value> read) {
  struct add_value final : record_consumer {
    explicit add_value(record_function<Value> with) : read{with} {}
    void consume(record& found) override {
      if (auto one = read(found)) list.push_back(std::move(*one));
    }

    record_function<Value> read;
    std::vector<Value> list;
  };
  add_value added{read};
  issue_log log = read_pages(pages, form, issue_limit, added);
  if (log.empty()) return std::move(added.list);
  return tl::make_unexpected(std::move(log).take());
}

/// The same for a list on one page.
template <class Value>
result<std::vector<Value>> read_list(const event_source& document, const document_form& form, std::size_t issue_limit,
                                     record_function<Value> read) {
  const event_source* const page = &document;
  return read_list<Value>(std::span{&page, 1}, form, issue_limit, read);
}

}  // namespace detail

}  // namespace rota::inline v0

#endif
