"""Work and memory grow in proportion to the number of clips."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from midivideo.dataset.build import build
from midivideo.dataset.verify import verify
from tests.dataset import synthetic


def calls_of(work: Callable[[], object]) -> int:
    """How many functions ``work`` calls: a measure of its time that no other process disturbs."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def peak_of(work: Callable[[], object]) -> int:
    """The largest number of bytes that Python held at once for ``work``."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_five_times_the_clips_are_five_times_the_work_and_no_more_memory_a_clip(tmp_path):
    calls, peaks = {}, {}
    for count in (100, 500):
        folder = tmp_path / str(count)
        results = synthetic.make_run(folder, count)

        def pack(results: Path = results, folder: Path = folder) -> None:
            settings = synthetic.settings("shard_mb: 0.5")
            build(
                results, folder / "set", settings, cache=folder / "cache", notify=lambda text: None
            )

        def check(folder: Path = folder) -> None:
            assert verify(folder / "set").problems == []

        calls[count] = [calls_of(pack), calls_of(pack), calls_of(check)]
        peaks[count] = [peak_of(pack), peak_of(check)]
    for few, many in zip(calls[100], calls[500], strict=True):
        assert many < 5.5 * few
    for few, many in zip(peaks[100], peaks[500], strict=True):
        assert many < 5 * few
        assert many < 50e6
