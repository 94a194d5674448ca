"""Several processes at work in one place, and files that change under their hands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from midivideo import catalog
from midivideo.render.cache import CacheEntry, hashed, tidy
from midivideo.settings.model import Settings
from tests.faults.runs import CONFIG, SONGS, again_from, made, write_songs
from tests.workflow import runs
from tests.workflow.test_robustness import wait_for

#: Two songs are enough for the runs here, and only their videos.
VIDEOS = [f"results/videos/{clip}.mp4" for clip in ("one", "two")]
#: Made from videos: not there in runs that make only these.
LATER = ("/sync", "/dataset", "/report")
LEFT_OUT = ("three", "four", *LATER)


@pytest.mark.slow
def test_a_second_run_is_refused_with_the_reason_and_does_not_disturb_the_first(
    undisturbed, tmp_path, faults
):
    """Not even when a song is replaced, and the second one sees it first."""
    folder = again_from(undisturbed, tmp_path / "run", "frames", "videos")
    song = folder / "midi/two.mid"
    whole = song.read_bytes()
    runs.write_midi(song, [38, 38, 36])
    process = runs.start(folder, *VIDEOS)
    wait_for(folder, "results/.cache/*.part.mkv")
    song.write_bytes(whole)
    output = runs.run(folder, *VIDEOS, ok=False)
    assert "no other Snakemake process" in output
    assert process.communicate(timeout=1800) and process.returncode == 0
    assert not faults.again("render")
    runs.run(folder, *VIDEOS)
    assert made(folder, *LEFT_OUT) == made(undisturbed, *LEFT_OUT)
    assert runs.planned(folder, *VIDEOS) == {}


@pytest.mark.slow
def test_two_runs_that_start_together_from_nothing_make_what_one_makes(undisturbed, tmp_path):
    """One finds the other's lock; should both come past it at once, both do the same work."""
    folder = tmp_path / "run"
    write_songs(folder)
    processes = [runs.start(folder, *VIDEOS) for _ in range(2)]
    outputs = [process.communicate(timeout=1800)[0] for process in processes]
    assert 0 in [process.returncode for process in processes], outputs
    for process, output in zip(processes, outputs, strict=True):
        assert process.returncode == 0 or "no other Snakemake process" in output, output
    runs.run(folder, *VIDEOS)
    assert made(folder, *LEFT_OUT) == made(undisturbed, *LEFT_OUT)
    assert "Nothing to be done" in runs.run(folder, *VIDEOS)


@pytest.mark.slow
def test_songs_that_are_replaced_under_the_hands_of_a_run_are_made_anew_by_the_next(
    undisturbed, tmp_path, faults
):
    """Before the song is read, in the window of the old one; and right after it was read."""
    folder = again_from(undisturbed, tmp_path / "run")
    # Of `trim` only the short song gets another window: what is left of the run stays as it is.
    (folder / "config.yaml").write_text(CONFIG.replace("fps: 12", "fps: 12, short: trim"))
    runs.write_midi(folder / "midi/two.mid", SONGS["two"], bpm=600)
    runs.write_midi(folder / "midi/three.mid", [38, 38, 36])
    others = {
        path: path.stat().st_mtime_ns
        for path in folder.glob("results/*/**/*.*")
        if path.name.startswith(("one.", "four."))
    }
    faults.hold("parse", "two")
    faults.hold("keyframes", "three")
    process = runs.start(folder)
    for held in ("parse-two", "keyframes-three"):
        wait_for(tmp_path, f"held-{held}")
    for clip in ("two", "three"):
        # With its old time, which says nothing to Snakemake.
        shutil.copy2(undisturbed / f"midi/{clip}.mid", tmp_path)
        (tmp_path / f"{clip}.mid").replace(folder / f"midi/{clip}.mid")
    faults.release()
    assert process.communicate(timeout=1800) and process.returncode == 0
    assert runs.hashes(folder, "results/notes/t*") != runs.hashes(undisturbed, "results/notes/t*")

    runs.run(folder)
    assert made(folder, *LATER) == made(undisturbed, *LATER)
    assert {path: path.stat().st_mtime_ns for path in others} == others
    assert runs.planned(folder) == {}


