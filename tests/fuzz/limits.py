"""Limits on what one input may cost: processor time and memory, whatever else the machine does."""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType


class TooSlow(BaseException):
    """One input took more processor time than it may; no handler of the code under test takes it
    for an error of its own.
    """


@contextlib.contextmanager
def limited(seconds: float = 20, mib: int = 1024) -> Iterator[None]:
    """Raise where the body takes longer than ``seconds`` or more than ``mib`` MiB of new memory.

    Seconds are the process's own on a processor, so that a busy machine changes nothing. Memory
    that is asked for beyond the limit is refused by the kernel: a ``MemoryError``.
    """

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:g} s of processor time")

    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + mib * 2**20, before[1]))
    handler = signal.signal(signal.SIGPROF, stop)
    # Again after a second: what is raised inside of a callback may get lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _data_bytes() -> int:
    """What RLIMIT_DATA counts, as it is now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("the kernel does not say how much memory this process has")
