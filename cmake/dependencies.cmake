# Every third-party package but LibTorch (torch.cmake), found here and nowhere else: by the build, and by
# lhitsConfig.cmake for those who link to us (our libraries are static, so they need the private ones
# as well).
if(CMAKE_FIND_PACKAGE_NAME STREQUAL "lhits")
  include(CMakeFindDependencyMacro)
  macro(lhits_find)  # what is missing ends this file, and lhits counts as not found
    find_dependency(${ARGN})
  endmacro()
else()
  macro(lhits_find)
    find_package(${ARGN} REQUIRED)
  endmacro()

  # Headers that nobody but our own sources includes.
  find_path(LHITS_RANDOM123_INCLUDE Random123/philox.h REQUIRED)
  add_library(lhits_random123 INTERFACE)
  target_include_directories(lhits_random123 SYSTEM INTERFACE ${LHITS_RANDOM123_INCLUDE})
  find_path(LHITS_CBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas flexiblas REQUIRED)
  add_library(lhits_cblas INTERFACE)
  target_include_directories(lhits_cblas SYSTEM INTERFACE ${LHITS_CBLAS_INCLUDE})
  find_package(CLI11 REQUIRED)
endif()

# What is missing without a package of its own. A function cannot return() for its caller.
macro(lhits_missing text)
  set(lhits_NOT_FOUND_MESSAGE "${text}")
  if(CMAKE_FIND_PACKAGE_NAME STREQUAL "lhits")
    set(lhits_FOUND FALSE)
    return()
  endif()
  message(FATAL_ERROR "${lhits_NOT_FOUND_MESSAGE}")
endmacro()

lhits_find(MPI 3.1 COMPONENTS CXX)
lhits_find(fmt)
lhits_find(spdlog)
lhits_find(tomlplusplus)
lhits_find(nlohmann_json)

# FFTW, double precision, with MPI. Debian's and Spack's builds have no CMake package.
find_library(LHITS_FFTW_LIBRARY fftw3)
find_library(LHITS_FFTW_MPI_LIBRARY fftw3_mpi)
find_path(LHITS_FFTW_INCLUDE fftw3-mpi.h)
if(NOT LHITS_FFTW_LIBRARY OR NOT LHITS_FFTW_MPI_LIBRARY OR NOT LHITS_FFTW_INCLUDE)
  lhits_missing("expected FFTW with MPI (libfftw3, libfftw3_mpi and fftw3-mpi.h; libfftw3-mpi-dev on Debian), found none")
endif()

# PnetCDF, for netCDF-3.
find_library(LHITS_PNETCDF_LIBRARY pnetcdf)
find_path(LHITS_PNETCDF_INCLUDE pnetcdf.h)
if(NOT LHITS_PNETCDF_LIBRARY OR NOT LHITS_PNETCDF_INCLUDE)
  lhits_missing("expected PnetCDF (libpnetcdf and pnetcdf.h; libpnetcdf-dev on Debian), found none")
endif()

# matio, for MATLAB's files until version 7.2. One with HDF5 of its own does no harm where its symbols have
# versions, as Debian's have.
find_library(LHITS_MATIO_LIBRARY matio)
find_path(LHITS_MATIO_INCLUDE matio.h)
if(NOT LHITS_MATIO_LIBRARY OR NOT LHITS_MATIO_INCLUDE)
  lhits_missing("expected matio (libmatio and matio.h; libmatio-dev on Debian), found none")
endif()

# PETSc and SLEPc, real numbers in double precision, on the MPI that we use. They come with pkg-config
# files: those in /usr on Debian, on PKG_CONFIG_PATH (or CMAKE_PREFIX_PATH) elsewhere. Flags that they
# were compiled with are nothing to us.
if(LHITS_PETSC)
  lhits_find(PkgConfig)
  pkg_check_modules(LHITS_SLEPC QUIET SLEPc>=3.18 PETSc>=3.18)
  if(NOT LHITS_SLEPC_FOUND)
    lhits_missing("expected PETSc and SLEPc 3.18 or later (libslepc-real-dev on Debian) with their \
pkg-config files PETSc.pc and SLEPc.pc, found none: install them, set PKG_CONFIG_PATH, or configure \
with -DLHITS_PETSC=OFF")
  endif()
