// SPDX-License-Identifier: MIT
#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <utility>

namespace tool {

progress::progress(std::string what, const std::vector<input_file>& inputs, const std::optional<input_file>& other)
    : what_{std::move(what)} {
  const bool is_typing =
      (other && other->is_typed()) ||
      std::any_of(inputs.begin(), inputs.end(), [](const input_file& one) { return one.is_typed(); });
  if (isatty(STDERR_FILENO) != 0 && !is_typing) shown_by_ = std::thread{[this] { show(); }};
}

void progress::finish() {
  if (!shown_by_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    is_done_ = true;
  }
  done_.notify_one();
  shown_by_.join();
}

void progress::show() {
  constexpr std::string_view clear = "\r\x1b[K";
  std::unique_lock lock{mutex_};
  int seconds = 0;
  while (!done_.wait_for(lock, std::chrono::seconds{1}, [this] { return is_done_; })) {
    const double percent = std::floor(share_ * 100);
    std::cerr << clear << "rota: " << what_ << ", ";
    if (percent > 0) std::cerr << percent << "% ";
    std::cerr << "after " << ++seconds << 's' << std::flush;
  }
  if (seconds != 0) std::cerr << clear << std::flush;
}

}  // namespace tool
