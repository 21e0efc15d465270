#!/usr/bin/env bash
# Sets up, runs a deck on every core of this machine, and draws its figures:
#
#   jobs/local.sh [DECK] [options of 'lhits run']      default deck: input/fhn-quick.toml
#
#   LHITS_RANKS=N   that many ranks instead of one for each core
#
# Exit status: that of 'lhits run' (0 done, 1 a failure, 2 bad input, 75 submit again).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  echo "local: $*" >&2
  exit 2
}

if [[ ${1-} == --help || ${1-} == -h ]]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 0
fi
deck=$root/input/fhn-quick.toml
if (($#)) && [[ $1 != -* ]]; then
  deck=$1
  shift
fi

# What can be told without the program is told before it is built.
[[ ! -d $deck ]] || fail "$deck: expected a deck, a TOML file, found a folder"
[[ -e $deck ]] || fail "$deck: expected a deck, a TOML file, found no such file; the decks of lhits are in $root/input"
[[ -r $deck ]] || fail "$deck: expected a deck that this user may read"
fault=$(python3 -c 'import sys, tomllib
try: tomllib.load(open(sys.argv[1], "rb"))
except ValueError as error: print(error)' "$deck" 2>/dev/null || true) # Python has it from 3.11 on
[[ -z $fault ]] || fail "$deck: expected TOML, found another text: $fault"
# The deck's overrides decide the run directory too.
overrides=()
previous=
for word; do
  if [[ $previous == --set ]]; then
    [[ $word == *.*=* ]] || fail "--set $word: expected table.key=value"
    overrides+=(--set "$word")
  elif [[ $word == --set=* ]]; then
    overrides+=("$word")
  elif [[ $word == -* ]]; then
    grep -qF "\"${word%%=*}\"" "$root"/src/app/*.cpp || # where the program names its options
      fail "$word: expected an option of 'lhits run', found none of this name; jobs/local.sh --help"
  elif [[ $previous != -* ]]; then
    fail "$word: expected one deck, and it first, found another word; jobs/local.sh --help"
  fi
  previous=$word
done
[[ $previous != --set ]] || fail "--set: expected table.key=value after it, found nothing"

begun=$SECONDS
"$root/jobs/setup.sh"
lhits=$root/build/lhits

# nproc obeys OMP_NUM_THREADS, which says how many threads a rank has and not how many cores are
# here: ask without it, before it is set below.
cores=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
ranks=${LHITS_RANKS:-$cores}
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}

# Open MPI refuses root unless told twice, and a container's user is root.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# Containers often forbid ranks to read each other's memory, which this copies messages with.
export OMPI_MCA_btl_vader_single_copy_mechanism=${OMPI_MCA_btl_vader_single_copy_mechanism:-none}

# The mpirun of the MPI that lhits was built with, whatever stands first on PATH.
mpirun=$(sed -n 's/^MPIEXEC_EXECUTABLE:FILEPATH=//p' "$root/build/CMakeCache.txt")
if ((ranks > cores)); then
  placement=(--oversubscribe --bind-to none)
else
  # nproc counts hardware threads and Open MPI cores, unless it is told to count the same.
  placement=(--use-hwthread-cpus --bind-to core)
fi

status=0
run_dir=$("$lhits" check "$deck" --print-directory "${overrides[@]}") || exit $?
seconds=$("$lhits" check "$deck" --json --ranks "$ranks" --cores "$cores" "${overrides[@]}" |
  sed -n 's/^  "seconds": \([0-9]*\).*/\1/p' || true)
echo "local: run: $deck on $ranks ranks, about ${seconds:-?} s where nothing of it is done yet"
run_begun=$SECONDS

# An interrupt goes to lhits, which writes its checkpoints and ends; this script waits for it, and
# passes its status on. mpirun hands SIGUSR1 on; of SIGINT and SIGTERM, which it must not get, it
# makes an end of its own: seconds to write a checkpoint, and exit status 1.
set -m # a process group of its own, which an interrupt from the terminal does not reach
OMPI_MCA_orte_execute_quiet=1 "$mpirun" -n "$ranks" "${placement[@]}" "$lhits" run "$deck" "$@" </dev/null &
set +m
run=$!
trap 'interrupted=1; kill -USR1 "$run" 2>/dev/null || true' INT TERM
interrupted=1
while [[ -n $interrupted ]]; do
  interrupted=
  status=0
  wait "$run" || status=$?
done
trap - INT TERM
case $status in
  0) echo "local: run: done in $((SECONDS - run_begun)) s" ;;
  75)
    echo "local: stopped after a checkpoint; the same command again goes on from there" >&2
    exit 75
    ;;
  1 | 2) exit "$status" ;; # lhits has said why
  *)
    echo "local: a rank was killed (exit status $status); the same command goes on from its checkpoints" >&2
    exit "$status"
    ;;
esac

# Debian's own Python has h5py and matplotlib, one of the user's (pyenv, conda) may not; -E and -s
# keep the user's packages out of it. With libraries from elsewhere Python is from there as well.
python=(/usr/bin/python3 -E -s)
if [[ -n ${LHITS_NO_INSTALL:-} ]] || ! command -v apt-get >/dev/null; then
  python=(python3)
fi
echo "local: figures: some seconds"
"${python[@]}" "$root/postprocess/plot.py" "$run_dir" >/dev/null
echo "local: all done in $((SECONDS - begun)) s"

files=$(cd "$run_dir" && pwd)
echo
echo "The files of this run are in $files:"
echo "  report.md, report.json          accuracy, strides and times, for people and for scripts"
echo "  figures/                        the pictures"
echo "  model.h5                        the trained surrogate"
echo "  trajectories.h5, forecast.h5    the solver's data, and the predictions"
