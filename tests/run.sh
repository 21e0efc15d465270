#!/usr/bin/env bash
# Sets up and runs every test. Options go to ctest (-R parallel, -j 2, ...).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./jobs/setup.sh
exec ctest --test-dir build --output-on-failure "$@"
