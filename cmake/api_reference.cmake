# The target api_reference: HTML in api/html of the build folder. Needs doxygen.
configure_file(cmake/Doxyfile.in api/Doxyfile @ONLY)
add_custom_target(api_reference COMMAND doxygen ${PROJECT_BINARY_DIR}/api/Doxyfile VERBATIM)
