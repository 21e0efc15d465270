"""A Slurm of four nodes on this machine, as root or not: in a folder of its own, on free ports, with a munge of its own.

Nothing of the system's is read or changed. All processes are below this one, also those of jobs whose parents have
died, so that none outlives the cluster.
"""

import contextlib
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import harness

NODES = ("node1", "node2", "node3", "node4")
PACKAGES = "slurmctld slurmd slurm-client munge"

# One node takes all ranks of a job in `compact`, and one each in `spread`; a job in `urgent` pre-empts the others.
CONFIGURATION = """
ClusterName=lhits
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={folder}/controller
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdPidFile={folder}/%n/pid
SlurmdSpoolDir={folder}/%n/spool
SlurmdLogFile={folder}/%n/log
TmpFS={folder}/%n/tmp
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
MailProg=/bin/true
ReturnToService=2
SlurmdTimeout=6
KillWait=30
{nodes}
PartitionName=compact Nodes=ALL Default=YES MaxNodes=1
PartitionName=spread Nodes=ALL MaxCPUsPerNode=1
PartitionName=urgent Nodes=ALL PriorityTier=2
"""

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Cluster:
    """Started when entered, gone when left. `environment` is that of commands which talk to it."""

    def __enter__(self):
        for program in ("munged", "slurmctld", "slurmd", "srun"):
            if shutil.which(program, path=self.path()) is None:
                raise SystemExit(f"{program}: expected a Slurm to test with, found none; install {PACKAGES}")
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lhits-slurm-"))
        self.folder.chmod(0o711)
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("SLURM", "SBATCH", "PMIX", "OMPI"))}
        self.environment = {**outer, "PATH": self.path(), "SLURM_CONF": str(self.folder / "slurm.conf")}
        self.daemons, self.slurmds = [], {}
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Everything below this process ends; what is left of a job without a parent is below it, too."""
        while left := harness.descendants(os.getpid()):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass
            time.sleep(0.01)
        shutil.rmtree(self.folder)

    @staticmethod
    def path():
        return os.environ["PATH"] + ":/usr/sbin:/sbin"

    def start(self):
        ports = free_ports(1 + len(NODES))
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=4 RealMemory=16000"
                          for node, port in zip(NODES, ports[1:]))
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, ports=ports, folder=self.folder, nodes=nodes, user=pwd.getpwuid(os.getuid()).pw_name))
        (self.folder / "controller").mkdir()
        key = self.folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(os.urandom(1024))
        munge = self.folder / "munge"
        # --force: the folder above is everybody's, which munge is right to dislike elsewhere.
        self.daemon("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}.socket",
                    f"--log-file={munge}.log", f"--pid-file={munge}.pid", f"--seed-file={munge}.seed")
        self.wait_until(lambda: (self.folder / "munge.socket").exists(), "munge")
        self.daemon("slurmctld", "-D", "-i")
        for node in NODES:
            for name in ("spool", "tmp"):
                (self.folder / node / name).mkdir(parents=True)
            self.start_node(node)
        self.wait_until(self.is_idle, "four idle nodes")

    def start_node(self, node):
        self.slurmds[node] = self.daemon("slurmd", "-D", "-N", node)

    def kill_slurmd(self, node):
        self.slurmds[node].kill()
        self.slurmds.pop(node).wait()

    def kill_jobs(self):
        """Everything that runs for jobs is gone at once, as when power fails."""
        daemons = [pid for daemon in self.daemons for pid in (daemon.pid, *harness.descendants(daemon.pid))]
        jobs = [pid for pid in harness.descendants(os.getpid()) if pid not in daemons]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in jobs:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)

    def daemon(self, *command):
        with open(self.folder / "daemons.out", "a") as output:
            process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=output, start_new_session=True, preexec_fn=die_with_parent)
        self.daemons.append(process)
        return process

    def call(self, *command, **more):
        """Runs a command to its end: (exit status, its output and errors)."""
        done = subprocess.run([str(word) for word in command], env={**self.environment, **more}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def ask(self, *command):
        status, text = self.call(*command)
        assert status == 0, f"{' '.join(map(str, command))}: exit status {status}: {text}"
        return text

    def is_idle(self):
        status, text = self.call("sinfo", "--noheader", "--Node", "--partition=compact", "--format=%T")
        return status == 0 and text.split() == ["idle"] * len(NODES)

    def job(self, number):
        """What Slurm says about a job: JobState, ExitCode, Restarts, BatchHost ..."""
        words = self.ask("scontrol", "show", "job", "--oneliner", number).split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def queue(self):
        return self.ask("squeue", "--noheader", "--format=%i %T %r").splitlines()

    @staticmethod
    def wait_until(condition, what, patience=harness.PATIENCE):
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"never came to {what}")
            time.sleep(0.1)
