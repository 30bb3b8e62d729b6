# SPDX-License-Identifier: MIT
# The component `development`: headers only, so everything is architecture-independent. The component `tool` is in
# install_tool.cmake.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/rota)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

# One export set per component, so that a user of the core never needs nlohmann.
install(TARGETS rota EXPORT rota-targets FILE_SET HEADERS COMPONENT development)
install(EXPORT rota-targets NAMESPACE rota:: DESTINATION ${package_dir} COMPONENT development)
if(ROTA_BUILD_JSON)
  install(TARGETS rota_json EXPORT rota-json-targets FILE_SET HEADERS COMPONENT development)
  install(EXPORT rota-json-targets NAMESPACE rota:: DESTINATION ${package_dir} COMPONENT development)
endif()

list(JOIN rota_date_package " " date_requirement)
list(JOIN rota_expected_package " " expected_requirement)
list(JOIN rota_json_package " " json_requirement)
list(GET rota_json_package 1 json_version)
configure_package_config_file(
  cmake/rota-config.cmake.in rota-config.cmake
  INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO
)
# Before 1.0, a minor version may break its predecessor's interface.
write_basic_package_version_file(
  rota-config-version.cmake
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT
)
install(
  FILES ${PROJECT_BINARY_DIR}/rota-config.cmake ${PROJECT_BINARY_DIR}/rota-config-version.cmake
  DESTINATION ${package_dir}
  COMPONENT development
)

install(
  FILES LICENSE
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/librota-dev
  RENAME copyright
  COMPONENT development
)

# The macros that configure date. It has no pkg-config file of its own to carry them, and a program
# that mixes CMake and pkg-config must see the same date everywhere.
get_target_property(date_definitions date::date INTERFACE_COMPILE_DEFINITIONS)
if(date_definitions)
  list(TRANSFORM date_definitions PREPEND " -D")
  list(JOIN date_definitions "" date_definitions)
else()
  set(date_definitions "")
endif()
# Relative to the pkg-config file, so that an installed tree can be moved.
cmake_path(
  RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR
  BASE_DIRECTORY ${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig
  OUTPUT_VARIABLE include_from_pkgconfig
)
configure_file(cmake/rota.pc.in rota.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/rota.pc DESTINATION ${pkgconfig_dir} COMPONENT development)
if(ROTA_BUILD_JSON)
  configure_file(cmake/rota-json.pc.in rota-json.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/rota-json.pc DESTINATION ${pkgconfig_dir} COMPONENT development)
endif()
