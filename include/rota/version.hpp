// SPDX-License-Identifier: MIT
//
// rota/version.hpp: the version of rota, in the only place that states it. CMake reads it from here.
//
//   ROTA_VERSION_MAJOR, ROTA_VERSION_MINOR, ROTA_VERSION_PATCH    for the preprocessor
//   rota::version                                                 "0.1.0"
//
// Everything lives in `inline namespace v0`, so that two versions that end up in one program are different functions and
// types to the linker. Its number is counted up whenever names or layouts break; it is not that of the version.
#ifndef ROTA_VERSION_HPP
#define ROTA_VERSION_HPP

#include <string_view>

#define ROTA_VERSION_MAJOR 0
#define ROTA_VERSION_MINOR 1
#define ROTA_VERSION_PATCH 0

#define ROTA_DETAIL_TEXT(x) #x
#define ROTA_DETAIL_VERSION(major, minor, patch) \
  ROTA_DETAIL_TEXT(major) "." ROTA_DETAIL_TEXT(minor) "." ROTA_DETAIL_TEXT(patch)

namespace rota::inline v0 {

inline constexpr std::string_view version =
    ROTA_DETAIL_VERSION(ROTA_VERSION_MAJOR, ROTA_VERSION_MINOR, ROTA_VERSION_PATCH);

}  // namespace rota::inline v0

#undef ROTA_DETAIL_VERSION
#undef ROTA_DETAIL_TEXT

#endif
