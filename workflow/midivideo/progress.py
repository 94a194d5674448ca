"""How far long work has come: a bar for a person, plain lines for a log."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

#: Seconds between two lines in a log; work that is shorter than this stays silent there.
LINE_SECONDS = 10.0

Advance = Callable[[int], None]


@contextlib.contextmanager
def progress(task: str, total: int, *, unit: str = "frames") -> Iterator[Advance]:
    """Show the progress of ``task`` on standard error, with its speed and the time left.

    Yields ``advance(count)``, to be called from one thread whenever ``count`` more of ``total``
    are done; what a resumed job already has is advanced at once, before the work starts.
    At a terminal this is a bar that goes away in the end, elsewhere one line every ten seconds.
    """
    show = _bar if sys.stderr.isatty() else _lines
    with show(task, total, unit) as advance:
        yield advance


@contextlib.contextmanager
def _bar(task: str, total: int, unit: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    pace = Pace(total, unit)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        row = bar.add_task(task, total=total, pace="")

        def advance(count: int) -> None:
            pace.advance(count)
            bar.update(row, advance=count, pace=pace.text())

        yield advance


@contextlib.contextmanager
def _lines(task: str, total: int, unit: str, stream: TextIO | None = None) -> Iterator[Advance]:
    pace = Pace(total, unit)
    out = stream or sys.stderr
    last_line = time.monotonic()

    def advance(count: int) -> None:
        nonlocal last_line
        pace.advance(count)
        now = time.monotonic()
        if now - last_line >= LINE_SECONDS:
            last_line = now
            print(f"{task}: {pace.done}/{total} {unit}, {pace.text()}", file=out, flush=True)

    yield advance


class Pace:
    """Counts what is done and tells the mean speed and the time left.

    The first call of ``advance`` may be far ahead (a resumed job): the clock starts with it
    when it comes within the first tenth of a second.
    """

    def __init__(self, total: int, unit: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Start the clock; ``total`` is the whole amount of work in ``unit`` (plural)."""
        self.total = total
        self.unit = unit
        self.done = 0
        self._clock = clock
        self._start = clock()
        self._done_at_start = 0

    def advance(self, count: int) -> None:
        """``count`` more are done."""
        now = self._clock()
        if self.done == 0 and now - self._start < 0.1:
            self._start, self._done_at_start = now, count
        self.done += count

    def text(self) -> str:
        """Speed and time left, e.g. ``152.3 frames/s, 0:42 left``; empty before both are known."""
        elapsed = self._clock() - self._start
        fresh = self.done - self._done_at_start
        if elapsed <= 0 or fresh <= 0:
            return ""
        speed = fresh / elapsed
        left = max(0.0, (self.total - self.done) / speed)
        return f"{speed:.1f} {self.unit}/s, {clock_text(left)} left"


def clock_text(seconds: float) -> str:
    """Seconds as people read them: ``0:42``, ``12:05``, ``1:02:03``."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
