#!/usr/bin/env bash
# Builds lhits with what Debian 13 has instead of Debian 12's compilers and libraries, and runs the tests of the modules
# that need no LibTorch. As root; takes 4 GB and half an hour on two cores, all below build-platforms/.
#
#   tests/platforms.sh [gcc] [clang] [libcxx] [mpich]   (default: all)
#   MIRROR=URL   where Debian's packages come from (default: http://deb.debian.org/debian)
#
#   gcc      GCC 14.2, Open MPI 5.0.7, HDF5 1.14.5, PETSc and SLEPc 3.22
#   clang    the same with clang 19.1 and GCC's library
#   libcxx   the same with clang's library: compiled, not linked, since Debian's fmt and spdlog have GCC's
#   mpich    MPICH 4.2 and its HDF5. Debian's PnetCDF and FFTW-MPI are Open MPI's, so that all modules are compiled and
#            only the tests of base and parallel are linked; they run but for slow_rank_holds_nobody_up: MPICH does not
#            serve the counter of tasks while rank 0 calls no MPI
#
# Tried with Debian 13, without LibTorch:
#   gcc      the program is built without a warning, its tests pass (base, parallel, config, io, systems)
#   libcxx   it configures; the files of io are checked by the compiler (-fsyntax-only)
#   mpich    it configures; the files of parallel are checked by the compiler
#   HDF5     ten files of io that read or write HDF5 and netCDF, with -DH5_USE_110_API and with -DH5_USE_112_API
# Not tried: clang, libcxx and mpich from end to end; GCC 13 and clang 16 to 18, which Debian has. Not in Debian 12 or
# 13: FlexiBLAS, HDF5 1.12 (1.10 and 1.14), PETSc 3.19 to 3.21 and 3.23 (3.18 and 3.22).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD/build-platforms/debian13
mirror=${MIRROR:-http://deb.debian.org/debian}

packages=(
  g++ clang libc++-dev libc++abi-dev cmake ninja-build git ca-certificates python3-h5py python3-scipy python3-xarray python3-h5netcdf
  netcdf-bin libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libpnetcdf-dev libmatio-dev libopenblas-dev libxsmm-dev
  libfftw3-mpi-dev libslepc-real-dev libzip-dev pkg-config libboost-test-dev libtomlplusplus-dev libcli11-dev
  libfmt-dev libspdlog-dev nlohmann-json3-dev librandom123-dev libmpich-dev mpich libhdf5-mpich-dev
)

inside() {  # inside COMMAND: in Debian 13, with the sources in /mnt
  # shellcheck disable=SC2016 # for the inner shell
  unshare --mount bash -c 'mount --bind "$1" "$2/mnt" && mount -t proc proc "$2/proc" &&
    mount --rbind /sys "$2/sys" && mount --rbind /dev "$2/dev" &&
    exec chroot "$2" bash -euc "cd /mnt; $3"' bash "$PWD" "$root" "$1" </dev/null
}

build() {  # build NAME "TARGETS" OPTIONS...
  local folder=build-platforms/$1 targets=$2
  shift 2
  inside "cmake -S . -B $folder -G Ninja -DCMAKE_BUILD_TYPE=Release -DLHITS_TORCH=OFF $*
    cmake --build $folder --target $targets"
}

build_and_test() {  # build_and_test NAME OPTIONS...
  build "$1" "lhits base_tests parallel_tests config_tests io_tests systems_tests" "${@:2}"
  inside "ctest --test-dir build-platforms/$1 --output-on-failure --no-tests=error -j 2 \
    -L '^(base|parallel|config|io|systems)\$'"
}

if [[ ! -e $root/ready ]]; then
  ((EUID == 0)) || { echo "platforms: expected to be root, for a Debian 13 in $root" >&2; exit 1; }
  command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap
  rm -rf "$root"
  mkdir -p "$root"
  debootstrap --variant=minbase trixie "$root" "$mirror"
  inside "apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages[*]}"
  touch "$root/ready"
fi

clang=(-DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang)
modules="lhits_workflow lhits_c lhits_bench"  # and all that they use
(($#)) || set -- gcc clang libcxx mpich
for platform; do
  case $platform in
    gcc) build_and_test gcc ;;
    clang) build_and_test clang "${clang[@]}" ;;
    libcxx) build libcxx "$modules" "${clang[@]}" -DCMAKE_CXX_FLAGS=-stdlib=libc++ -DLHITS_TESTS=OFF ;;
    mpich)
      build mpich "$modules base_tests parallel_tests" -DLHITS_PETSC=OFF -DMPI_C_COMPILER=mpicc.mpich \
        -DMPI_CXX_COMPILER=mpicxx.mpich -DHDF5_C_COMPILER_EXECUTABLE=/usr/bin/h5pcc.mpich
      # Its mpiexec has none of Open MPI's options.
      for ranks in 1 2 3 4; do
        inside "export LHITS_TEST_RANKS=$ranks
          mpiexec.mpich -n $ranks build-platforms/mpich/tests/parallel_tests \
            --run_test='@ranks_$ranks:!slow_rank_holds_nobody_up'"
      done
      inside "LHITS_TEST_RANKS=1 build-platforms/mpich/tests/base_tests --run_test=@ranks_1"
      ;;
    *) echo "platforms: expected gcc, clang, libcxx or mpich, found $platform" >&2; exit 2 ;;
  esac
done
