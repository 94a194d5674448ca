"""Snakemake keeps little of each job in memory, and decides as it did."""

from __future__ import annotations

import asyncio
import copy
import os
from pathlib import Path

import pytest
from snakemake import iocontainers, jobs
from snakemake.io import IOFile

from midivideo.job_memory import keep_jobs_small


@pytest.fixture(autouse=True)
def small(monkeypatch):
    # Set first, so that the real ones are back after the test.
    monkeypatch.setattr(jobs.Job, "output_mintime", jobs.Job.output_mintime)
    made = "__new__" in vars(iocontainers.AttributeGuard)
    keep_jobs_small()
    keep_jobs_small()
    yield
    if not made:
        del iocontainers.AttributeGuard.__new__, iocontainers.AttributeGuard.__deepcopy__


def test_the_lists_of_all_jobs_share_their_guards():
    first, second = iocontainers.InputFiles(["a"]), iocontainers.OutputFiles(["b"])
    assert vars(first)["index"] is vars(second)["index"] is not vars(first)["sort"]
    with pytest.raises(AttributeError, match=r"index\(\) cannot be used"):
        first.index("a")
    copied = copy.deepcopy(first)
    assert copied == first
    with pytest.raises(AttributeError, match=r"index\(\) cannot be used"):
        copied.index("a")


class Rule:
    """What a file asks of its rule."""

    class workflow:
        class iocache:
            active = False

    class pathvars:
        apply = staticmethod(lambda path: path)


def job_with(folder: Path, times: dict[str, float], benchmark: str | None = None) -> jobs.Job:
    """A job with these outputs; those with a time are there."""
    made = jobs.Job.__new__(jobs.Job)
    files = {}
    for name, time in times.items():
        files[name] = IOFile(str(folder / name), rule=Rule)
        if time:
            (folder / name).touch()
            os.utime(folder / name, (time, time))
    made._benchmark = files.get(benchmark, "")
    made.output = [file for name, file in files.items() if name != benchmark]
    return made


@pytest.mark.parametrize(
    ("times", "benchmark", "oldest"),
    [
        ({"a": 30, "b": 20, "c": 0}, None, 20),
        ({"a": 30, "b": 20, "tsv": 10}, "tsv", 10),
        ({"a": 30, "tsv": 0}, "tsv", 30),
        ({"a": 0, "b": 0}, None, None),
    ],
)
def test_a_job_is_as_old_as_its_oldest_output(tmp_path, times, benchmark, oldest):
    job = job_with(tmp_path, times, benchmark)

    async def looked():
        return await job.output_mintime

    assert asyncio.run(looked()) == oldest
