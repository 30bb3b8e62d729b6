// SPDX-License-Identifier: MIT
//
// html.hpp: writes HTML, element by element.
//
//   html page;
//   page.element("p", {{"class", "note"}}, "2 < 3");                          // <p class="note">2 &lt; 3</p>
//   page.element("ul", {}, [&] { page.element("li", {}, backup.id); });       // elements in elements
//   page.lone("meta", {{"charset", "utf-8"}});                                // one that has no end
//   std::cout << std::move(page).finished();
//
// Laws
//   Every element that is opened is closed, in order, since only `element` does either.
//   Text and values of attributes never end where they stand: what means something in HTML is escaped in one place.
//   The result is UTF-8 without control characters, whatever the bytes of the text.
#ifndef ROTA_TOOL_HTML_HPP
#define ROTA_TOOL_HTML_HPP

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tool {

/// Any bytes as the text or the value of an attribute: characters with a meaning escaped, and the replacement character
/// for what is no UTF-8, for control characters and for noncharacters, which HTML does not allow.
std::string escaped(std::string_view text);

class html {
 public:
  struct attribute {
    std::string_view name;
    std::string value;
  };
  using attributes = std::initializer_list<attribute>;

  /// Adds an element. `content` is its text, or a function that adds what is in it.
  template <class Content>
  void element(std::string_view tag, attributes with, Content&& content) {
    open(tag, with);
    if constexpr (std::convertible_to<Content, std::string_view>)
      text(content);
    else
      std::forward<Content>(content)();
    written_.append("</").append(tag).append(">");
  }

  /// Adds an element that has no content and no end, such as a meta.
  void lone(std::string_view tag, attributes with) { open(tag, with); }

  void text(std::string_view added) { written_ += escaped(added); }

  /// Adds HTML as it is: a style sheet, or a document type. Precondition: it comes from no input.
  void verbatim(std::string_view trusted) { written_ += trusted; }

  [[nodiscard]] std::string finished() && { return std::move(written_) + '\n'; }

 private:
  void open(std::string_view tag, attributes with);

  std::string written_;
};

}  // namespace tool

#endif
