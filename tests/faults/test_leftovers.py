"""Frames that nobody will use are removed; those that somebody may still use are not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from midivideo.catalog import Row
from midivideo.recovery.between_runs import BetweenRuns
from midivideo.recovery.leftovers import lost_with_their_batch, remove_frames, remove_parts


@pytest.fixture
def results(tmp_path) -> Path:
    """A batch b-1 of one and two with their frames, rendered an hour ago, without videos."""
    add(tmp_path, "frames/b-1/one.mkv", "frames/b-1/one.json", "frames/b-1/two.mkv")
    add(tmp_path, "frames/b-1/two.json", "frames/b-1/.snakemake_timestamp")
    (tmp_path / "videos").mkdir()
    return tmp_path


ROWS = [Row("one", "one.mid", batch="b-1"), Row("two", "two.mid", batch="b-1")]
HOUR_AGO = time.time() - 3600


def add(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
        os.utime(folder / name, (HOUR_AGO, HOUR_AGO))


def frames(results: Path) -> list[str]:
    found = results.glob("frames/*/*")
    return sorted(str(path.relative_to(results / "frames")) for path in found)


def test_kept_frames_stay_when_their_videos_are_there(results):
    before = frames(results)
    add(results, "videos/one.mp4", "videos/two.mp4")
    remove_frames(results, ROWS, kept=True)
    assert frames(results) == before


def test_temporary_frames_go_when_the_last_video_is_there_and_not_before(results):
    before = frames(results)
    add(results, "videos/one.mp4")
    remove_frames(results, ROWS, kept=False)
    assert frames(results) == before
    add(results, "videos/two.mp4")
    remove_frames(results, ROWS, kept=False)
    assert frames(results) == []


def test_frames_that_are_newer_than_the_videos_wait_for_new_ones(results):
    add(results, "videos/one.mp4", "videos/two.mp4")
    (results / "frames/b-1/.snakemake_timestamp").touch()
    before = frames(results)
    remove_frames(results, ROWS, kept=False)
    assert frames(results) == before


def test_temporary_frames_beside_a_failed_clip_go_and_its_note_stays(results):
    (results / "frames/b-1/two.mkv").unlink()
    (results / "frames/b-1/two.json").unlink()
    add(results, "frames/b-1/two.failed.json", "videos/one.mp4")
    remove_frames(results, ROWS, kept=False)
    assert frames(results) == ["b-1/.snakemake_timestamp", "b-1/two.failed.json"]


@pytest.mark.parametrize("kept", [True, False])
def test_a_clip_that_moved_to_another_batch_leaves_no_frames_behind(results, kept):
    rows = [ROWS[0], Row("two", "two.mid", batch="two")]
    remove_frames(results, rows, kept=kept)
    assert frames(results) == ["b-1/.snakemake_timestamp", "b-1/one.json", "b-1/one.mkv"]


@pytest.mark.parametrize("kept", [True, False])
def test_a_batch_that_no_clip_is_in_any_more_goes(results, kept):
    remove_frames(results, [Row("one", "one.mid", batch="one")], kept=kept)
    assert not (results / "frames/b-1").exists()


def test_the_frames_of_a_song_that_is_gone_stay_with_its_video(results):
    rows = [ROWS[0], Row("two", "two.mid", batch="b-1", status="gone")]
    before = frames(results)
    remove_frames(results, rows, kept=True)
    assert frames(results) == before


def test_a_folder_with_something_else_in_it_is_not_ours(results):
    add(results, "frames/mine/holiday.png", "frames/mine/one.mkv")
    remove_frames(results, ROWS, kept=False)
    assert (results / "frames/mine/one.mkv").exists()


def test_what_a_dead_process_began_goes_and_what_a_live_one_writes_does_not(results):
    add(results, "videos/.one.999999999.part.mp4", f"videos/.two.{os.getpid()}.part.mp4")
    add(results, "frames/.b-1.999999999.part/one.mkv")
    remove_parts(results)
    assert [path.name for path in (results / "videos").iterdir()] == [
        f".two.{os.getpid()}.part.mp4"
    ]
    assert [path.name for path in (results / "frames").iterdir()] == ["b-1"]


def test_a_video_that_is_lost_with_its_frames_is_made_without_its_batch(results):
    add(results, "videos/one.mp4")
    assert lost_with_their_batch(results, ROWS) == set()
    (results / "frames/b-1/two.mkv").unlink()
    assert lost_with_their_batch(results, ROWS) == {"two"}
    add(results, "frames/b-1/two.failed.json")
    assert lost_with_their_batch(results, ROWS) == set()


def test_a_batch_that_was_never_rendered_stays_together(tmp_path):
    assert lost_with_their_batch(tmp_path, ROWS) == set()


def test_while_a_run_is_at_work_nothing_is_touched(results, tmp_path):
    add(tmp_path, ".snakemake/locks/0.input.lock", "videos/one.mp4")
    before = frames(results)
    told: list[str] = []
    between = BetweenRuns(results, keep_frames=False, working=tmp_path, notify=told.append)
    assert between.failed() == set()
    assert between.lost([]) == set()
    between.ready(None)
    between.tidy([])
    assert frames(results) == before
    assert told == []  # an empty video, and nobody's business now
