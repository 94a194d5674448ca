"""The finished videos of the example music, decoded again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from tests.workflow import runs

SECONDS = 6
SIZES = {
    "house": (256, 256),
    "song": (288, 512),
    "swing_seven": (256, 256),
    "tempo_ramp": (512, 288),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The examples as `make demo` makes them, only shorter."""
    folder = tmp_path_factory.mktemp("demo")
    runs.run(folder, "--config", f"clip={{seconds: {SECONDS}}}")
    return folder / "results"


def pictures(path: Path) -> np.ndarray:
    """All pictures as (frames, height, width) of grey levels."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)])


@pytest.mark.slow
@pytest.mark.parametrize("clip", SIZES)
def test_size_rate_count_and_both_durations_are_exact(demo, clip):
    with av.open(str(demo / f"videos/{clip}.mp4")) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == SIZES[clip]
        assert video.average_rate == 24
        assert float(video.duration * video.time_base) == SECONDS
        assert abs(float(sound.duration * sound.time_base) - SECONDS) < 0.001
        times = [frame.time for frame in container.decode(video)]
    assert np.allclose(times, np.arange(SECONDS * 24) / 24, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("clip", SIZES)
def test_kick_frames_change_far_more_than_the_frames_before_them(demo, clip):
    """From frame 2 on: frame 0 is never warped, and frame 1 is compared with it."""
    grey = pictures(demo / f"videos/{clip}.mp4").astype(float)
    change = np.abs(np.diff(grey, axis=0)).mean((1, 2))  # change[f - 1] leads to frame f
    notes = json.loads((demo / f"notes/{clip}.json").read_text())["notes"]
    kicks = {
        note["frame"] for note in notes if "kick" in note["instruments"] and note["velocity"] > 80
    }
    breaking = {"kick", "snare", "tom", "cymbal"}
    hits = {note["frame"] for note in notes if breaking & set(note["instruments"])}
    ratios = [
        change[frame - 1] / change[frame - 2]
        for frame in sorted(kicks)
        if frame >= 2 and not {frame - 1, frame - 2, frame - 3} & hits
    ]
    assert len(ratios) >= 2
    assert np.median(ratios) > 2
    assert min(ratios) > 1.2


@pytest.mark.slow
@pytest.mark.parametrize("clip", SIZES)
def test_pictures_stay_sharp_and_alive_to_the_last_second(demo, clip):
    grey = pictures(demo / f"videos/{clip}.mp4").astype(float)
    sharpness = np.abs(np.diff(grey, axis=2)).mean((1, 2))
    first, last = sharpness[:24].mean(), sharpness[-24:].mean()
    assert 0.4 < last / first < 2.5
    assert np.abs(np.diff(grey[-24:], axis=0)).mean((1, 2)).min() > 0.1
    assert grey[-1].std() > 15


@pytest.mark.slow
def test_a_song_of_several_minutes_needs_no_more_memory_than_a_short_one(tmp_path):
    """Planned, rendered and encoded by ``midivideo make``, each stage in the same process."""
    short = peak_memory(tmp_path, minutes=0.5)
    long = peak_memory(tmp_path, minutes=4)
    # What grows is the manifest and the sound (1.5 and 0.7 MB of samples a second), not pictures:
    # 4 minutes of frames of this size are 180 MB raw, of usual size thirty times as much.
    assert long - short < 300


def peak_memory(folder: Path, minutes: float) -> float:
    """Peak resident memory in MB of making a whole song of this length."""
    song = folder / f"song{minutes}.mid"
    runs.write_midi(song, [36, 42, 38, 42] * round(minutes * 60))
    command = [
        sys.executable, "-m", "midivideo", "make", str(song), "-o", str(song) + ".mp4",
        "--seconds", "full", "--settings", "clip: {fps: 12}",
        "--settings", "render: {width: 128, height: 128}",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(runs.ROOT / "workflow")}
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    with av.open(str(song) + ".mp4") as container:
        assert container.streams.video[0].frames >= minutes * 60 * 12 - 6
    return usage.ru_maxrss / 1024
