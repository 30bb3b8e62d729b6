# SPDX-License-Identifier: MIT
# The script behind add_output_test: runs what follows `--` and compares what it prints.
cmake_minimum_required(VERSION 3.25)

function(compare expected actual)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E compare_files ${expected} ${actual}
    RESULT_VARIABLE differs
    ERROR_QUIET
  )
  if(differs)
    execute_process(COMMAND diff -u ${expected} ${actual})
    message(FATAL_ERROR "The output differs from ${expected}")
  endif()
endfunction()

math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE 1 ${last})
  if(DEFINED command)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
    set(command "")
  endif()
endforeach()

set(streams "")
if(input)
  list(APPEND streams INPUT_FILE ${input})
endif()
if(expected_error)
  list(APPEND streams ERROR_FILE ${actual}.error)
endif()
unset(ENV{COLUMNS}) # else tables may be as narrow as the terminal that the tests run in
execute_process(
  COMMAND ${command}
  OUTPUT_FILE ${actual}
  RESULT_VARIABLE actual_status
  ${streams}
)
compare(${expected} ${actual})
if(expected_error)
  compare(${expected_error} ${actual}.error)
endif()
if(NOT actual_status STREQUAL status)
  message(FATAL_ERROR "Exit status ${actual_status}, expected ${status}")
endif()
