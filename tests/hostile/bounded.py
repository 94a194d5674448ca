"""Runs the command line in a process of its own, with no more memory than is said."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (mib * 2**20, mib * 2**20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    log = folder / ".output"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "midivideo", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT / "workflow"), "OPENBLAS_NUM_THREADS": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=limit,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = log.read_text(errors="replace")
    log.unlink()
    return Outcome(process.returncode, text, usage.ru_maxrss / 1024)


def refused(outcome: Outcome, *words: str) -> None:
    """Assert that a command ended with one plain sentence that holds ``words``."""
    assert outcome.status == 2, outcome.output[-3000:]
    assert "Traceback" not in outcome.output
    assert len(outcome.output) < 3000
    for word in words:
        assert word in outcome.output, outcome.output
