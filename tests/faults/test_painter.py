"""Painters that fail: for a moment, or for ever with one clip."""

from __future__ import annotations

import pytest

from tests.faults.runs import CONFIG, SONGS, again_from, made
from tests.workflow import runs

pytestmark = pytest.mark.slow
LATER = ("/sync", "/dataset", "/report", "/frames/")


def in_batches(undisturbed, folder, render: str):
    """A planned run whose clips are in batches of two: one and four, three and two."""
    again_from(undisturbed, folder, "frames", "videos")
    (folder / "results/catalog.tsv").unlink()
    (folder / "config.yaml").write_text(CONFIG.replace("64}", f"64, {render}}}"))
    return folder


def test_jobs_whose_gpu_fails_at_every_eighth_batch_pass_at_their_next_attempt(
    undisturbed, tmp_path, faults
):
    """Each goes on where it was; the frames go with their videos, and the disk is left clean."""
    render = "batch_size: 2, network_batch: 2, keep_frames: false"
    folder = in_batches(undisturbed, tmp_path / "run", render)
    faults.crash_painter(every=8)  # a batch is a frame of each of the two clips
    output = runs.run(folder)
    assert output.count("Error in rule render_frames") == 2
    # Another shape of the painter's calls: the same pictures, but other notes on how.
    left_out = (*LATER, *(f"videos/{clip}.json" for clip in SONGS))
    assert made(folder, *left_out) == made(undisturbed, *left_out)
    again = faults.again("render")
    assert set(again) == set(SONGS)
    assert max(again.values()) <= 2  # the frame that failed, and the one before
    assert not list(folder.glob("results/frames/*"))
    assert not list(folder.glob("results/.cache/*.mkv"))


def test_a_clip_that_always_fails_is_named_the_others_are_delivered_and_it_is_tried_again_alone(
    undisturbed, tmp_path, faults
):
    render = "batch_size: 2, keep_frames: false"
    folder = in_batches(undisturbed, tmp_path / "run", render)
    faults.add("render", "two", 5, "raise", times=99)
    output = runs.run(folder, "--keep-going", ok=False)
    assert "two: RuntimeError: broken at frame 5" in output
    assert sorted(path.stem for path in folder.glob("results/videos/*.mp4")) == [
        "four", "one", "three",
    ]  # fmt: skip
    assert not list(folder.glob("results/frames/*/*.mkv"))

    faults.mend()
    assert runs.jobs(runs.run(folder)) == {"render_frames": 1, "encode": 1}
    assert {clip for clip, _ in faults.frames("render")} == {"two"}
    assert made(folder, *LATER) == made(undisturbed, *LATER)
    assert not list(folder.glob("results/frames/*"))
    assert runs.planned(folder) == {}


def test_a_video_that_is_lost_after_its_frames_is_rendered_alone(undisturbed, tmp_path):
    render = "batch_size: 2, keep_frames: false"
    folder = again_from(undisturbed, tmp_path / "run")
    (folder / "results/catalog.tsv").unlink()
    (folder / "config.yaml").write_text(CONFIG.replace("64}", f"64, {render}}}"))
    for path in folder.glob("results/videos/*"):
        path.touch()  # as in a run in such batches: after the manifests of all their clips
    kept = len(list(folder.glob("results/frames/*/*.mkv")))
    assert runs.planned(folder) == {}
    assert len(list(folder.glob("results/frames/*/*.mkv"))) == kept  # a dry run removes nothing
    assert "Nothing to be done" in runs.run(folder)
    assert not list(folder.glob("results/frames/*"))
    (folder / "results/videos/two.mp4").unlink()
    assert runs.planned(folder) == {"render_frames": 1, "encode": 1}
    assert runs.catalog(folder)["two"]["batch"] == "two"
