// SPDX-License-Identifier: MIT
// What a service needs of rota::json: both libraries on its include path, and a program that links. It leaves the
// compiling of JSON to whole.cpp, as that takes most of the time of these tests.
#include <rota/version.hpp>

#if !__has_include(<rota/json.hpp>) || !__has_include(<nlohmann/json.hpp>)
#error "rota::json does not lead to its headers"
#endif
#if !__has_include(<date/date.h>) || !__has_include(<tl/expected.hpp>)
#error "rota::json does not lead to the headers of the core"
#endif

int main() { return rota::version.empty() ? 1 : 0; }
