# Every third-party package, found here and nowhere else.
find_package(MPI 3.1 REQUIRED COMPONENTS CXX)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

find_path(LHITS_RANDOM123_INCLUDE Random123/philox.h REQUIRED)
add_library(lhits_random123 INTERFACE)
target_include_directories(lhits_random123 SYSTEM INTERFACE ${LHITS_RANDOM123_INCLUDE})

# OpenBLAS by name where it is (CBLAS interface), any other CBLAS else.
set(BLA_PREFER_PKGCONFIG OFF)
find_package(BLAS REQUIRED)
find_path(LHITS_CBLAS_INCLUDE cblas.h REQUIRED)
add_library(lhits_blas INTERFACE)
target_link_libraries(lhits_blas INTERFACE BLAS::BLAS)
target_include_directories(lhits_blas SYSTEM INTERFACE ${LHITS_CBLAS_INCLUDE})

# Debian's LibTorch, or another one (pip's, a cluster's) on CMAKE_PREFIX_PATH. One with CUDA searches
# for a CUDA compiler unless this target is there; nothing here is compiled with CUDA. Its targets
# are used and not TORCH_LIBRARIES, where a second LibTorch on the system can get in.
add_library(torch::cudart INTERFACE IMPORTED)
find_package(Torch REQUIRED)
if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  message(FATAL_ERROR "expected a LibTorch with the C++11 ABI (pip's has it from 2.7 on): ${Torch_DIR}")
endif()
message(STATUS "LibTorch ${Torch_VERSION}: ${Torch_DIR}")
add_library(lhits_torch INTERFACE)
target_link_libraries(lhits_torch INTERFACE torch_library)

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 1.10 REQUIRED COMPONENTS C HL)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "expected a parallel HDF5 (built with MPI), found a serial one: ${HDF5_C_LIBRARIES}")
endif()
add_library(lhits_hdf5 INTERFACE)
target_link_libraries(lhits_hdf5 INTERFACE hdf5::hdf5 hdf5::hdf5_hl MPI::MPI_CXX)
