"""Seconds, beats and frames of a clip, after its tempo map."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from midivideo.keyframes.lengths import Length

#: Times computed in floats that should lie on a frame's start may lie this little before it.
_ROUNDING = 1e-6


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
        """A length of ``amount`` units in frames, not rounded, from frame ``at`` on."""
        start = self._position(np.array([at]), length.unit)
        return float(self._frame(start + amount, length.unit)[0]) - at

    def since_start(self, frames: np.ndarray, unit: str) -> np.ndarray:
        """How far frames lie from frame 0, in a unit."""
        return self._position(frames, unit) - self._position(np.zeros(1), unit)

    def frame_after(self, lengths: np.ndarray, unit: str) -> np.ndarray:
        """The frames that lie so far from frame 0 (an onset's frame is that which shows it)."""
        exact = self._frame(lengths + self._position(np.zeros(1), unit), unit)
        return np.floor(exact + _ROUNDING)

    def _position(self, frames: np.ndarray, unit: str) -> np.ndarray:
        if unit == "frames":
            return frames.astype(float)
        seconds = frames / self.fps
        return seconds if unit == "s" else self.beat_at(seconds)

    def _frame(self, position: np.ndarray, unit: str) -> np.ndarray:
        if unit == "frames":
            return position
        return (position if unit == "s" else self.seconds_at(position)) * self.fps

    def beat_at(self, seconds: np.ndarray) -> np.ndarray:
        """The beat, with fractions, at a time; 0 is the first beat of the window."""
        return _extended(seconds, self._times, np.arange(len(self._times), dtype=float))

    def seconds_at(self, beat: np.ndarray) -> np.ndarray:
        """The time of a beat with fractions, in seconds."""
        return _extended(beat, np.arange(len(self._times), dtype=float), self._times)


def _extended(x: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Linear interpolation that goes on straight beyond both ends."""
    before = ys[0] + (x - xs[0]) * (ys[1] - ys[0]) / (xs[1] - xs[0])
    after = ys[-1] + (x - xs[-1]) * (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
    inside = np.interp(x, xs, ys)
    return np.where(x < xs[0], before, np.where(x > xs[-1], after, inside))
