"""Snakemake's own time a job does not grow with the number of jobs."""

from __future__ import annotations

from types import SimpleNamespace

from snakemake.scheduling.job_scheduler import JobScheduler

from midivideo.scheduling import list_remaining_jobs_late


def scheduler(looks: list[str]) -> JobScheduler:
    """A scheduler with three jobs that are needed, one of them done, one running."""

    def needrun_jobs() -> list[str]:
        looks.append("looked")
        return ["done", "running", "waiting"]

    dag = SimpleNamespace(needrun_jobs=needrun_jobs, finished=lambda job: job == "done")
    made = JobScheduler.__new__(JobScheduler)
    made.workflow, made.running, made.failed = SimpleNamespace(dag=dag), {"running"}, set()
    return made


def test_the_jobs_that_remain_are_listed_only_when_somebody_looks(monkeypatch):
    # Set first, so that the real one is back after the test.
    monkeypatch.setattr(JobScheduler, "remaining_jobs", JobScheduler.remaining_jobs)
    list_remaining_jobs_late()
    list_remaining_jobs_late()
    looks: list[str] = []
    remaining = scheduler(looks).remaining_jobs
    assert looks == []
    assert list(remaining) == ["waiting"] and len(remaining) == 1 and remaining
    assert looks == ["looked"]
