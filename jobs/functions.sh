# What jobs/submit.sh and the batch scripts share.
# shellcheck shell=bash

fail() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# Reads the site file into variables of the shell.
read_site() {  # read_site ROOT
  local name site=${LHITS_SITE:-$1/jobs/site.sh}
  [[ -r $site ]] || fail "$site: expected the file that describes this cluster, found none;" \
    "copy $1/jobs/site.example.sh there and change it, or set LHITS_SITE=FILE"
  set +eu # modules are not written for strict shells
  # shellcheck source=jobs/site.example.sh
  source "$site"
  set -eu
  for name in ACCOUNT PARTITION GPU_PARTITION GPUS_PER_NODE LAUNCHER RANKS MEMORY_PER_RANK TIME_LIMIT \
    DEFAULT_TIME SCRATCH; do
    [[ -v $name ]] || fail "$site: expected the variable $name, found none;" \
      "$1/jobs/site.example.sh explains it"
  done
  for name in GPUS_PER_NODE LAUNCHER RANKS DEFAULT_TIME SCRATCH; do
    [[ -n ${!name} ]] || fail "$site: expected a value of $name, found \"\";" \
      "$1/jobs/site.example.sh explains it"
  done
  for name in GPUS_PER_NODE RANKS MEMORY_PER_RANK; do
    [[ -z ${!name} || ${!name} =~ ^[1-9][0-9]*$ ]] ||
      fail "$site: $name: expected a number of at least 1, found '${!name}'"
  done
  LHITS_SITE=$(realpath "$site")
  lhits=${LHITS:-$1/build/lhits}
  [[ -x $lhits ]] || fail "$lhits: expected the program, found none; build it (jobs/setup.sh), or set LHITS=FILE"
}

# Seconds since 1970 when this job's time is over; lhits stops before ([run] stop_before_seconds).
# Slurm sets it by itself only in later versions than some clusters have.
export_end_time() {
  local end
  end=$(SLURM_TIME_FORMAT=%s squeue --noheader --jobs "$SLURM_JOB_ID" --format %e || true)
  if [[ $end =~ ^[0-9]+$ ]]; then
    export SLURM_JOB_END_TIME=$end
  fi
}

# Runs lhits on all ranks of this job. Stopped after a checkpoint, the job is requeued: its next run
# goes on. A failure ends the job with the status of lhits.
launch() {  # launch COMMAND DECK [OPTIONS]
  local start=("${LAUNCHER[@]}") status interrupted=1 run
  case ${LAUNCHER[0]##*/} in
    # A rank that dies takes the others with it, which would wait for it until the time is over. When
    # a node is lost, Slurm itself ends the job and requeues it; srun would end its next run too.
    srun) start+=(--kill-on-bad-exit=1 --no-kill) ;;
    mpirun | mpiexec) start=(env OMPI_MCA_orte_execute_quiet=1 "${start[@]}") ;; # Open MPI 5 has no --quiet
  esac
  "${start[@]}" "$lhits" "$@" </dev/null &
  run=$!
  # Only this shell gets the signal before the time limit (B: in --signal). srun and mpirun hand
  # SIGUSR1 on to the ranks; scancel and pre-emption reach those by themselves.
  trap 'interrupted=1; kill -USR1 "$run" 2>/dev/null || true' USR1
  trap 'interrupted=1' TERM
  while [[ -n $interrupted ]]; do
    interrupted=
    status=0
    wait "$run" || status=$?
  done
  trap - USR1 TERM
  case $status in
    0) ;;
    # 138: SIGUSR1 came before lhits could note it.
    75 | 138) requeue ;;
    *) exit "$status" ;;
  esac
}

requeue() {
  # A cancelled job is still there for a moment, and would come to life again.
  if [[ $(squeue --noheader --jobs "$SLURM_JOB_ID" --format %T) == RUNNING ]]; then
    echo "job $SLURM_JOB_ID: requeued, and goes on from its checkpoint"
    scontrol requeue "$SLURM_JOB_ID"
  fi
  exit 75
}
