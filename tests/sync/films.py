"""Films and MIDI files whose sync is known, made in a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import av
import cv2
import mido
import numpy as np

from midivideo.encode.labels import Labels
from midivideo.encode.mp4 import Mp4Writer
from midivideo.encode.sound import RATE
from midivideo.settings.model import Video

KICK, SNARE, HAT = 36, 38, 42
SECONDS = 16
TICKS_PER_SECOND = 24000

#: The encoder adds nothing of its own.
_CLEAN = Video(crf=8)


def write_midi(path: Path, hits: Mapping[int, Sequence[float]]) -> Path:
    """Write drum hits, seconds by pitch; a beat lasts half a second."""
    events = [(round(time * TICKS_PER_SECOND), pitch) for pitch in hits for time in hits[pitch]]
    track, now = mido.MidiTrack(), 0
    for tick, pitch in sorted(events):
        track.append(mido.Message("note_on", channel=9, note=pitch, velocity=100, time=tick - now))
        track.append(mido.Message("note_off", channel=9, note=pitch, time=0))
        now = tick
    file = mido.MidiFile(ticks_per_beat=TICKS_PER_SECOND // 2)
    file.tracks.append(track)
    file.save(path)
    return path


def every(step: float, first: float = 0.0, seconds: float = SECONDS) -> list[float]:
    """A steady pattern that ends before the film does."""
    return [first + step * number for number in range(ceil((seconds - 0.1 - first) / step))]


def background(width: int, height: int) -> np.ndarray:
    """A still picture with soft shapes, ``(height, width, 3)`` uint8."""
    grain = np.random.default_rng(1).uniform(40, 160, (8, 8, 3)).astype(np.float32)
    return cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255)


def flash(frame: int, since: int | None, picture: np.ndarray) -> np.ndarray:
    """Bright on the hit's frame, dark again a few frames later."""
    return picture if since is None else picture + 80 * 0.4**since


def blink(frame: int, since: int | None, picture: np.ndarray) -> np.ndarray:
    """Bright on the hit's frame alone."""
    return picture + 80 if since == 0 else picture


class Jump:
    """The same picture, moved to the side by every hit."""

    def __init__(self) -> None:
        self.place = 0

    def __call__(self, frame: int, since: int | None, picture: np.ndarray) -> np.ndarray:
        self.place += 6 if since == 0 else 0
        return np.roll(picture, self.place, axis=1)


def write_film(
    path: Path,
    hits: Sequence[float],
    *,
    show=flash,
    fps: Fraction | int = 24,
    late_frames: int = 0,
    sound: bool = True,
    sound_late: float = 0.0,
    size: tuple[int, int] = (96, 64),
    seconds: float = SECONDS,
) -> Path:
    """Write a film that shows each hit on frame floor(t * fps), and clicks at each."""
    fps = Fraction(fps)
    frames = ceil(seconds * fps)
    shown = sorted(
        floor(Fraction(time).limit_denominator(10**6) * fps) + late_frames for time in hits
    )
    picture = background(*size)
    clicks = _clicks([time + sound_late for time in hits], seconds)
    with Mp4Writer(
        path, *size, fps, _CLEAN, Labels("film"), sound_kbps=192 if sound else None
    ) as film:
        for frame in range(frames):
            past = [frame - number for number in shown if number <= frame]
            pixels = show(frame, min(past, default=None), picture)
            film.write_frame(av.VideoFrame.from_ndarray(pixels.clip(0, 255).astype(np.uint8)))
        if sound:
            film.write_sound(clicks)
    return path


def _clicks(times: Sequence[float], seconds: float) -> np.ndarray:
    """Bursts of noise that die away in a few milliseconds, ``(2, samples)`` float32."""
    samples = np.zeros(round(seconds * RATE), np.float32)
    burst = np.random.default_rng(2).normal(size=960) * 0.2 * np.exp(-np.arange(960) / 200)
    for time in times:
        first = round(time * RATE)
        part = samples[first : first + len(burst)]
        part += burst[: len(part)]
    return np.stack([samples, samples])
