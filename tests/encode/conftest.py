"""A short clip of our own: lossless frames, drums on and off the frame grid, and its manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import mido
import numpy as np
import pytest

from midivideo.render.frames import FrameWriter

WIDTH, HEIGHT, FPS, FRAMES = 96, 64, 24, 60

#: Seconds; the first four lie on the grid of 24 frames a second, the others do not.
HITS = (0.0, 0.5, 0.75, 1.125, 1.3103, 1.7, 2.0301, 2.31)

TICKS_PER_SECOND = 20000


@pytest.fixture(scope="session")
def write_frames() -> Callable[..., Path]:
    """Write frames whose grey level tells their number."""

    def write(
        path: Path, count: int = FRAMES, fps: Fraction = Fraction(FPS), size=(WIDTH, HEIGHT)
    ) -> Path:
        width, height = size
        writer = FrameWriter(path, width, height, fps)
        for number in range(count):
            writer.write(np.full((height, width, 3), number_to_grey(number), np.uint8))
        writer.close()
        return path

    return write


@pytest.fixture(scope="session")
def write_grain() -> Callable[[Path, int], Path]:
    """Write frames of seeded noise, 64 by 64, 24 a second."""

    def write(path: Path, count: int) -> Path:
        writer = FrameWriter(path, 64, 64, Fraction(24))
        grain = np.random.default_rng(0)
        for _ in range(count):
            writer.write(grain.integers(0, 256, (64, 64, 3), np.uint8))
        writer.close()
        return path

    return write


def number_to_grey(number: int) -> int:
    return 30 + 3 * (number % 60)


@pytest.fixture(scope="session")
def write_hits() -> Callable[..., Path]:
    """Write a MIDI file that hits a drum at the given seconds."""

    def write(path: Path, seconds: Sequence[float] = HITS, note: int = 36) -> Path:
        events = [(round(second * TICKS_PER_SECOND), "note_on") for second in seconds]
        events += [(tick + 1000, "note_off") for tick, _ in events]
        track, now = mido.MidiTrack(), 0
        for tick, kind in sorted(events):
            track.append(mido.Message(kind, channel=9, note=note, velocity=110, time=tick - now))
            now = tick
        mido.MidiFile(tracks=[track], ticks_per_beat=TICKS_PER_SECOND // 2).save(path)
        return path

    return write


@pytest.fixture(scope="session")
def clip(tmp_path_factory, write_frames, write_hits) -> Path:
    """A folder with ``frames.mkv``, ``window.mid`` and ``manifest.json``."""
    folder = tmp_path_factory.mktemp("clip")
    write_frames(folder / "frames.mkv")
    write_hits(folder / "window.mid")
    prompts = ["a reef at noon --neg blur"] * 30
    prompts += ["a reef at noon: 0.5000 AND a reef at night: 0.5000 --neg blur: 1 AND : 1"] * 4
    prompts += ["a reef at night --neg blur"] * (FRAMES - 34)
    manifest = {
        "meta": {"generated_by": "midivideo"},
        "options": {"output_fps": FPS},
        "midivideo": {"clip": "reef", "fps": str(FPS)},
        "rendered_frames": [
            {"frame": number, "deforum_prompt": prompt} for number, prompt in enumerate(prompts)
        ],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
