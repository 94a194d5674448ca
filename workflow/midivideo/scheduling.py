"""Keeps Snakemake's own time a job from growing with the number of jobs.

At every step Snakemake (9.27) lists all jobs that are left, for schedulers that plan ahead. The
greedy one, which ``profiles/default`` chooses, never looks at that list; with 40,000 clips making
it takes a tenth of a second for each of 200,000 jobs. Here it is made when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, overload


class Listed(Sequence[Any]):
    """A list that is made when it is first looked at."""

    def __init__(self, make: Callable[[], Sequence[Any]]) -> None:
        """Remember how to make it."""
        self._make = make

    @cached_property
    def _items(self) -> Sequence[Any]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        """An item, or several."""
        return self._items[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._items)


def list_remaining_jobs_late() -> None:
    """Have Snakemake list the jobs that are left only where the list is used.

    A Snakemake whose scheduler is built otherwise is left as it is.
    """
    try:
        from snakemake.scheduling.job_scheduler import JobScheduler
    except ImportError:
        return
    known = vars(JobScheduler).get("remaining_jobs")
    if not isinstance(known, property) or known.fget is None or known.fget is _late:
        return
    global _at_once
    _at_once = known.fget
    JobScheduler.remaining_jobs = property(_late)


_at_once: Callable[[Any], Sequence[Any]]


def _late(scheduler: Any) -> Listed:
    return Listed(lambda: _at_once(scheduler))
