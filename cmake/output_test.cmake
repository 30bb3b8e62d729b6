# SPDX-License-Identifier: MIT
# add_output_test(NAME name COMMAND program [argument...] EXPECTED file [INPUT file] [STATUS n])
#
# A test that runs the command and compares all that it prints on standard output, byte for byte,
# with the expected file, and its exit status with n (default 0). INPUT is its standard input.
# Runs in the folder of the caller's CMakeLists.txt. After a run, <name>.actual in the caller's
# binary folder is what was printed.
function(add_output_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;EXPECTED;INPUT;STATUS" "COMMAND")
  if(NOT DEFINED arg_STATUS)
    set(arg_STATUS 0)
  endif()
  cmake_path(ABSOLUTE_PATH arg_EXPECTED)
  if(DEFINED arg_INPUT)
    cmake_path(ABSOLUTE_PATH arg_INPUT)
  endif()
  add_test(
    NAME ${arg_NAME}
    COMMAND
      ${CMAKE_COMMAND} -D actual=${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.actual
      -D expected=${arg_EXPECTED} -D input=${arg_INPUT} -D status=${arg_STATUS}
      -P ${PROJECT_SOURCE_DIR}/cmake/check_output.cmake -- ${arg_COMMAND}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
  )
endfunction()
