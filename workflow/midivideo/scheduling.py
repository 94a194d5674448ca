"""Keeps Snakemake's own time a job from growing with the number of jobs.

Four things in Snakemake (9.27) take their time where there are 160,000 jobs:

* At every step it lists all jobs that are left, for schedulers that plan ahead. The greedy one,
  which ``profiles/default`` chooses, never looks at that list. Here it is made when somebody does.
* At every step it goes through all jobs that are ready, and then draws a few of them. Here it
  draws first.
* It asks Python for the parameters of every input, param and resource function, for every job
  again. Here each function is asked once.
* After every step it starts a thread that asks for another step a second later, and that step does
  the same: with jobs that wait for a core, one more thread for every job that has ended, and as
  many steps a second. Here one such thread waits at a time, or ten where jobs are held back by the
  limit on jobs a second.

A Snakemake that is built otherwise is left as it is.
"""

from __future__ import annotations

import functools
import random
import threading
import time
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


def keep_pace() -> None:
    """Change what is told above, once."""
    try:
        from snakemake.scheduling.job_scheduler import JobScheduler
    except ImportError:
        return
    global _at_once, _all_ready
    known = _getter(JobScheduler, "remaining_jobs")
    if known is not None and known is not _late:
        _at_once = known
        JobScheduler.remaining_jobs = property(_late)
    known = _getter(JobScheduler, "open_jobs")
    if known is not None and known is not _drawn:
        _all_ready = known
        JobScheduler.open_jobs = property(_drawn)
    _read_signatures_once()
    if hasattr(JobScheduler, "_schedule_reevalutation"):  # its spelling
        JobScheduler._schedule_reevalutation = _ask_once


def _getter(owner: type, name: str) -> Callable[[Any], Sequence[Any]] | None:
    known = vars(owner).get(name)
    return known.fget if isinstance(known, property) else None


_at_once: Callable[[Any], Sequence[Any]]
_all_ready: Callable[[Any], Sequence[Any]]


def _late(scheduler: Any) -> Listed:
    return Listed(lambda: _at_once(scheduler))


def _drawn(scheduler: Any) -> Sequence[Any]:
    ready = _all_ready(scheduler)
    most = getattr(scheduler, "subsample", None)
    # A dry run tells of all jobs, however few are drawn at a time in a real one.
    if not most or len(ready) <= most or scheduler.dryrun:
        return ready
    return random.sample(ready, most)


def _ask_once(scheduler: Any, delay: float) -> None:
    """Ask for another step after so many seconds, unless a step by then is asked for.

    Where the limit on jobs a second holds jobs back, steps may come ten times as often: each is
    wanted when other jobs no longer count.
    """
    dues = vars(scheduler).setdefault("_asked_for", set())
    due = time.monotonic() + delay
    limiter = scheduler.job_rate_limiter
    held_back = limiter is not None and limiter.get_free_jobs() == 0
    apart = delay / 10 if held_back else delay
    if any(due - apart <= other <= due for other in tuple(dues)):  # a copy: threads change it
        return

    def step() -> None:
        # First: the step may ask for the next one.
        dues.discard(due)
        scheduler._open_jobs.release()

    dues.add(due)
    timer = threading.Timer(delay, step)
    timer.daemon = True  # the end of a run does not wait for it
    timer.start()


def _read_signatures_once() -> None:
    try:
        from snakemake import common, rules
    except ImportError:
        return
    known = getattr(common, "get_function_params", None)
    if known is None or hasattr(known, "cache_clear"):
        return
    once = functools.cache(known)
    for module in (common, rules):
        if getattr(module, "get_function_params", None) is known:
            module.get_function_params = once
