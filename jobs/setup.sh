#!/usr/bin/env bash
# Installs what is missing (Debian), configures and builds. Run by local.sh and tests/run.sh; does
# nothing twice and needs no network when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(
  g++ cmake ninja-build
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libopenblas-dev libtorch-dev
  libboost-test-dev libtomlplusplus-dev libfmt-dev libspdlog-dev librandom123-dev
  python3 python3-h5py python3-matplotlib netcdf-bin
)

missing=()
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
  for package in "${packages[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $state == installed ]] || missing+=("$package")
  done
else
  echo "setup: no apt-get here; expecting what the README lists to be on CMAKE_PREFIX_PATH" >&2
fi

if ((${#missing[@]})); then
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      echo "setup: missing packages: ${missing[*]}; neither root nor sudo: ask for them to be" \
           "installed, then call this again" >&2
      exit 1
    }
    as_root=(sudo)
  fi
  mkdir -p build
  echo "setup: installing ${missing[*]} (log: build/install.log)"
  if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
           --no-install-recommends "${missing[@]}"; } >build/install.log 2>&1; then
    tail -n 20 build/install.log >&2
    echo "setup: apt-get could not install ${missing[*]}; is there a network? (build/install.log)" >&2
    exit 1
  fi
fi

run_logged() {  # run_logged LOG COMMAND...
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "setup: '$*' failed; the whole log is $log" >&2
    exit 1
  fi
}

mkdir -p build
if [[ ! -f build/build.ninja ]]; then
  echo "setup: configuring"
  run_logged build/configure.log cmake --preset release
fi
echo "setup: building (log: build/build.log)"
run_logged build/build.log cmake --build --preset release
