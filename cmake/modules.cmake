# lhits_module(NAME [PUBLIC ...] [PRIVATE ...]): the library lhits_NAME from src/NAME/*.cpp with the
# public headers include/lhits/NAME/*.hpp. PUBLIC and PRIVATE are what it links.
function(lhits_module name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(lhits_${name} STATIC ${sources})
  add_library(lhits::${name} ALIAS lhits_${name})
  target_include_directories(lhits_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
  target_compile_features(lhits_${name} PUBLIC cxx_std_20)
  target_link_libraries(lhits_${name} PUBLIC ${arg_PUBLIC} PRIVATE lhits_strict ${arg_PRIVATE})
endfunction()

# How our own code is compiled; nothing of it reaches those who link to us.
add_library(lhits_strict INTERFACE)
target_compile_options(lhits_strict INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
target_compile_definitions(lhits_strict INTERFACE OMPI_SKIP_MPICXX)
if(LHITS_NATIVE)
  target_compile_options(lhits_strict INTERFACE -march=native)
endif()
if(LHITS_SANITIZE)
  target_compile_options(lhits_strict INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(lhits_strict INTERFACE -fsanitize=address,undefined)
endif()
