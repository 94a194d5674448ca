"""Seconds, beats and frames of a clip, after its tempo map."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from midivideo.keyframes.lengths import Length


class Clock:
    """Converts lengths to frames where they stand in the music.

    Args:
        fps: frames per second.
        beats: times of the beats in seconds from the first frame.
        bpm: tempo where there are no beats to tell it.
    """

    def __init__(self, fps: Fraction, beats: Sequence[float], bpm: float) -> None:
        self.fps = float(fps)
        times = np.array(beats, dtype=float)
        if len(times) < 2:
            first = times[0] if len(times) else 0.0
            times = first + np.array([0.0, 60 / bpm])
        self._times = times

    def frames(self, length: Length, amount: float, at: int) -> float:
        """A length in frames, not rounded, for something that starts at frame ``at``."""
        match length.unit:
            case "frames":
                return amount
            case "s":
                return amount * self.fps
        start = at / self.fps
        return float(self.seconds_at(self.beat_at(start) + amount) - start) * self.fps

    def beat_at(self, seconds: float | np.ndarray) -> np.ndarray:
        """The beat, with fractions, at a time; 0 is the first beat of the window."""
        return _extended(seconds, self._times, np.arange(len(self._times), dtype=float))

    def seconds_at(self, beat: float | np.ndarray) -> np.ndarray:
        """The time of a beat with fractions, in seconds."""
        return _extended(beat, np.arange(len(self._times), dtype=float), self._times)


def _extended(x: float | np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Linear interpolation that goes on straight beyond both ends."""
    x = np.asarray(x, dtype=float)
    before = ys[0] + (x - xs[0]) * (ys[1] - ys[0]) / (xs[1] - xs[0])
    after = ys[-1] + (x - xs[-1]) * (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
    inside = np.interp(x, xs, ys)
    return np.where(x < xs[0], before, np.where(x > xs[-1], after, inside))
