# SPDX-License-Identifier: MIT
# add_output_test(NAME name COMMAND program [argument...] EXPECTED file [EXPECTED_ERROR file]
#                 [INPUT file] [STATUS n])
#
# A test that runs the command and compares its standard output with EXPECTED, byte for byte, its
# standard error with EXPECTED_ERROR, if given, and its exit status with n (default 0). INPUT is its
# standard input. Runs in the folder of the caller's CMakeLists.txt. After a run, <name>.actual in
# the caller's binary folder holds the output, and <name>.actual.error the standard error.
function(add_output_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;EXPECTED;EXPECTED_ERROR;INPUT;STATUS" "COMMAND")
  if(NOT DEFINED arg_STATUS)
    set(arg_STATUS 0)
  endif()
  foreach(file EXPECTED EXPECTED_ERROR INPUT)
    if(DEFINED arg_${file})
      cmake_path(ABSOLUTE_PATH arg_${file})
    endif()
  endforeach()
  add_test(
    NAME ${arg_NAME}
    COMMAND
      ${CMAKE_COMMAND} -D actual=${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.actual
      -D expected=${arg_EXPECTED} -D expected_error=${arg_EXPECTED_ERROR} -D input=${arg_INPUT}
      -D status=${arg_STATUS} -P ${PROJECT_SOURCE_DIR}/cmake/check_output.cmake -- ${arg_COMMAND}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
  )
endfunction()
