# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)

if(NOT pkg_config)
  message("pkg-config is not installed")
  return()
endif()
set(ENV{PKG_CONFIG_PATH} ${prefix}/share/pkgconfig)
execute_process(
  COMMAND ${pkg_config} --cflags rota-json
  OUTPUT_VARIABLE flags
  COMMAND_ERROR_IS_FATAL ANY
)
separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(
  COMMAND ${compile} ${standard} ${flags} ${source} -o ${program}
  COMMAND_ERROR_IS_FATAL ANY
)
execute_process(COMMAND ${program} COMMAND_ERROR_IS_FATAL ANY)
