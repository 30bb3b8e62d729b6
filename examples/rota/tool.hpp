// SPDX-License-Identifier: MIT
//
// tool.hpp: what the commands of the tool share: their options, their input and output, and how they fail.
//
// A command reads its input, asks the library, and prints the answer. It throws `refused` where the library refuses the
// input (exit status 1), and `wrong_usage` where it was called wrongly or a file cannot be read (exit status 2).
#ifndef ROTA_EXAMPLES_TOOL_HPP
#define ROTA_EXAMPLES_TOOL_HPP

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <rota/rota.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace date {
class time_zone;
}

namespace tool {

/// The input was refused: main() prints the fault.
class refused : public std::runtime_error {
 public:
  explicit refused(rota::fault why) : std::runtime_error{why.message}, why_{std::move(why)} {}
  [[nodiscard]] const rota::fault& why() const noexcept { return why_; }

 private:
  rota::fault why_;
};

/// The tool was called in a way that makes no sense.
class wrong_usage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Any of the zones that --zone can name; UTC unless told otherwise.
class any_zone {
 public:
  any_zone() = default;
  any_zone(std::string name, std::variant<rota::utc_zone, rota::fixed_offset, const date::time_zone*> zone)
      : name_{std::move(name)}, zone_{zone} {}

  [[nodiscard]] rota::zone_span get_info(rota::sys_seconds at) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  std::string name_ = "UTC";
  std::variant<rota::utc_zone, rota::fixed_offset, const date::time_zone*> zone_;
};

/// The zone of that name, or `refused` with the names that were perhaps meant.
any_zone find_zone(const std::string& text);

/// The options that every command has.
struct common_options {
  rota::sys_seconds now{};
  any_zone zone;
  rota::civil_policy policy;
  bool json = false;
  bool colour = false;
};

struct create_options {
  std::string id;
  rota::first_run first = rota::first_run::promote;
  std::string file = "-";
};

struct update_options {
  std::string schedule_file;
  std::string file = "-";
};

struct runs_options {
  std::optional<rota::sys_seconds> from;
  std::optional<rota::sys_seconds> until;
  std::optional<std::size_t> count;
  bool calendar = false;
  std::string file = "-";
};

struct decide_options {
  std::string schedule_file;
  std::string backups_file;
  rota::decide_options how;
};

/// The retention that a command line asks for: what it does not say, the schedule does, and then the library.
struct retention_options {
  std::optional<unsigned> fulls;
  std::optional<unsigned> at_least;
  bool keep_failed = false;
  rota::retention others;

  [[nodiscard]] rota::retention over(const std::optional<rota::schedule>& schedule) const;
};

struct prune_options {
  std::string backups_file;
  std::optional<std::string> schedule_file;
  retention_options rules;
};

struct restore_options {
  std::string backups_file;
  std::string id;
};

struct simulate_options {
  std::string schedule_file;
  rota::sys_seconds from{};
  rota::sys_seconds until{};
  double fail = 0;
  std::uint64_t seed = 1;
  retention_options rules;
};

void create(const common_options& common, const create_options& options);
void update(const common_options& common, const update_options& options);
void runs(const common_options& common, const runs_options& options);
void decide(const common_options& common, const decide_options& options);
void prune(const common_options& common, const prune_options& options);
void restore(const common_options& common, const restore_options& options);
void simulate(const common_options& common, const simulate_options& options);

/// The text of a file, or of standard input for "-".
std::string read_file(const std::string& file);

/// The value of a result, or `refused` with its issues.
template <class T>
T value_or_refuse(rota::result<T>&& result) {
  if (!result) throw refused{rota::bad_request(std::move(result.error()))};
  return std::move(*result);
}

/// Prints JSON for programs, indented for those who look all the same.
void print(const nlohmann::ordered_json& document);

/// Text for a terminal: plain unless colours are wanted.
enum class style { plain, bold, faint, full, incremental, removed };
std::string styled(std::string_view text, style look, bool colour);

/// How a level looks.
style style_of(rota::level what);

/// The name of the day of the week.
std::string_view weekday_name(date::weekday day);

/// Prints rows in columns as wide as what they hold. The first row is the head.
class table {
 public:
  struct cell {
    std::string text;
    style look = style::plain;
  };

  explicit table(const std::vector<std::string_view>& head);
  void add(std::vector<cell> row);
  void print(bool colour) const;

 private:
  std::vector<std::vector<cell>> rows_;
};

}  // namespace tool

#endif
