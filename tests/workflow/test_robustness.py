"""Kills, locks, failures and bad input: nothing is lost, nothing half-done is taken for whole."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.workflow import runs

FRAMES = "results/frames/*/*.mkv"
MANIFESTS = "results/manifests/*.json"
VIDEOS = "results/videos/*"


def wait_for(folder, pattern: str, size: int = 0) -> None:
    """Wait until a file that matches is there and larger than ``size``."""
    for _ in range(6000):
        if any(path.stat().st_size > size for path in folder.glob(pattern)):
            return
        time.sleep(0.01)
    raise AssertionError(f"no {pattern} in {folder}")


def kill(process) -> None:
    """SIGKILL Snakemake and all of its jobs at once, as a crash of the machine would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize(
    "moment",
    ["results/notes/*.json", "results/.cache/*.part.mkv", "results/videos/.*.part.mp4"],
)
def test_a_killed_run_is_finished_by_the_next_one_with_the_same_bytes(fresh, finished_once, moment):
    process = runs.start(fresh)
    wait_for(fresh, moment)
    kill(process)
    runs.run(fresh, "--unlock")
    runs.run(fresh)
    made = (FRAMES, MANIFESTS, VIDEOS)
    assert runs.hashes(fresh, *made) == runs.hashes(finished_once, *made)
    assert not list(fresh.glob("results/**/*.part*"))
    assert runs.planned(fresh) == {}


def test_two_runs_from_nothing_give_the_same_bytes(fresh, finished_once):
    runs.run(fresh, cores=1)
    made = ("results/notes/*", "results/keyframes/*", MANIFESTS, FRAMES, VIDEOS)
    assert runs.hashes(fresh, *made) == runs.hashes(finished_once, *made)


def test_keep_going_finishes_all_other_clips(fresh):
    runs.run(fresh, "plan")
    manifest = fresh / "results/manifests/two.json"
    manifest.write_text(manifest.read_text().replace('"frame":3,', '"frame":"x",'))
    output = runs.run(fresh, "--keep-going", ok=False)
    assert sorted(path.stem for path in (fresh / "results/videos").glob("*.mp4")) == [
        "one", "three",
    ]  # fmt: skip
    log = (fresh / "results/logs/render_frames/two.log").read_text()
    assert "a frame is a whole number from 0 (found: 'x')" in log
    assert "two.log" in output
    assert "a frame is a whole number from 0 (found: 'x')" in output


def test_a_corrupt_midi_file_is_a_row_with_a_reason_and_the_run_goes_on(fresh):
    (fresh / "midi/broken.mid").write_bytes(b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk")
    (fresh / "midi/song.mid").write_text("this is not music")
    output = runs.run(fresh)
    rows = runs.catalog(fresh)
    assert rows["broken"]["status"] == rows["song"]["status"] == "refused"
    assert rows["song"]["reason"] == "it is not a MIDI file (no MThd)"
    assert len(list((fresh / "results/videos").glob("*.mp4"))) == 3
    assert "2 refused" in output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--config", "clip={secnds: 3}"], ["clip.secnds", "did you mean seconds"]),
        (["--config", "midi=nowhere"], ["nowhere"]),
        (["--configfile", "wrong.yaml"], ["wrong.yaml: video.crf", "99", "up to 51"]),
        (["results/videos/nobody.mp4"], ["nobody"]),
    ],
)
def test_a_wrong_setting_or_target_stops_the_run_at_once_and_says_why(fresh, arguments, words):
    wrong = fresh / "wrong.yaml"
    wrong.write_text("video: {crf: 99}\n")
    arguments = [str(wrong) if argument == "wrong.yaml" else argument for argument in arguments]
    output = runs.run(fresh, *arguments, ok=False)
    for word in words:
        assert word in output


HOSTILE = (
    "a b's \"song\".mid", "-o x.mid", "$(touch gone).mid", "élan 鼓.mid",
    "x;touch gone&.mid", "new\nline.mid", "%s %(x)s.mid", "__colour__ {a|b} {.mid", "~.mid",
    "🥁.mid", "é" * 120 + ".mid",
)  # fmt: skip


def test_names_that_a_shell_or_snakemake_could_misread_are_only_names(fresh):
    for name in HOSTILE:
        runs.write_midi(fresh / "midi" / name, [36])
    runs.run(fresh, "plan")
    assert len(list((fresh / "results/manifests").glob("*.json"))) == 3 + len(HOSTILE)
    assert sorted(path.name for path in fresh.iterdir()) == [
        ".snakemake", "config.yaml", "midi", "results",
    ]  # fmt: skip
    assert len(list((fresh / "midi").iterdir())) == 3 + len(HOSTILE)


def test_a_name_that_snakemake_would_take_for_a_pattern_is_refused_with_the_reason(fresh):
    runs.write_midi(fresh / "midi/{clip}.mid", [36])
    assert len(runs.planned(fresh)) == 5
    assert "rename it" in runs.catalog(fresh)["clip"]["reason"]


def test_settings_on_the_command_line_reach_the_jobs(fresh):
    runs.run(fresh, "results/notes/one.json", "--config", "clip={seconds: 2, fps: 12}")
    assert '"frames":24' in (fresh / "results/notes/one.json").read_text()
