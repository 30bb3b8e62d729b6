// SPDX-License-Identifier: MIT
//
// rota/detail/member_rule.hpp: what each member of a request or a record may be, in the words of the messages about it.
//
//   message_found("24", rules::hour)        // "found 24; expected an integer from 0 (midnight) to 23; write for example 14"
//   message_missing(rules::minute)          // "not given; expected an integer from 0 to 59; write for example …"
#ifndef ROTA_DETAIL_MEMBER_RULE_HPP
#define ROTA_DETAIL_MEMBER_RULE_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace rota::inline v0::detail {

/// One member, what it may be, and an example.
struct member_rule {
  std::string_view name;
  std::string_view expected;  ///< "an integer from 0 to 23"
  std::string_view example;   ///< as JSON
  std::int64_t least = 0;     ///< of an integer, its bounds; of a text, those of its length in bytes
  std::int64_t most = 0;
};

/// The members of requests, and of the records that are made from them.
namespace rules {
inline constexpr std::string_view example_uuid = "\"44b277eb-39be-4921-be31-3d61b43651d7\"";
inline constexpr member_rule action{"action", "the string \"backup\"", "\"backup\""};
inline constexpr member_rule day_of_week{"day_of_week",
                                         "an integer from 0 (Sunday) to 6 (Saturday), 7 for a full backup every day, "
                                         "or an array of distinct integers from 0 to 6",
                                         "0", 0, 7};
inline constexpr member_rule hour{"hour", "an integer from 0 (midnight) to 23", "14", 0, 23};
inline constexpr member_rule minute{"minute", "an integer from 0 to 59", "30", 0, 59};
inline constexpr member_rule instance_id{"instance_id", "the UUID of a single instance", example_uuid};
inline constexpr member_rule instance{"instance", "the UUID of a single instance", example_uuid};
inline constexpr member_rule source_id{"source_id", "the UUID of an instance or of an HA group", example_uuid};
inline constexpr member_rule source_type{"source_type", "\"instance\" or \"ha\"", "\"ha\""};
inline constexpr member_rule full_backup_retention{"full_backup_retention", "an integer from 1 to 4294967295", "2", 1,
                                                   4294967295};
inline constexpr member_rule copy_to{"copy_to", "an array of DFW, IAD, ORD, HKG, SYD, each at most once",
                                     "[\"IAD\", \"ORD\"]"};
inline constexpr member_rule copy_to_or_text{"copy_to",
                                             "an array of DFW, IAD, ORD, HKG, SYD, each at most once, or a string of "
                                             "them separated by commas",
                                             "[\"IAD\", \"ORD\"]"};
inline constexpr member_rule day_in_array{"day_of_week", "an integer from 0 (Sunday) to 6 (Saturday)", "1", 0, 6};
inline constexpr member_rule region_in_array{"copy_to", "one of DFW, IAD, ORD, HKG, SYD", "\"IAD\""};
inline constexpr member_rule run_now{"run_now", "true or false", "true"};
inline constexpr member_rule parent_to_build_on{"parent_id", "the UUID of the backup to build on", example_uuid};
inline constexpr member_rule name{"name", "a string of 1 to 255 bytes, in UTF-8 without NUL",
                                  "\"before the migration\"", 1, 255};
inline constexpr member_rule description{"description", "a string of at most 1000 bytes, in UTF-8 without NUL",
                                         "\"orders and invoices\"", 0, 1000};

// Beyond the API.
inline constexpr std::string_view any_instant = "an instant, YYYY-MM-DDThh:mm:ss, in UTC or with an offset";
inline constexpr std::string_view example_instant = "\"2014-10-30T12:30:00\"";
inline constexpr member_rule calendar{"calendar",
                                      "an array of 1 to 100 objects, each with a level and its days and times",
                                      R"([{"level": "full", "on": "Sun *-*-* 23:05"}])"};
inline constexpr member_rule entry_in_array{"calendar", "an object with the members level and on",
                                            R"({"level": "full", "on": "Sun *-*-* 23:05"})"};
inline constexpr member_rule entry_level{"level", "\"full\", \"differential\" or \"incremental\"", "\"full\""};
inline constexpr member_rule entry_on{"on", "days and times as systemd's OnCalendar has them", "\"Sun *-*-* 23:05\""};
inline constexpr member_rule zone{"zone", "the name of a time zone, at most 100 letters, digits, _, +, - and /",
                                  "\"Europe/Vilnius\""};
inline constexpr member_rule gap{"gap", "\"shift_forward\", \"at_transition\" or \"skip\"", "\"skip\""};
inline constexpr member_rule overlap{"overlap", "\"first\" or \"last\"", "\"last\""};
inline constexpr member_rule spread{"spread", "a length of whole minutes, at most 28d", "\"30min\""};
inline constexpr member_rule paused_until{"paused_until", any_instant, example_instant};
}  // namespace rules

/// "found 24; expected an integer from 0 (midnight) to 23; write for example 14"
[[nodiscard]] inline std::string message_found(std::string_view found, const member_rule& rule) {
  std::string text{"found "};
  text.append(found).append("; expected ").append(rule.expected).append("; write for example ").append(rule.example);
  return text;
}

/// "not given; expected an integer from 0 to 59; write for example "minute": 30"
[[nodiscard]] inline std::string message_missing(const member_rule& rule) {
  std::string text{"not given; expected "};
  text.append(rule.expected).append("; write for example \"").append(rule.name).append("\": ").append(rule.example);
  return text;
}

}  // namespace rota::inline v0::detail

#endif
