"""Keeps what Snakemake remembers of each job small: 40,000 clips are 160,000 jobs.

Two things in Snakemake (9.27) take a fifth of its memory there, and nobody uses them: the guards of
forbidden names, two of their own for each of a job's lists, and the tasks that look at the outputs'
times, all of them alive at once.
"""

from __future__ import annotations

from typing import Any


def keep_jobs_small() -> None:
    """Have Snakemake share guards, and look at the outputs of one job in turn.

    A Snakemake that is built otherwise is left as it is.
    """
    _share_guards()
    _look_at_outputs_in_turn()


def _share_guards() -> None:
    try:
        from snakemake.iocontainers import AttributeGuard
    except ImportError:
        return
    made: dict[str, Any] = {}

    def shared(cls: type, name: str = "") -> Any:
        # A guard knows its name and nothing else.
        if name not in made:
            made[name] = object.__new__(cls)
        return made[name]

    if "__new__" not in vars(AttributeGuard):
        AttributeGuard.__new__ = shared
        AttributeGuard.__deepcopy__ = lambda guard, memo: guard


def _look_at_outputs_in_turn() -> None:
    try:
        from snakemake.io import Mtime
        from snakemake.jobs import Job
    except ImportError:
        return
    known = hasattr(Mtime, "local_or_storage")
    if known and isinstance(vars(Job).get("output_mintime"), property):
        Job.output_mintime = property(_oldest_output)


async def _oldest_output(job: Any) -> float | None:
    """The time of a job's oldest output, its benchmark among them; None where there is none."""
    found = []
    for file in [*job.output, *([job.benchmark] if job.benchmark else [])]:
        if await file.exists():
            found.append((await file.mtime()).local_or_storage())
    return min((time for time in found if time is not None), default=None)
