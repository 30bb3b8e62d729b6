# SPDX-License-Identifier: MIT
# The packages that the library stands on, for the build here and for rota-config.cmake alike:
# the oldest versions that the tests have seen.
set(rota_date_package date 3.0)
set(rota_expected_package tl-expected 1.0)
set(rota_json_package nlohmann_json 3.11)

# A project that brings the dependency along as a target of its own keeps it.
macro(rota_find_dependency target)
  if(NOT TARGET ${target})
    find_package(${ARGN} REQUIRED)
  endif()
endmacro()
