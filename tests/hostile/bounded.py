"""Runs the command line in a process of its own, with no more memory than is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Linux counts into a process's peak memory that of the process that started it, here all pytest.
#: So a small process stands between: python -c LAUNCHER NOTE MIB SECONDS COMMAND...
LAUNCHER = """
import json, os, resource, sys
note, mib, seconds, *command = sys.argv[1:]
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_DATA, (int(mib) * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds),) * 2)
    os.execv(command[0], command)
_, status, usage = os.wait4(child, 0)
with open(note, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024], file)
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit status, what it wrote, and its peak memory in MiB."""

    status: int
    output: str
    peak_mib: float


def midivideo(*arguments: object, folder: Path, mib: int = 1500, seconds: int = 60) -> Outcome:
    """Run a command in ``folder``, with ``mib`` MiB of data and ``seconds`` of processor time.

    Going beyond either ends the process with a traceback or a signal, which no test takes for a
    refusal.
    """
    log, note = folder / ".output", folder / ".ended"
    command = [sys.executable, "-m", "midivideo", *map(str, arguments)]
    with log.open("wb") as output:
        subprocess.run(
            [sys.executable, "-c", LAUNCHER, str(note), str(mib), str(seconds), *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT / "workflow"), "OPENBLAS_NUM_THREADS": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=True,
        )
    text = log.read_text(errors="replace")
    status, peak_mib = json.loads(note.read_text())
    log.unlink()
    note.unlink()
    return Outcome(status, text, peak_mib)


def refused(outcome: Outcome, *words: str) -> None:
    """Assert that a command ended with one plain sentence that holds ``words``."""
    assert outcome.status == 2, outcome.output[-3000:]
    assert "Traceback" not in outcome.output
    assert len(outcome.output) < 3000
    for word in words:
        assert word in outcome.output, outcome.output
