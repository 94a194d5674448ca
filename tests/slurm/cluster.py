"""Runs the real workflow on a real Slurm, and watches and holds its jobs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from midivideo.slurm import cancel_leftovers
from tests.workflow.runs import ROOT

SCRIPT = ROOT / "tests/slurm/local-cluster.sh"

# Takes the place of `python` in all jobs: says what runs where, and waits while it is told to.
_SHIM = """\
#!/bin/sh
for word; do
  [ "$before" = -o ] && made=$(basename "$word")
  before=$word
done
made=${{made%%.*}}
echo "$3 $made ${{SLURM_JOB_ID:--}} ${{CUDA_VISIBLE_DEVICES:--}} $(date +%s.%N)" >> '{seen}'
while [ -e "{holds}/$3" ] || [ -e "{holds}/$3-$made" ]; do sleep 0.1; done
exec '{python}' "$@"
"""


@dataclass(frozen=True)
class Start:
    """A command that a job has begun: what it makes, in which Slurm job, with which GPU, when.

    ``job`` and ``gpu`` are "-" where there is none; ``time`` is seconds since 1970.
    """

    command: str
    made: str
    job: str
    gpu: str
    time: float


def is_up() -> bool:
    """Whether the Slurm of ``local-cluster.sh`` runs; another one is not for tests."""
    return subprocess.run([SCRIPT, "status"], capture_output=True, check=False).returncode == 0


def ask(*command: str) -> str:
    """What a Slurm command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def job(number: str) -> dict[str, str]:
    """What Slurm knows of a job."""
    return dict(re.findall(r"(\S+?)=(\S*)", ask("scontrol", "show", "job", "-d", "-o", number)))


def wait_until(condition: Callable[[], object], what: str, seconds: float = 600) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)


class SlurmRun:
    """A folder, and the runs in it; jobs reach this Python through the folder's ``bin``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen = folder / "seen.txt"
        self._holds = folder / "holds"
        self._holds.mkdir()
        self._processes: list[subprocess.Popen[str]] = []
        names = {"seen": self._seen, "holds": self._holds, "python": sys.executable}
        shim = folder / "bin/python"
        shim.parent.mkdir()
        shim.write_text(_SHIM.format(**names))
        shim.chmod(0o755)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start Snakemake with the shipped profile, as a user of a cluster does."""
        path = f"{self.folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = ["snakemake", "--snakefile", str(ROOT / "Snakefile"), "--profile", "slurm"]
        # Without accounting, only the queue itself can be asked; and often, for short jobs.
        command += ["--slurm-status-command", "squeue"]
        command += ["--slurm-init-seconds-before-status-checks", "4", "--latency-wait", "20"]
        process = subprocess.Popen(
            [*command, "--directory", str(self.folder), *arguments],
            cwd=ROOT,
            env={**os.environ, "PATH": path},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def run(self, *arguments: str) -> str:
        """Run to the end, which has to be a good one, and return what was printed."""
        return self.ended(self.start(*arguments))

    def ended(self, process: subprocess.Popen[str]) -> str:
        """Wait for a run's good end, and return what it printed."""
        output, _ = process.communicate(timeout=1200)
        assert process.returncode == 0, output
        return output

    def end(self) -> None:
        """Leave nothing behind, whatever has become of the runs."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        cancel_leftovers(self.folder)

    def hold(self, *commands: str) -> None:
        """Let these commands wait before they begin: ``encode``, or ``render-one`` of one clip."""
        for command in commands:
            (self._holds / command).touch()

    def release(self, *commands: str) -> None:
        """Let held commands begin."""
        for command in commands:
            (self._holds / command).unlink()

    def seen(self, command: str) -> list[Start]:
        """Every start of a command (``render``, ``encode`` …), in order."""
        if not self._seen.exists():
            return []
        lines = [line.split() for line in self._seen.read_text().splitlines()]
        return [
            Start(name, made, number, gpu, float(at))
            for name, made, number, gpu, at in lines
            if name == command
        ]

    def job_of(self, command: str, clip: str, attempt: int = 1) -> str:
        """The Slurm job in which a command of a clip was begun for the n-th time; waits for it."""

        def jobs() -> list[str]:
            return [start.job for start in self.seen(command) if start.made == clip]

        wait_until(lambda: len(jobs()) >= attempt, f"attempt {attempt} of {command} of {clip}")
        return jobs()[attempt - 1]
