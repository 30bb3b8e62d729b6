# SPDX-License-Identifier: MIT
# The component `tool`: the program, its man page and its completions.
set(share ${CMAKE_INSTALL_DATADIR})
install(TARGETS rota_tool RUNTIME COMPONENT tool)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/rota.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
  COMPONENT tool
)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/rota.bash
  DESTINATION ${share}/bash-completion/completions
  RENAME rota
  COMPONENT tool
)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/rota.fish
  DESTINATION ${share}/fish/vendor_completions.d
  COMPONENT tool
)
# Debian's zsh looks elsewhere below /usr. Which prefix it is, only the installation knows.
install(
  CODE "set(zsh_folder site-functions)
        if(EXISTS /etc/debian_version AND CMAKE_INSTALL_PREFIX MATCHES \"/usr$\")
          set(zsh_folder vendor-completions)
        endif()"
  COMPONENT tool
)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/rota.zsh
  DESTINATION ${share}/zsh/\${zsh_folder}
  RENAME _rota
  COMPONENT tool
)
install(
  FILES ${PROJECT_SOURCE_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  RENAME copyright
  COMPONENT tool
)
# What the examples of the help and the man page read.
install(
  FILES schedule.json listing.json
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
  COMPONENT tool
)
