"""Marks every job of a run as done, without doing it.

``main`` is Snakemake's own, but for its scheduler: instead of running jobs in their order, it
makes their outputs as empty files and writes Snakemake's records of them through Snakemake's own
persistence. What is left is what a real run leaves, but for the files' content and the times;
temporary outputs are not there, as they would be gone. A test compares the records with those of
a real run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from snakemake import cli
from snakemake.io import is_flagged
from snakemake.scheduling.job_scheduler import JobScheduler


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
            file.touch_or_create()
    for log in (*job.log, *([job.benchmark] if job.benchmark else [])):
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        Path(log).touch()
    await persistence.finished(job)
