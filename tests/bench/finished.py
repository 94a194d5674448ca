"""Marks every job of a run as done, without doing it.

``main`` is Snakemake's own, but for its scheduler: instead of running jobs in their order, it
makes their outputs, each the smallest file of its kind that counts as whole, and writes Snakemake's
records of them through Snakemake's own persistence. What is left is what a real run leaves, but for
the files' content and the times; temporary outputs are not there, as they would be gone. A test
compares the records with those of a real run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from snakemake import cli
from snakemake.io import is_flagged
from snakemake.scheduling.job_scheduler import JobScheduler

#: The smallest whole files, as :mod:`midivideo.intact` sees them.
_WHOLE = {
    ".json": b"{}\n",
    ".jpg": b"\xff\xd8\xff\xd9",
    ".mid": b"MThd\0\0\0\0",
    ".mkv": b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x81\x01",
    ".mp4": b"\0\0\0\x08ftyp" + b"\0\0\0\x08moov",
}


def main(arguments: Sequence[str]) -> None:
    """Snakemake's command line; exits as it does."""
    JobScheduler.schedule = _finish_all  # type: ignore[method-assign]
    cli.main(list(arguments))


def _finish_all(scheduler: Any) -> bool:
    dag = scheduler.workflow.dag
    for level in dag.toposorted():
        for job in level:
            if dag.needrun(job):
                scheduler.workflow.async_run(_finish(job, scheduler.workflow.persistence))
    return True


async def _finish(job: Any, persistence: Any) -> None:
    persistence.started(job)
    for file in job.output:
        if not is_flagged(file, "temp"):
            _make(file, [Path(source).stem for source in job.input])
    for log in (*job.log, *([job.benchmark] if job.benchmark else [])):
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        Path(log).touch()
    await persistence.finished(job)


def _make(output: Any, clips: Sequence[str]) -> None:
    """An output; a folder holds the frames of ``clips``."""
    path = Path(output)
    if output.is_directory:
        path.mkdir(parents=True, exist_ok=True)
        for clip in clips:
            for suffix in (".mkv", ".json"):
                (path / f"{clip}{suffix}").write_bytes(_WHOLE[suffix])
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_WHOLE[path.suffix])
    output.touch_or_create()  # of a folder, Snakemake's own note of its time
