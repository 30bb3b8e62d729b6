// SPDX-License-Identifier: MIT
//
// rota/json/members.hpp: the members of one record of a JSON document, by name, and what is wrong with their types.
//
//   record from{names, log};                      // "source" is followed by its own members, "source/id", and an array of
//                                                 // objects by those of its elements, "calendar/*/level"
//   from.text(rule), from.integer(rule), from.instant(rule, rounding::up), …    // empty if absent, or with an issue
//   from.require(rule)                            // reports a member that is not given
//
// Laws
//   A member of the wrong type is one issue, which says what was found. A null is the same as an absent member.
#ifndef ROTA_JSON_MEMBERS_HPP
#define ROTA_JSON_MEMBERS_HPP

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <rota/core/issue.hpp>
#include <rota/core/time.hpp>
#include <rota/detail/member_rule.hpp>
#include <rota/detail/quoting.hpp>
#include <rota/schedule/request.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rota::inline v0::detail {

/// The parts in one text. One function for all messages compiles faster than operator+ at each of them.
inline std::string concatenate(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part);
  return text;
}

enum class json_type : std::uint8_t { absent, null, boolean, integer, huge, real, string, array, object, binary };

/// A value without the contents of an array or object.
struct scalar_value {
  json_type type = json_type::absent;
  std::int64_t integer = 0;  // 0 or 1 for a boolean
  double real = 0;
  std::string text;

  void set(json_type new_type, std::int64_t new_integer, std::string_view new_text, double new_real) {
    type = new_type;
    integer = new_integer;
    real = new_real;
    text.assign(new_text);
  }

  /// The value in the words of a message: `the string "14"`, `the number 14.5`, `an array`.
  [[nodiscard]] std::string description() const {
    switch (type) {
      case json_type::absent: break;
      case json_type::null: return "null";
      case json_type::boolean: return integer != 0 ? "true" : "false";
      case json_type::integer: return std::to_string(integer);
      case json_type::huge: return "a number of more than 64 bits";
      case json_type::real: return concatenate({"the number ", format_real(real)});
      case json_type::string: return concatenate({"the string ", in_quotes(text)});
      case json_type::array: return "an array";
      case json_type::object: return "an object";
      case json_type::binary: return "binary data";
    }
    return "nothing";
  }

 private:
  /// The shortest text that reads back as the number, with ".0" where it would look like an integer.
  static std::string format_real(double number) {
    std::array<char, 32> text{};
    char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    std::string shortest{text.data(), end};
    if (shortest.find_first_not_of("-0123456789") == std::string::npos) shortest += ".0";
    return shortest;
  }
};

/// The value of one member: a scalar, or a list of scalars. An array of objects is a list for each member of the objects,
/// beside a list of the objects without their contents. Records have nothing deeper.
struct member_value : scalar_value {
  std::vector<scalar_value> elements;  // of an array, the first `longest_array`
  std::size_t length = 0;              // of an array, the number of all its elements

  /// Longer than any valid array; beyond it, the length alone is the issue.
  static constexpr std::size_t longest_array = 100;

  /// Whether there is a value. A null is the same as an absent member.
  [[nodiscard]] bool is_given() const noexcept { return type != json_type::absent && type != json_type::null; }

  /// Begins an array if the value is one.
  void clear_elements() noexcept {
    elements.clear();
    length = 0;
  }

  /// A place for the next element; nullptr if there are too many.
  [[nodiscard]] scalar_value* next_element() { return ++length <= longest_array ? &elements.emplace_back() : nullptr; }
};

/// One record of a document: its members by name. Reading one as the wrong type reports an issue.
class record {
 public:
  record(std::span<const std::string_view> names, issue_log& log) : log_{log}, names_{names}, values_(names.size()) {}

  /// Begins another record, the pointer to which is `root`.
  void reset(std::string root) {
    root_ = std::move(root);
    for (member_value& value : values_) value.type = json_type::absent;
  }

