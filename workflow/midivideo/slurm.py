"""What a run finds in a Slurm queue from an earlier run of the same folder."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

#: What ``slurm/config.yaml`` lets the name of every job begin with.
JOB_NAME_PREFIX = "midivideo"
#: Slurm gives a cancelled job half a minute to end (KillWait), and then takes it off the node.
_PATIENCE_S = 120.0


def cancel_leftovers(folder: Path, patience_s: float = _PATIENCE_S) -> list[str]:
    """Cancel the user's jobs that another run of this folder has left, and wait until they end.

    Snakemake that is killed takes its Slurm jobs not along. The next run would make the same
    files beside them, and a job that still waits in the queue would make finished ones once more.
    To be called by a run that holds the folder's lock, before its first job: then all jobs of the
    folder are leftovers.

    Args:
        folder: where Snakemake works; other folders' jobs are left alone.
        patience_s: seconds to wait for their end; a node that does not answer is not waited for.

    Returns:
        The ids of the cancelled jobs; none where the queue can't be asked.
    """
    found = _jobs_of(folder)
    if found:
        subprocess.run(["scancel", *found], check=False)
        end = time.monotonic() + patience_s
        while _jobs_of(folder) and time.monotonic() < end:
            time.sleep(1)
    return found


def _jobs_of(folder: Path) -> list[str]:
    """Ids of the user's jobs that wait, run or end, and that Snakemake sent from ``folder``."""
    command = ["squeue", "--noheader", f"--user={os.getuid()}", "--format=%A|%j|%Z"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    here = folder.resolve()
    jobs = set()
    for line in answer.stdout.splitlines():
        job, name, workdir = line.split("|", 2)
        if name.startswith(f"{JOB_NAME_PREFIX}_") and Path(workdir).resolve() == here:
            jobs.add(job)
    return sorted(jobs, key=int)
