"""Seconds, beats and frames of a clip, after its tempo map."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from midivideo.keyframes.lengths import Length

#: Beats that are nowhere further than this from those of one tempo are as good as those; MIDI
#: rounds the length of a beat to microseconds.
_STEADY = 1e-3
#: Tempos in beats a frame that differ by no more than this are the same.
_STRAIGHT = 1e-12


class Clock:
    """Converts lengths to frames where they stand in the music.

    Args:
        fps: frames per second.
        beats: times of the beats in seconds from the first frame.
        bpm: the clip's tempo, and the only one where there are no beats to tell it.
    """

    def __init__(self, fps: Fraction, beats: Sequence[float], bpm: float) -> None:
        self.fps = float(fps)
        self.bpm = bpm
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

    def is_steady(self, frames: int) -> bool:
        """Whether beats come at the clip's one tempo through all of ``frames``."""
        everywhere = np.arange(frames)
        apart = self.since_start(everywhere, "beats") - self._steady_beats(everywhere)
        return bool(np.abs(apart).max() < _STEADY)

    def swayed(self, frames: int, unit: str) -> np.ndarray:
        """How far each frame lies from frame 0 for slow movements: in beats of the one tempo,
        where there is one, so that a formula can count in the same beats: ``(frames,)``.
        """
        everywhere = np.arange(frames)
        if unit == "beats" and self.is_steady(frames):
            return self._steady_beats(everywhere)
        return self.since_start(everywhere, unit)

    def _steady_beats(self, frames: np.ndarray) -> np.ndarray:
        return frames / self.fps * self.bpm / 60

    def beat_line(self, frames: int) -> list[tuple[float, float]]:
        """Beats since frame 0 as points ``(frame, beat)`` with straight lines between them."""
        last = frames - 1
        inner = self._times * self.fps
        at = np.concatenate([[0.0], inner[(inner > 0) & (inner < last)], [float(last)]])
        beats = self.since_start(at, "beats")
        bends = np.abs(np.diff(np.diff(beats) / np.diff(at))) > _STRAIGHT
        kept = np.concatenate([[True], bends, [True]])
        return list(zip(at[kept].tolist(), beats[kept].tolist(), strict=True))

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
