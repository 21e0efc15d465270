#!/usr/bin/env bash
# Does the commands of tutorials in a folder of their own, one page after the other, and stops where one fails.
#
#   input/tutorials/run.sh FOLDER PAGE...     input/tutorials/run.sh /tmp/first input/tutorials/first-run.md
#
# FOLDER is made if need be; links in it stand for the clone that the pages begin in.
set -euo pipefail
(($# > 1)) || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$1 pages=()
for page in "${@:2}"; do pages+=("$(realpath "$page")"); done
mkdir -p "$folder"
cd "$folder"
for name in build input jobs postprocess; do ln -sfn "$root/$name" $name; done
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
for page in "${pages[@]}"; do
  echo "== $page"
  # shellcheck disable=SC2016 # backticks of Markdown
  bash -euv <(sed -n '/^```sh$/,/^```$/{/^```/!p}' "$page") </dev/null
done
