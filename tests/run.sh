#!/usr/bin/env bash
# Sets up as jobs/local.sh does, builds the tests, and runs every test, as many at a time as there are cores. Options go
# to ctest (-R parallel, -j 1, ...).
# A test that did not run is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./jobs/setup.sh --tests netcdf-bin slurmctld slurmd slurm-client munge shellcheck doxygen python3-torch python3-xarray \
  python3-h5netcdf python3-scipy python3-zarr python3-meshio python3-pip python3-setuptools python3-wheel python3-nbclient python3-ipykernel

status=0
ctest --test-dir build --output-on-failure --no-tests=error -j "$(nproc)" "$@" | tee build/ctest.log || status=$?
if ((status == 0)) && grep -q '^The following tests did not run:' build/ctest.log; then
  echo "tests: skipped or disabled tests count as failures here" >&2
  status=1
fi
exit "$status"
