#!/usr/bin/env bash
# Submits a deck to Slurm: prints the plan, then submits its jobs in a chain.
#
#   jobs/submit.sh DECK [OPTIONS]                      one job, 'lhits run'
#   jobs/submit.sh DECK --sweep [OPTIONS]              an array over the points of [sweep], then the report of all
#   jobs/submit.sh DECK --forecast-parts N [OPTIONS]   learn, then an array of N parts of the forecasts, then
#                                                      one forecast.h5 and the report
#
#   --only LIST           these elements of the array alone, as in 0,3,7-9
#   --gpu                 on GPUs, one rank for each
#   --ranks N             instead of RANKS of the site file
#   --set table.key=value overrides a value of the deck; repeatable
#   --dry-run             prints the plan and the commands, submits nothing
#
# The site file (jobs/site.example.sh) says all about the cluster. Exit status: 0 done; 2 bad input.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=jobs/functions.sh
source "$root/jobs/functions.sh"

is_number() { [[ $1 =~ ^[1-9][0-9]{0,8}$ ]]; }

deck='' kind=run parts='' only='' gpu='' ranks='' dry_run='' overrides=()
while (($#)); do
  case $1 in
    --sweep) kind=sweep ;;
    --forecast-parts) kind=forecast parts=${2-} && shift ;;
    --only) only=${2-} && shift ;;
    --gpu) gpu=1 ;;
    --ranks) ranks=${2-} && shift ;;
    --set) overrides+=(--set "${2-}") && shift ;;
    --dry-run) dry_run=1 ;;
    --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit ;;
    -*) fail "expected one of the options in --help, found $1" ;;
    *) [[ -z $deck ]] || fail "expected one deck, found $deck and $1"
       deck=$1 ;;
  esac
  shift || fail "expected a value of the last option, found none; see --help"
done
[[ -n $deck ]] || fail "expected a deck; see --help"
[[ -r $deck ]] || fail "$deck: expected a deck, found no such file"
deck=$(realpath "$deck")

read_site "$root"
ranks=${ranks:-$RANKS}
is_number "$ranks" || fail "--ranks: expected a number of at least 1, found '$ranks'"
[[ -z $gpu || -n $GPU_PARTITION ]] || fail "--gpu: expected a site file with GPU_PARTITION, found it empty in $LHITS_SITE"
[[ -d $SCRATCH ]] || fail "$LHITS_SITE: SCRATCH: expected a folder, found none at $SCRATCH"
[[ -n $dry_run ]] || mkdir -p "$SCRATCH/logs"

# What the deck asks for, one "key": value a line, those of inner objects further in.
expected=$(cd "$SCRATCH" && "$lhits" check "$deck" --ranks "$ranks" --json "${overrides[@]}") || exit $?
value_of() { sed -n "s/^  \"$1\": *\([0-9]*\).*/\1/p" <<<"$expected"; } # empty where it is null
points=$(value_of points)
seconds=$(value_of seconds)

# The elements of the array.
case $kind in
  run) count=0 ;;
  sweep)
    count=$points
    ((count > 1)) || fail "--sweep: expected a deck with [sweep], found none in $deck"
    ;;
  forecast)
    is_number "$parts" || fail "--forecast-parts: expected a number of at least 1, found '$parts'"
    count=$parts
    ;;
esac
if [[ -n $only ]]; then
  ((count > 0)) || fail "--only: expected --sweep or --forecast-parts, found neither"
  [[ $only =~ ^[0-9]{1,9}(-[0-9]{1,9})?(,[0-9]{1,9}(-[0-9]{1,9})?)*$ ]] ||
    fail "--only: expected indices as in 0,3,7-9, found '$only'"
  for index in ${only//[,-]/ }; do
    ((10#$index < count)) || fail "--only: expected indices from 0 to $((count - 1)), found $index"
  done
fi
array=${only:-0-$((count - 1))}

# What each job asks for; the site file decides, then the deck.
if [[ -n $TIME_LIMIT ]]; then
  time=$TIME_LIMIT
elif [[ -n $seconds ]]; then
  [[ $kind != sweep ]] || seconds=$((seconds / points)) # of one element
  minutes=$((seconds * 3 / 2 / 60 + 10))
  time=$((minutes / 60)):$(printf %02d $((minutes % 60))):00
else
  time=$DEFAULT_TIME
fi
# Beside what 'lhits check' predicts: buffers of the cluster's MPI, the GPU's driver.
memory=${MEMORY_PER_RANK:-$((400 + $(value_of memory_bytes_per_rank) * 5 / 4 / 1048576))}

# The jobs in their order: calls DO NAME AFTER ARRAY RANKS SCRIPT ARGUMENTS... for each.
chain() {  # chain DO
  case $kind in
    run)
      "$1" run '' '' "$ranks" run.sbatch run "$deck"
      ;;
    sweep)
      "$1" sweep '' "$array" "$ranks" sweep.sbatch "$deck"
      "$1" report afterany:sweep '' 1 run.sbatch report "$deck" # also of some points alone
      ;;
    forecast)
      "$1" learn '' '' "$ranks" run.sbatch generate,reduce,train,couple "$deck"
      "$1" parts afterok:learn "$array" "$ranks" forecast.sbatch "$parts" "$deck"
      "$1" report afterok:parts '' "$ranks" run.sbatch forecast,report "$deck"
      ;;
  esac
}

row() { printf '%-8s %-16s %-12s %6s %12s %14s\n' "$@"; }
print_row() { row "$1" "${2:--}" "${3:--}" "$4" "$memory" "$time"; }

declare -A ids=()
submit() {  # submit NAME AFTER ARRAY RANKS SCRIPT ARGUMENTS...
  local name=$1 after=$2 array=$3 ranks=$4 script=$root/jobs/$5
  shift 5
  local log=$SCRATCH/logs/%x-%j.out
  [[ -z $array ]] || log=$SCRATCH/logs/%x-%A_%a.out
  local options=(--parsable --job-name="$name-$(basename "$deck" .toml)" --chdir="$SCRATCH" --output="$log"
    --ntasks="$ranks" --mem-per-cpu="${memory}M" --time="$time")
  [[ -z $ACCOUNT ]] || options+=(--account="$ACCOUNT")
  [[ -z $partition ]] || options+=(--partition="$partition")
  [[ -z $array ]] || options+=(--array="$array")
  [[ -z $after ]] || options+=(--dependency="${after%:*}:${ids[${after#*:}]}" --kill-on-invalid-dep=yes)
  if [[ -n $gpu && ${LAUNCHER[0]##*/} == srun ]]; then
    options+=(--gpus-per-task=1)
  elif [[ -n $gpu ]]; then # mpirun's ranks are no tasks of Slurm's
    local per_node=$((ranks < GPUS_PER_NODE ? ranks : GPUS_PER_NODE))
    options+=(--ntasks-per-node="$per_node" --gpus-per-node="$per_node")
  fi
  if [[ -n $dry_run ]]; then
    ids[$name]="<$name>"
    echo "sbatch ${options[*]} $script $* ${overrides[*]}"
  else
    ids[$name]=$(sbatch "${options[@]}" "$script" "$@" "${overrides[@]}") ||
      fail "$name: sbatch refused it; the jobs above are submitted (scancel)"
    echo "$name: job ${ids[$name]}"
  fi
}

partition=${gpu:+$GPU_PARTITION}
partition=${partition:-$PARTITION}
export LHITS_ROOT=$root LHITS_SITE

echo "site    $LHITS_SITE"
echo "deck    $deck"
echo "logs    $SCRATCH/logs"
row job after array ranks 'MiB a rank' 'time limit'
chain print_row
chain submit
