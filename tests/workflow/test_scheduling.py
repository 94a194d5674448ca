"""Snakemake's own time a job does not grow with the number of jobs."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from snakemake import common, rules
from snakemake.scheduling.job_scheduler import JobScheduler

from midivideo.scheduling import keep_pace


@pytest.fixture(autouse=True)
def changed(monkeypatch):
    # Set first, so that the real ones are back after the test.
    for name in ("remaining_jobs", "open_jobs", "_schedule_reevalutation"):
        monkeypatch.setattr(JobScheduler, name, getattr(JobScheduler, name))
    for module in (common, rules):
        monkeypatch.setattr(module, "get_function_params", module.get_function_params)
    keep_pace()
    keep_pace()


def scheduler(looks: list[str]) -> JobScheduler:
    """A scheduler with three jobs that are needed, one of them done, one running."""

    def needrun_jobs() -> list[str]:
        looks.append("looked")
        return ["done", "running", "waiting"]

    dag = SimpleNamespace(needrun_jobs=needrun_jobs, finished=lambda job: job == "done")
    made = JobScheduler.__new__(JobScheduler)
    made.workflow, made.running, made.failed = SimpleNamespace(dag=dag), {"running"}, set()
    return made


def test_the_jobs_that_remain_are_listed_only_when_somebody_looks():
    looks: list[str] = []
    remaining = scheduler(looks).remaining_jobs
    assert looks == []
    assert list(remaining) == ["waiting"] and len(remaining) == 1 and remaining
    assert looks == ["looked"]


def test_as_many_ready_jobs_are_drawn_as_the_profile_says():
    made, ready = scheduler([]), set(range(1000))
    made.workflow.dag.ready_jobs = ready
    made.dryrun, made.subsample = False, 64
    draws = [made.open_jobs for _ in range(3)]
    assert all(len(draw) == len(set(draw) & ready) == 64 for draw in draws)
    assert draws[0] != draws[1], "a job that waits for a GPU must not keep others from being seen"
    made.workflow.dag.ready_jobs = {1, 2}
    assert sorted(made.open_jobs) == [1, 2]


@pytest.mark.parametrize(("dryrun", "subsample"), [(True, 64), (False, None)])
def test_all_ready_jobs_are_seen_in_a_dry_run_and_without_a_limit(dryrun, subsample):
    made = scheduler([])
    made.workflow.dag.ready_jobs = set(range(1000))
    made.dryrun, made.subsample = dryrun, subsample
    assert len(made.open_jobs) == 1000


def test_the_parameters_of_a_function_are_asked_for_once(monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr(
        common.inspect,
        "signature",
        lambda func: asked.append(func) or SimpleNamespace(parameters={}),
    )

    def of_wildcards(wildcards):
        """An input function."""

    for _ in range(3):
        rules.get_function_params(of_wildcards)
        common.get_input_function_aux_params(of_wildcards, {"attempt": 1})
    assert asked == [of_wildcards]


class Limiter:
    """Snakemake's limit on jobs a second, with so many jobs free."""

    def __init__(self, free: int) -> None:
        self.get_free_jobs = lambda: free


@pytest.fixture
def asking():
    made = scheduler([])
    made._open_jobs, made.job_rate_limiter = threading.Semaphore(0), Limiter(100)
    return made


@pytest.mark.parametrize("free", [0, 100])
def test_one_thread_waits_to_ask_for_another_step_however_many_jobs_have_ended(asking, free):
    asking.job_rate_limiter = Limiter(free)
    before = threading.active_count()
    for _ in range(50):
        asking._schedule_reevalutation(2)
    assert threading.active_count() == before + 1
    assert asking._open_jobs.acquire(timeout=10), "jobs beyond the rate limit never start"
    assert not asking._open_jobs.acquire(timeout=0.5), "a step for each of them"
    asking._schedule_reevalutation(0.1)
    assert asking._open_jobs.acquire(timeout=10), "the next one was never asked for"


@pytest.mark.parametrize(("free", "steps"), [(0, 2), (100, 1)])
def test_jobs_that_the_limit_holds_back_are_looked_at_when_each_may_start(asking, free, steps):
    asking.job_rate_limiter = Limiter(free)
    asking._schedule_reevalutation(1)
    time.sleep(0.5)
    asking._schedule_reevalutation(1)
    time.sleep(1.5)
    assert [asking._open_jobs.acquire(blocking=False) for _ in range(2)].count(True) == steps


def test_a_step_that_is_wanted_earlier_does_not_wait_for_a_later_one(asking):
    asking._schedule_reevalutation(60)
    asking._schedule_reevalutation(0.1)
    assert asking._open_jobs.acquire(timeout=10)
