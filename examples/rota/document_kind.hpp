// SPDX-License-Identifier: MIT
//
// document_kind.hpp: tells the documents that the commands read apart, so that a swapped file is named as what it is.
#ifndef ROTA_TOOL_DOCUMENT_KIND_HPP
#define ROTA_TOOL_DOCUMENT_KIND_HPP

#include <cstdint>
#include <string>

#include "input.hpp"

namespace tool {

enum class document_kind : std::uint8_t {
  unknown,
  backups,
  schedule,
  schedules,
  create_request,
  update_request,
  policy,
  timing  ///< a create request, a schedule or a list of schedules, which `rota runs` reads
};

/// "a schedule, {"schedule": {"id": ...}}"
std::string description(document_kind kind);

/// What a text seems to be, by the names near its top.
document_kind kind_of(const std::string& text);

/// Throws `refused` if the text of a file, which is not valid as `wanted`, seems to be something else.
void require_kind(const input_file& file, const std::string& text, document_kind wanted);

}  // namespace tool

#endif
