"""Stands in for a cluster without a shared file system: submits, and asks how a job is.

``pod.py submit PODS JOBSCRIPT`` starts the job in an empty folder of its own below PODS, with next
to nothing in its environment, and prints that folder. ``pod.py status FOLDER`` says running,
success or failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_JOB = 'sh "$1" > job.log 2>&1; echo $? > status.part; mv status.part status'


def submit(pods: str, jobscript: str) -> str:
    folder = tempfile.mkdtemp(dir=pods)
    subprocess.Popen(
        ["sh", "-c", _JOB, "sh", jobscript],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": folder},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return folder


def status(folder: str) -> str:
    file = Path(folder) / "status"
    if not file.exists():
        return "running"
    return "success" if file.read_text().strip() == "0" else "failed"


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(submit(*arguments) if command == "submit" else status(*arguments))
