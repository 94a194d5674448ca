"""Processes that are killed at any moment: the next run goes on, and ends with the same bytes."""

from __future__ import annotations

import os
import signal

import pytest

from tests.faults.runs import FRAMES, again_from, made
from tests.workflow import runs
from tests.workflow.test_robustness import wait_for

pytestmark = pytest.mark.slow
#: Made from videos: not there in runs that make only these.
LATER = ("/sync", "/dataset", "/report")


def test_render_jobs_killed_at_any_frame_are_tried_again_and_lose_at_most_two_frames(
    undisturbed, tmp_path, faults
):
    folder = again_from(undisturbed, tmp_path / "run", "frames", "videos")
    moments = {"one": 0, "two": 1, "three": 6, "four": FRAMES - 1}
    for clip, frame in moments.items():
        faults.add("render", clip, frame)
    runs.run(folder)
    assert made(folder, *LATER) == made(undisturbed, *LATER)
    assert all(lost <= 2 for lost in faults.again("render").values())
    made_of = faults.frames("render")
    assert all(made_of[clip, str(frame)] == 2 for clip, frame in moments.items())
    assert runs.planned(folder) == {}


def test_encode_jobs_killed_at_any_frame_leave_no_half_video_and_nothing_is_rendered_again(
    undisturbed, tmp_path, faults
):
    folder = again_from(undisturbed, tmp_path / "run", "videos")
    for clip, frame in {"one": 0, "two": 5, "three": FRAMES - 1, "four": "end"}.items():
        faults.add("encode", clip, frame)
    runs.run(folder, "--keep-going", ok=False)
    assert not list(folder.glob("results/videos/[!.]*"))
    runs.run(folder)
    assert made(folder, *LATER) == made(undisturbed, *LATER)
    assert not faults.frames("render")
    assert not list(folder.glob("results/videos/.*"))


def test_jobs_that_outlive_a_killed_snakemake_do_no_harm(undisturbed, tmp_path, faults):
    """They work on while the next run begins, and both come to the same frames.

    What they deliver unseen Snakemake does again: it has no record of their end.
    """
    folder = again_from(undisturbed, tmp_path / "run", "frames", "videos")
    videos = [f"results/videos/{clip}.mp4" for clip in ("one", "two")]
    process = runs.start(folder, *videos)
    wait_for(folder, "results/.cache/*.part.mkv")
    os.kill(process.pid, signal.SIGKILL)
    assert "--unlock" in runs.run(folder, ok=False)
    runs.run(folder, "--unlock")
    runs.run(folder, *videos)
    left_out = (*LATER, "three", "four")
    assert made(folder, *left_out) == made(undisturbed, *left_out)
    assert len(faults.again("render")) <= 2  # cores, so jobs at work
    assert not list(folder.glob("results/.cache/*.mkv"))
    assert runs.planned(folder, *videos) == {}
