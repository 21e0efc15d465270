# lhits_version(MODULE SOURCE): SOURCE, of MODULE, gets the project's version as LHITS_VERSION and
# may include lhits_revision.hpp, which each build brings up to date (revision.cmake).
function(lhits_version module source)
  set(folder ${PROJECT_BINARY_DIR}/generated)
  add_custom_target(lhits_revision
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${folder}/lhits_revision.hpp
            -P ${PROJECT_SOURCE_DIR}/cmake/revision.cmake
    BYPRODUCTS ${folder}/lhits_revision.hpp
    COMMENT "Looking up the git revision" VERBATIM)
  add_dependencies(lhits_${module} lhits_revision)
  set_source_files_properties(${source} PROPERTIES
    INCLUDE_DIRECTORIES ${folder}
    COMPILE_DEFINITIONS LHITS_VERSION="${PROJECT_VERSION}")
endfunction()
