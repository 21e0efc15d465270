#!/usr/bin/env bash
# Installs what is missing (Debian, Ubuntu), configures and builds in build/. jobs/local.sh and
# tests/run.sh call it first. Does nothing twice, and needs no network when all is there.
#
#   jobs/setup.sh                         the program and the libraries
#   jobs/setup.sh --tests [PACKAGE ...]   the tests as well, and packages that they need
#
#   LHITS_NO_INSTALL=1   install nothing: the libraries come from elsewhere (spack.yaml, modules)
#   LHITS_BUILD_JOBS=N   compile N files at a time (default: one for each core and 2 GiB of memory)
#   LHITS_WERROR=1       a warning of the compiler is an error
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build

targets=(lhits lhits_c)
if [[ ${1-} == --tests ]]; then
  targets=(all)
  shift
fi
packages=(
  g++ cmake ninja-build git
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libpnetcdf-dev libmatio-dev libopenblas-dev libxsmm-dev libfftw3-mpi-dev libtorch-dev
  libslepc-real-dev libzip-dev pkg-config
  libboost-test-dev libtomlplusplus-dev libcli11-dev libfmt-dev libspdlog-dev
  nlohmann-json3-dev librandom123-dev
  python3 python3-h5py python3-matplotlib
  "$@"
)

fail() {
  echo "setup: $*" >&2
  exit 1
}

# Says what is begun and, when that takes long, how long it took.
stage() {  # stage NAME REMARK COMMAND...
  local name=$1 begun=$SECONDS
  echo "setup: $name: $2"
  shift 2
  "$@"
  ((SECONDS - begun < 5)) || echo "setup: $name: done in $((SECONDS - begun)) s"
}

# Passes the output of a long command into a log. A terminal sees its latest line, anything else
# one line in 30 seconds, so that neither a log nor a person waits without a sign of life.
watch() {  # watch LOG
  local line next=$((SECONDS + 30)) drawn=
  while IFS= read -r line; do
    echo "$line" >&3
    if [[ -z ${line//[[:space:]]/} ]]; then
      continue
    elif [[ -t 1 ]]; then
      printf '\r\033[K  %.76s' "$line"
      drawn=1
    elif ((SECONDS >= next)); then
      printf '  %.76s\n' "$line"
      next=$((SECONDS + 30))
    fi
  done 3>"$1"
  [[ -z $drawn ]] || printf '\r\033[K'
}

run_logged() {  # run_logged LOG COMMAND...
  local log=$1
  shift
  "$@" </dev/null 2>&1 | watch "$log" || {
    tail -n 40 "$log" >&2
    fail "'$*' failed; the whole log is $PWD/$log"
  }
}

missing_packages() {
  local package state
  for package in "${packages[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $state == installed ]] || echo "$package"
  done
}

install_packages() {  # install_packages PACKAGE...
  local missing=("$@") as_root=()
  local advice="as root, with a network: apt-get install --no-install-recommends ${missing[*]}
       (or, with these libraries from elsewhere, see spack.yaml: set LHITS_NO_INSTALL=1)"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "not installed: ${missing[*]}
       and this user is not root and has no sudo. What to do:
       $advice"
    as_root=(sudo)
  fi
  # A fresh machine may still be updating itself: wait for its lock rather than fail.
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600)
  # A failing update is not the end: one broken foreign source, or lists that are there already.
  "${apt[@]}" update </dev/null 2>&1 | watch build/apt-update.log || true
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null 2>&1 |
    watch build/apt-install.log || {
    grep -hE '^(E|W|Err|sudo): ?' build/apt-update.log build/apt-install.log | tail -n 8 >&2 || true
    fail "apt-get could not install: ${missing[*]}
       (logs: $PWD/build/apt-update.log, apt-install.log). What to do:
       $advice"
  }
}

# As many compilers as cores, but LibTorch's headers take up to 2 GiB each.
# (nproc obeys OMP_NUM_THREADS, which says nothing about compiling.)
build_jobs() {
  local cores memory_kib
  cores=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  memory_kib=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null || true)
  local by_memory=$((${memory_kib:-999999999} / 2097152))
  ((by_memory >= cores)) && by_memory=$cores
  echo $((by_memory > 1 ? by_memory : 1))
}

if [[ -n ${LHITS_NO_INSTALL:-} ]]; then
  :
elif command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]})); then
    stage packages "installing ${missing[*]} and what they need, a minute or two" install_packages "${missing[@]}"
  fi
elif [[ ! -f build/build.ninja ]]; then
  echo "setup: no apt-get here, so nothing is installed: CMake must find what spack.yaml lists" \
       "(CMAKE_PREFIX_PATH, modules or 'spack env activate .')"
fi

# CMake configures again by itself when a CMakeLists.txt changes, but not when the presets do.
options=()
[[ -z ${LHITS_WERROR:-} ]] || options=(-D CMAKE_COMPILE_WARNING_AS_ERROR=ON)
if [[ ! -f build/build.ninja || CMakePresets.json -nt build/build.ninja || -n ${options[*]} ]]; then
  stage configure "some seconds (build/configure.log)" \
    run_logged build/configure.log cmake --preset release "${options[@]}"
fi
build=(cmake --build --preset release --target "${targets[@]}")
steps=$("${build[@]}" -- -n 2>/dev/null | sed -n 's|^\[[0-9]*/\([0-9]*\)\].*|\1|p' | tail -n 1) || true
jobs=${LHITS_BUILD_JOBS:-$(build_jobs)}
if ((${steps:-0} < 5)); then # what looks up the git revision, and links
  run_logged build/build.log "${build[@]}" --parallel "$jobs"
else # a step is 1 to 3 s of one core
  stage build "$steps steps, $jobs at a time, $((steps / jobs / 60 + 1)) to $((steps * 3 / jobs / 60 + 1)) min (build/build.log)" \
    run_logged build/build.log "${build[@]}" --parallel "$jobs"
fi
