# What `cmake --install` puts in place beside each module's library and headers (modules.cmake): the
# package that find_package(lhits) finds.
include(CMakePackageConfigHelpers)
set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/lhits)

install(TARGETS lhits RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS lhits_all EXPORT lhits)
install(EXPORT lhits NAMESPACE lhits:: FILE lhitsTargets.cmake DESTINATION ${folder})

# Before 1.0 a minor version may change what others link to.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lhitsConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
configure_file(cmake/lhitsConfig.cmake.in lhitsConfig.cmake @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lhitsConfig.cmake cmake/dependencies.cmake
              ${PROJECT_BINARY_DIR}/lhitsConfigVersion.cmake
        DESTINATION ${folder})

# What the program's messages name, where it is not run from the source's folder.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/postprocess/ DESTINATION ${CMAKE_INSTALL_DATADIR}/lhits/postprocess
        FILES_MATCHING PATTERN "*.py" PATTERN "pyproject.toml" PATTERN "*.ipynb"
                       PATTERN "__pycache__" EXCLUDE PATTERN "build" EXCLUDE PATTERN "*.egg-info" EXCLUDE
                       REGEX "postprocess/figures$" EXCLUDE)

# Completion for shells and the manual page, from the program's own description of its commands.
install(CODE "
  foreach(kind IN ITEMS bash zsh man)
    set(path_bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions/lhits)
    set(path_zsh ${CMAKE_INSTALL_DATADIR}/zsh/site-functions/_lhits)
    set(path_man ${CMAKE_INSTALL_MANDIR}/man1/lhits.1)
    set(path \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/\${path_\${kind}}\")
    get_filename_component(folder \${path} DIRECTORY)
    file(MAKE_DIRECTORY \${folder})
    message(STATUS \"Installing: \${path}\")
    execute_process(COMMAND $<TARGET_FILE:lhits> completion \${kind} OUTPUT_FILE \${path}
                    COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