endif()

# OpenBLAS by name where it is (CBLAS interface, and LAPACK within), any other CBLAS else.
set(BLA_PREFER_PKGCONFIG OFF)
lhits_find(BLAS)
lhits_find(LAPACK)

# Kernels for small products, on x86; without it they come from BLAS, slower.
find_library(LHITS_LIBXSMM xsmm)
find_path(LHITS_LIBXSMM_INCLUDE libxsmm.h)
if(NOT TARGET lhits::xsmm)
  add_library(lhits::xsmm INTERFACE IMPORTED)
  if(LHITS_LIBXSMM AND LHITS_LIBXSMM_INCLUDE)
    target_link_libraries(lhits::xsmm INTERFACE ${LHITS_LIBXSMM} BLAS::BLAS)
    target_include_directories(lhits::xsmm SYSTEM INTERFACE ${LHITS_LIBXSMM_INCLUDE})
    target_compile_definitions(lhits::xsmm INTERFACE LHITS_HAVE_LIBXSMM)
  else()
    message(STATUS "LIBXSMM: not found, BLAS takes its place")
  endif()
endif()

# libzip, for .npz files. Debian's CMake package asks for programs of another package.
find_library(LHITS_ZIP_LIBRARY zip)
find_path(LHITS_ZIP_INCLUDE zip.h)
if(NOT LHITS_ZIP_LIBRARY OR NOT LHITS_ZIP_INCLUDE)
  lhits_missing("expected libzip (libzip and zip.h; libzip-dev on Debian), found none")
endif()

set(HDF5_PREFER_PARALLEL ON)
lhits_find(HDF5 1.10 COMPONENTS C HL)
if(NOT HDF5_IS_PARALLEL)
  lhits_missing("expected a parallel HDF5 (built with MPI), found a serial one: ${HDF5_C_LIBRARIES}")
endif()

# Imported, so that the libraries that we install may name them.
if(NOT TARGET lhits::hdf5)
  add_library(lhits::hdf5 INTERFACE IMPORTED)
  target_link_libraries(lhits::hdf5 INTERFACE hdf5::hdf5 hdf5::hdf5_hl MPI::MPI_CXX)

  add_library(lhits::fftw INTERFACE IMPORTED)
  target_include_directories(lhits::fftw INTERFACE ${LHITS_FFTW_INCLUDE})
  target_link_libraries(lhits::fftw INTERFACE ${LHITS_FFTW_MPI_LIBRARY} ${LHITS_FFTW_LIBRARY} MPI::MPI_CXX)

  add_library(lhits::pnetcdf INTERFACE IMPORTED)
  target_include_directories(lhits::pnetcdf SYSTEM INTERFACE ${LHITS_PNETCDF_INCLUDE})
  target_link_libraries(lhits::pnetcdf INTERFACE ${LHITS_PNETCDF_LIBRARY} MPI::MPI_CXX)

  add_library(lhits::matio INTERFACE IMPORTED)
  target_include_directories(lhits::matio SYSTEM INTERFACE ${LHITS_MATIO_INCLUDE})
  target_link_libraries(lhits::matio INTERFACE ${LHITS_MATIO_LIBRARY})

  add_library(lhits::zip INTERFACE IMPORTED)
  target_include_directories(lhits::zip SYSTEM INTERFACE ${LHITS_ZIP_INCLUDE})
  target_link_libraries(lhits::zip INTERFACE ${LHITS_ZIP_LIBRARY})

  add_library(lhits::petsc INTERFACE IMPORTED)
  if(LHITS_PETSC)
    target_include_directories(lhits::petsc SYSTEM INTERFACE ${LHITS_SLEPC_INCLUDE_DIRS})
    target_link_libraries(lhits::petsc INTERFACE ${LHITS_SLEPC_LINK_LIBRARIES} MPI::MPI_CXX)
    target_compile_definitions(lhits::petsc INTERFACE LHITS_HAVE_PETSC)
  endif()
endif()
