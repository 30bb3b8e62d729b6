// SPDX-License-Identifier: MIT
//
// document_top.hpp: what the first lines of a JSON document show of it, however long it is.
#ifndef ROTA_TOOL_DOCUMENT_TOP_HPP
#define ROTA_TOOL_DOCUMENT_TOP_HPP

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tool {

/// The members near the top of a document, by their pointers; of an array, only those of its first element.
class document_top {
 public:
  /// Reads until `is_enough(*this)`, which is asked at the end of each object and array, or until the document ends.
  document_top(const std::string& text, bool (*is_enough)(const document_top&));

  /// Whether the text is JSON, as far as it was read.
  [[nodiscard]] bool is_json() const noexcept { return is_json_; }

  /// Whether something is at `pointer`, such as "/items/0/apiVersion".
  [[nodiscard]] bool has(std::string_view pointer) const;

  /// Whether something is at a pointer that ends so.
  [[nodiscard]] bool has_at_end(std::string_view pointer) const;

  /// The string at `pointer`, or else the type of what is there; "" if nothing is.
  [[nodiscard]] std::string_view at(std::string_view pointer) const;

  /// "an array of objects with the members id, time and tree"
  [[nodiscard]] std::string description() const;

 private:
  class reader;
  std::vector<std::pair<std::string, std::string>> found_;  // pointers and what is there, in the order of the document
  bool is_json_ = false;
};

}  // namespace tool

#endif
