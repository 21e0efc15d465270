# What jobs/submit.sh and its jobs have to know about a cluster. Copy this file to jobs/site.sh and
# change it there, or keep it elsewhere: export LHITS_SITE=FILE. It is bash, and read both where you
# submit and in every job. Each variable must be set; "" means what is said beside it.
# shellcheck shell=bash disable=SC2034

ACCOUNT=""        # who pays: sbatch --account; "": your default account
PARTITION=""      # of jobs on processors; "": the cluster's default partition
GPU_PARTITION=""  # of jobs on GPUs (submit.sh --gpu); "": there is none
GPUS_PER_NODE=4   # in that partition; a job there has one rank for each of its GPUs

# What starts the ranks: srun, where Slurm has PMIx (srun --mpi=list shows it), or mpirun.
LAUNCHER=(srun --mpi=pmix)

RANKS=32            # MPI ranks of a job, and of each element of an array; one core each
MEMORY_PER_RANK=""  # MiB; "": what 'lhits check' expects
TIME_LIMIT=""       # of each job, D-HH:MM:SS; "": half more than what 'lhits check' expects
DEFAULT_TIME=4:00:00  # where 'lhits check' expects nothing; a job that takes longer is requeued and goes on

# Where jobs run: a folder that all nodes see, with room for large files. Relative paths (the run
# directory, 'runs/NAME' by default) begin there, and the logs are in its folder 'logs'.
SCRATCH="$PWD"

# What lhits needs to start: modules, paths, environment. For example:
# module load openmpi hdf5 parallel-netcdf fftw petsc slepc libtorch

# Debian's Open MPI leaves out one-sided communication between nodes, unless it is told not to.
# Without fast networks' hardware this is right elsewhere too; with it, delete the line.
export OMPI_MCA_osc=^ucx
