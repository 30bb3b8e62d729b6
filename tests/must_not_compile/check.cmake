# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${source} first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// diagnostic: (.+)$")
  message(FATAL_ERROR "${source} must open with `// diagnostic: REGEX`")
endif()
set(diagnostic "${CMAKE_MATCH_1}")

# Plain quotation marks, whatever the user's language.
set(ENV{LC_ALL} C)
set(compile ${compiler} @${flags} -fsyntax-only ${source})
execute_process(COMMAND ${compile} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "The twin that is right does not compile")
endif()

execute_process(
  COMMAND ${compile} -DMUST_NOT_COMPILE
  RESULT_VARIABLE failed
  ERROR_VARIABLE words
)
if(NOT failed)
  message(FATAL_ERROR "What must not compile does")
endif()
string(REPLACE "${source}" "" words "${words}")
if(NOT words MATCHES "${diagnostic}")
  message("${words}")
  message(FATAL_ERROR "The compiler's words do not match `${diagnostic}`")
endif()
