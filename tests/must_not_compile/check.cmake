# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${source} first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// diagnostic: (.+)$")
  message(FATAL_ERROR "${source} must begin with `// diagnostic: REGEX`")
endif()
set(diagnostic "${CMAKE_MATCH_1}")

# ASCII quotation marks in any locale.
set(ENV{LC_ALL} C)
set(compile ${compiler} @${flags} -fsyntax-only ${source})
execute_process(COMMAND ${compile} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "The correct twin does not compile")
endif()

execute_process(
  COMMAND ${compile} -DMUST_NOT_COMPILE
  RESULT_VARIABLE failed
  ERROR_VARIABLE diagnostics
)
if(NOT failed)
  message(FATAL_ERROR "This must not compile, but does")
endif()
string(REPLACE "${source}" "" diagnostics "${diagnostics}")
if(NOT diagnostics MATCHES "${diagnostic}")
  message("${diagnostics}")
  message(FATAL_ERROR "The diagnostic does not match `${diagnostic}`")
endif()
