# find_package(lhits): the target lhits::lhits, or single modules (lhits::hits, lhits::io, ...).
foreach(language IN ITEMS C CXX)  # the packages that we depend on look for both
  if(NOT CMAKE_${language}_COMPILER_LOADED)
    set(lhits_NOT_FOUND_MESSAGE "lhits needs the languages of project(... LANGUAGES C CXX)")
    set(lhits_FOUND FALSE)
    return()
  endif()
endforeach()

include(${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake)
if(DEFINED lhits_FOUND AND NOT lhits_FOUND)
  return()
endif()
include(${CMAKE_CURRENT_LIST_DIR}/lhitsTargets.cmake)
