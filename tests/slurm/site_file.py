"""Site files for jobs/submit.sh, and calls of it."""

import pathlib

JOBS = pathlib.Path(__file__).parents[2] / "jobs"
SUBMIT = JOBS / "submit.sh"

VALUES = {
    "ACCOUNT": '""', "PARTITION": '""', "GPU_PARTITION": '""', "GPUS_PER_NODE": "4", "LAUNCHER": "(srun --mpi=pmix)",
    "RANKS": "2", "MEMORY_PER_RANK": '""', "TIME_LIMIT": '""', "DEFAULT_TIME": "0:30:00", "SCRATCH": '"$PWD"',
}
# What a container of two cores needs on top, Debian's Open MPI on several nodes, and several nodes on one host: shared
# memory is named after the host and the job, and a job's second start would meet that of its first.
ENVIRONMENT = """
export OMPI_MCA_btl_vader_backing_directory=$(dirname "${SLURM_CONF-}")/${SLURMD_NODENAME-}/tmp
export OMPI_MCA_osc=^ucx OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 CUDA_VISIBLE_DEVICES=
"""


def write_site(folder, without=(), **changes):
    """A site file in `folder`, whose jobs run there; returns its path."""
    values = {**VALUES, "SCRATCH": f'"{folder}"', **changes}
    path = pathlib.Path(folder) / "site.sh"
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items() if name not in without) + ENVIRONMENT)
    return path
