# SPDX-License-Identifier: MIT
# The packages that the library depends on, for the build here and for rota-config.cmake: the oldest
# versions that the tests have run with.
set(rota_date_package date 3.0)
set(rota_expected_package tl-expected 1.0)
set(rota_json_package nlohmann_json 3.11)

# A project that already has the target keeps its own.
macro(rota_find_dependency target)
  if(NOT TARGET ${target})
    find_package(${ARGN} REQUIRED)
  endif()
endmacro()
