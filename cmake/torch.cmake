# The plug-in liblhits_torch.so, the only thing that links LibTorch: loaded when it is asked for
# (src/nn/torch_plugin.hpp), so neither the program nor those who link to us need LibTorch to start.
if(NOT LHITS_TORCH)
  message(STATUS "without LibTorch: the tests that compare with it fail")
  return()
endif()

# Debian's LibTorch, or another one (pip's, a cluster's) on CMAKE_PREFIX_PATH. One with CUDA searches
# for a CUDA compiler unless this target is there; nothing here is compiled with CUDA. Its targets
# are used and not TORCH_LIBRARIES, where a second LibTorch on the system can get in.
if(NOT TARGET torch::cudart)
  add_library(torch::cudart INTERFACE IMPORTED)
endif()
find_package(Torch REQUIRED)
if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  message(FATAL_ERROR "expected a LibTorch with the C++11 ABI (pip's has it from 2.7 on): ${Torch_DIR}")
endif()
message(STATUS "LibTorch ${Torch_VERSION}: ${Torch_DIR}")

# For CUDA graphs the headers and the runtime library of CUDA, where LibTorch has it: beside pip's
# LibTorch, or as CUDA is installed. Without them GPUs are used all the same.
if(TARGET torch_cuda)
  file(GLOB lhits_cuda_places LIST_DIRECTORIES true "${Torch_DIR}/../../../../nvidia/c*")
  list(APPEND lhits_cuda_places $ENV{CUDA_HOME} $ENV{CUDA_PATH} /usr/local/cuda)
  find_path(LHITS_CUDA_INCLUDE cuda_runtime_api.h HINTS ${lhits_cuda_places} PATH_SUFFIXES include)
  find_library(LHITS_CUDART NAMES cudart libcudart.so.13 libcudart.so.12 NAMES_PER_DIR HINTS ${lhits_cuda_places}
               PATH_SUFFIXES lib lib64)
  if(LHITS_CUDA_INCLUDE AND LHITS_CUDART)
    target_include_directories(torch::cudart SYSTEM INTERFACE ${LHITS_CUDA_INCLUDE})
    target_link_libraries(torch::cudart INTERFACE ${LHITS_CUDART})
    set(LHITS_CUDA_GRAPHS ON)
    message(STATUS "CUDA graphs: ${LHITS_CUDA_INCLUDE}, ${LHITS_CUDART}")
  else()
    message(STATUS "CUDA graphs: no cuda_runtime_api.h or libcudart found, so GPUs go without")
  endif()
endif()

# Its own copies of the few functions of lhits that it calls: a program need not export any.
file(GLOB torch_sources CONFIGURE_DEPENDS src/nn/torch/*.cpp)
add_library(lhits_torch MODULE ${torch_sources}
  src/nn/loss.cpp src/nn/network.cpp src/nn/learning_rate.cpp src/base/random.cpp)
set_target_properties(lhits_torch PROPERTIES
  CXX_VISIBILITY_PRESET hidden UNITY_BUILD ${LHITS_UNITY})  # LibTorch is 20 s for each file
target_include_directories(lhits_torch PRIVATE include)
target_compile_definitions(lhits_torch PRIVATE LHITS_VERSION="${PROJECT_VERSION}")
target_link_libraries(lhits_torch PRIVATE lhits_strict lhits_random123 torch_library)
if(LHITS_CUDA_GRAPHS)
  target_compile_definitions(lhits_torch PRIVATE LHITS_CUDA_GRAPHS)
endif()
if(NOT LHITS_SANITIZE)  # their run-time library is the program's
  target_link_options(lhits_torch PRIVATE LINKER:--no-undefined)
endif()
install(TARGETS lhits_torch LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