  [[nodiscard]] issue_log& log() const noexcept { return log_; }
  [[nodiscard]] const std::string& root() const noexcept { return root_; }
  [[nodiscard]] std::string pointer(std::string_view name) const { return concatenate({root_, "/", name}); }
  [[nodiscard]] member_value& at(std::size_t slot) { return values_[slot]; }
  /// Precondition: the form has the member. A breach ends the program.
  [[nodiscard]] member_value& operator[](std::string_view name) {
    const std::size_t found = slot(name);
    if (found == values_.size()) std::abort();
    return values_[found];
  }

  /// The index of the member `name`, or the number of members if the form has none of that name. Members are mostly
  /// written and asked for in the order of the form, so the search continues from the last one found.
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

  /// Reports a value that is not of the type `wanted`. An integer beyond 64 bits is still an integer.
  void report_type(const scalar_value& value, json_type wanted, std::string pointer, const member_rule& rule) {
    const bool is_too_large = wanted == json_type::integer && value.type == json_type::huge;
    log_.report(std::move(pointer), is_too_large ? issue_code::out_of_range : issue_code::wrong_type,
                message_found(value.description(), rule));
  }

  /// Whether the member is given. If it is not, reports that.
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

  /// The text of the member `name`, for which `rule` holds.
  std::optional<std::string> text(const member_rule& rule, std::string_view name) {
    member_value& value = (*this)[name];
    if (value.type == json_type::string) return std::move(value.text);
    if (value.is_given()) report_type(value, json_type::string, pointer(name), rule);
    return std::nullopt;
  }
  std::optional<std::string> text(const member_rule& rule) { return text(rule, rule.name); }

  /// The text of the member `name` of the object at `index` in the array `list`. `slot_name` is its name in the form.
  std::optional<std::string> text_in(const member_rule& list, std::size_t index, std::string_view slot_name,
                                     const member_rule& rule) {
    auto& column = (*this)[slot_name].elements;
    if (index >= column.size()) return std::nullopt;
    scalar_value& value = column[index];
    if (value.type == json_type::string) return std::move(value.text);
    if (value.type != json_type::absent && value.type != json_type::null)
      report_type(value, json_type::string, concatenate({element_pointer(pointer(list.name), index), "/", rule.name}),
                  rule);
    return std::nullopt;
  }

  /// A text that is not empty.
  std::optional<std::string> identifier(const member_rule& rule) {
    auto id = text(rule);
    if (id && id->empty()) report(rule, issue_code::malformed, message_found("\"\"", rule));
    return id;
  }

  std::optional<sys_seconds> instant(const member_rule& rule, rounding fraction = rounding::down) {
    const auto written = text(rule);
    const auto instant = written ? parse_instant(*written, fraction) : std::nullopt;
    if (written && !instant) report(rule, issue_code::malformed, message_found(in_quotes(*written), rule));
    return instant;
  }
  std::optional<sys_seconds> required_instant(const member_rule& rule, rounding fraction = rounding::down) {
    return require(rule) ? instant(rule, fraction) : std::nullopt;
  }

  /// A boolean, which older releases write as 0 or 1. False if absent.
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

  /// Reports a member that is neither an object nor absent.
  void expect_object(const member_rule& rule) {
    if (const member_value& value = (*this)[rule.name]; value.is_given() && value.type != json_type::object)
      report_type(value, json_type::object, pointer(rule.name), rule);
  }

  /// The elements of an array. Those that are not of `type` are reported: later checks pass over them, since their
  /// pointers have issues. `rule` is that of an element. Returns nullptr if the array is too long.
  std::vector<scalar_value>* elements(const member_rule& rule, json_type type) {
    member_value& array = (*this)[rule.name];
    if (array.length > member_value::longest_array) {
      report(rule, issue_code::out_of_range,
             concatenate({"found an array of ", std::to_string(array.length), " elements; expected at most ",
                          std::to_string(member_value::longest_array), ", each ", rule.expected,
                          "; write for example [", rule.example, "]"}));
      return nullptr;
    }
    for (std::size_t i = 0; i < array.elements.size(); ++i)
      if (array.elements[i].type != type)
        report_type(array.elements[i], type, element_pointer(pointer(rule.name), i), rule);
    return &array.elements;
  }

 private:
  issue_log& log_;
  std::span<const std::string_view> names_;
  std::vector<member_value> values_;
  std::size_t here_ = 0;  // the slot found last
  std::string root_;
};

}  // namespace rota::inline v0::detail

#endif