@pytest.mark.slow
def test_two_renders_by_hand_share_a_cache_and_a_folder_and_render_each_frame_once(
    undisturbed, tmp_path, faults
):
    manifests = [f"{undisturbed}/results/manifests/{clip}.json" for clip in SONGS]
    command = [sys.executable, "-m", "midivideo", "render", "-o", str(tmp_path / "frames")]
    command += ["--settings", "render: {width: 64, height: 64, network_batch: 2}"]
    path = f"{runs.ROOT}/workflow:{os.environ['PYTHONPATH']}"
    jobs = [
        subprocess.Popen([*command, *chosen], env={**os.environ, "PYTHONPATH": path})
        for chosen in (manifests, manifests[::-1])
    ]
    assert [job.wait(1800) for job in jobs] == [0, 0]
    assert sorted(path.name for path in tmp_path.glob("frames/*.mkv")) == sorted(
        f"{clip}.mkv" for clip in SONGS
    )
    for clip in SONGS:
        rendered = (tmp_path / f"frames/{clip}.mkv").read_bytes()
        assert rendered == (undisturbed / f"results/frames/{clip}/{clip}.mkv").read_bytes()
    assert not faults.again("render")
    assert list((tmp_path / ".cache").iterdir()) == []


def test_frames_that_another_job_has_still_to_deliver_are_not_removed(undisturbed, tmp_path):
    mine, theirs = (CacheEntry(tmp_path, "one", "a" * 64) for _ in range(2))
    with mine.owned():
        shutil.copy(undisturbed / "results/frames/one/one.mkv", mine.part)
        mine.complete()
    with theirs.owned():
        assert theirs.take()
    mine.remove()
    theirs.deliver(tmp_path / "delivered.mkv")
    theirs.remove()
    assert [path.name for path in tmp_path.iterdir()] == ["delivered.mkv"]


def test_what_was_begun_with_other_settings_goes_unless_somebody_is_at_it(tmp_path):
    old, busy = CacheEntry(tmp_path, "one", "a" * 64), CacheEntry(tmp_path, "one", "b" * 64)
    other = CacheEntry(tmp_path, "two", "a" * 64)
    for entry in (old, busy, other):
        entry.part.write_bytes(b"half")
    with busy.owned():
        tidy(tmp_path, lambda name: name == hashed("one"))
        assert busy.part.exists()
    assert not old.part.exists()
    assert other.part.exists()


def test_a_catalog_that_is_made_while_files_come_and_go_is_whole_each_time(
    tmp_path, undisturbed, monkeypatch
):
    """Files that vanish between being found and being read are rows with a reason."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(undisturbed / "midi", "midi")
    settings = Settings(midi="midi", results="results")
    ended = threading.Event()

    def come_and_go():
        number = 0
        while not ended.is_set():
            number += 1
            shutil.copy("midi/one.mid", f"midi/new{number % 5}.mid")
            for name in (f"midi/new{(number + 2) % 5}.mid", "midi/two.mid"):
                Path(name).unlink(missing_ok=True)
            shutil.copy("midi/one.mid", "midi/two.mid")

    disturber = threading.Thread(target=come_and_go)
    disturber.start()
    try:
        for _ in range(15):
            catalog.update(settings, "results/catalog.tsv", notify=lambda text: None)
            rows = {row.clip: row for row in catalog.read_table("results/catalog.tsv")}
            assert rows["one"].accepted
            assert all(row.reason for row in rows.values() if not row.accepted)
    finally:
        ended.set()
        disturber.join()
    for path in list(Path("midi").glob("new*")):
        path.unlink()
    shutil.copy(undisturbed / "midi/two.mid", "midi/two.mid")
    rows = catalog.update(settings, "results/catalog.tsv", notify=lambda text: None)
    assert {row.clip for row in rows if row.accepted} == set(SONGS)
