"""Cancelled jobs, time limits, dead daemons: nothing is lost, nothing finished is done again."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.slurm.cluster import SCRIPT, ask, job, wait_until
from tests.workflow import runs

pytestmark = pytest.mark.slow
FRAMES = "results/frames/*/*"
VIDEOS = "results/videos/*"
SCORES = "results/sync/*"


def attempts(run, command: str, clip: str) -> list[dict[str, str]]:
    """What Slurm knows of the jobs that rendered a clip, or encoded or measured it."""
    return [job(start.job) for start in run.seen(command) if start.made == clip]


@pytest.fixture(scope="module")
def disturbed(planned):
    """A run whose three render jobs meet with a fault each, and two that encode and measure."""
    planned.hold("render-two", "render-three", "encode-one", "encode-three")
    process = planned.start("all", "sync")

    # scancel, in the midst of the frames.
    cache = planned.folder / "results/.cache"
    wait_until(lambda: list(cache.glob("*.part.mkv")), "the first frames")
    ask("scancel", planned.job_of("render", "one"))

    # Over the time limit; the next attempt waits until it has been looked at.
    ask("scontrol", "update", f"JobId={planned.job_of('render', 'two')}", "EndTime=now")

    # The node's daemon is killed and comes back, while a job of its own runs.
    planned.job_of("render", "three")
    subprocess.run([SCRIPT, "crash"], check=True)
    planned.release("render-three")

    # Meanwhile the same for jobs that encode, and measure after that.
    ask("scancel", planned.job_of("encode", "three"))
    ask("scontrol", "update", f"JobId={planned.job_of('encode', 'one')}", "EndTime=now")
    for command, clip in (("render", "two"), ("encode", "three"), ("encode", "one")):
        planned.job_of(command, clip, attempt=2)
        planned.release(f"{command}-{clip}")
    planned.output = planned.ended(process)
    return planned


@pytest.mark.parametrize(("command", "clip"), [("render", "one"), ("encode", "three")])
def test_a_cancelled_job_is_tried_again(disturbed, command, clip):
    states = [asked["JobState"] for asked in attempts(disturbed, command, clip)]
    assert states == ["CANCELLED", "COMPLETED"]


# A group has the time of its two jobs.
@pytest.mark.parametrize(
    ("command", "clip", "limit"), [("render", "two", "00:12:00"), ("encode", "one", "00:24:00")]
)
def test_a_job_over_its_time_limit_is_tried_again_with_more_time_and_memory(
    disturbed, command, clip, limit
):
    first, second = attempts(disturbed, command, clip)
    assert first["JobState"] == "TIMEOUT"
    assert second["JobState"] == "COMPLETED"
    assert second["TimeLimit"] == limit
    assert int(second["MinMemoryNode"][:-1]) == 2 * int(first["MinMemoryNode"][:-1])


def test_jobs_outlive_the_daemon_of_their_node(disturbed):
    [asked] = attempts(disturbed, "render", "three")
    assert asked["JobState"] == "COMPLETED"


def test_a_clip_is_measured_once_and_in_the_job_that_encoded_it_at_last(disturbed):
    for clip in ("one", "two", "three"):
        [measured] = attempts(disturbed, "sync", clip)
        assert measured["JobId"] == attempts(disturbed, "encode", clip)[-1]["JobId"]


def test_after_faults_all_files_are_those_of_an_undisturbed_run(disturbed, undisturbed, tmp_path):
    whole = runs.copied(undisturbed, tmp_path / "whole")
    runs.run(whole, "sync")
    made = (FRAMES, VIDEOS, SCORES)
    assert runs.hashes(disturbed.folder, *made) == runs.hashes(whole, *made)
    assert not list(disturbed.folder.glob("results/.cache/*.mkv"))
    assert runs.planned(disturbed.folder, "all", "sync") == {}


def test_a_run_after_a_killed_snakemake_cancels_what_it_left_and_does_only_the_rest(
    planned_again, undisturbed
):
    run = planned_again
    run.hold("render-two", "render-three")
    # Jobs that are held do not run out of time, however busy the machine.
    process = run.start("--jobs", "2", "--set-resources", "render_frames:runtime=120")
    left = run.job_of("render", "two"), run.job_of("render", "three")
    wait_until(lambda: (run.folder / "results/videos/one.mp4").exists(), "the first video")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    runs.run(run.folder, "--unlock")

    process = run.start()
    wait_until(lambda: job(left[1])["JobState"] == "CANCELLED", "the end of what was left")
    run.release("render-two", "render-three")
    output = run.ended(process)
    cancelled = " ".join(sorted(left, key=int))
    assert f"Cancelled Slurm jobs that an earlier run had left: {cancelled}" in output
    assert [start.made for start in run.seen("render")].count("one") == 1
    assert [start.made for start in run.seen("encode")].count("one") == 1
    assert runs.hashes(run.folder, FRAMES, VIDEOS) == runs.hashes(undisturbed, FRAMES, VIDEOS)
    assert runs.planned(run.folder) == {}
