# Every third-party package, found here and nowhere else.
find_package(MPI 3.1 REQUIRED COMPONENTS CXX)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)

find_path(LHITS_RANDOM123_INCLUDE Random123/philox.h REQUIRED)
add_library(lhits_random123 INTERFACE)
target_include_directories(lhits_random123 SYSTEM INTERFACE ${LHITS_RANDOM123_INCLUDE})
