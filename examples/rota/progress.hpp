// SPDX-License-Identifier: MIT
//
// progress.hpp: shows on standard error that work goes on, if it takes more than a second and someone may be watching.
//
//   progress watched{"planning", options.backups};
//   …                                   // "rota: planning, 40% after 2s"
//   watched.finish();                   // before the answer is printed; the line disappears
#ifndef ROTA_TOOL_PROGRESS_HPP
#define ROTA_TOOL_PROGRESS_HPP

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <rota/rota.hpp>
#include <string>
#include <thread>
#include <vector>

#include "input.hpp"

namespace tool {

/// Work that is going on. Nothing is shown unless standard error is a terminal, nor where one of the inputs is typed
/// there.
class progress {
 public:
  explicit progress(std::string what, const std::vector<input_file>& inputs = {},
                    const std::optional<input_file>& other = std::nullopt);
  ~progress() { finish(); }
  progress(const progress&) = delete;
  progress(progress&&) = delete;
  progress& operator=(const progress&) = delete;
  progress& operator=(progress&&) = delete;

  /// How much is done, from 0 to 1, if that is known.
  void reach(double share) { share_ = share; }

  /// Ends the work, and clears the line.
  void finish();

 private:
  void show();

  std::string what_;
  std::atomic<double> share_{0};
  bool is_done_ = false;
  std::mutex mutex_;  // of is_done_
  std::condition_variable done_;
  std::thread shown_by_;
};

/// How much of the time from `from` until `until` has passed at an instant.
inline double share_of(rota::sys_seconds instant, rota::sys_seconds from, rota::sys_seconds until) {
  return static_cast<double>((instant - from).count()) / static_cast<double>((until - from).count());
}

}  // namespace tool

#endif
