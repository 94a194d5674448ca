"""A field's defined points, and the curves through them (parseq.md 2.4)."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.javascript import quotient

#: A polynomial through more points says nothing, and takes long.
MAX_POLYNOMIAL_POINTS = 400


class Points:
    """The rows that hold a value for one field, bookends included, seen from every frame.

    Every list that a property gives has one entry a frame, from 0 to the document's last frame.

    Args:
        frames: ascending frame numbers, of which the first is 0 and the last the last frame.
        values: one value each; empty where there are frames but no values (in prompts).
    """

    def __init__(self, frames: Sequence[int], values: Sequence[float]) -> None:
        self.frames = list(frames)
        self.values = [float(value) for value in values]

    @cached_property
    def _next_index(self) -> list[int]:
        """Index of the first point after each frame; the number of points where there is none."""
        return [bisect_right(self.frames, frame) for frame in range(self.frames[-1] + 1)]

    @cached_property
    def active(self) -> list[float]:
        """Frame of the latest point at or before each frame."""
        return [float(self.frames[index - 1]) for index in self._next_index]

    @cached_property
    def since(self) -> list[float]:
        """Frames since the latest point."""
        return [frame - active for frame, active in enumerate(self.active)]

    @cached_property
    def next(self) -> list[float]:
        """Frame of the first point after each frame, or of the last point."""
        last = len(self.frames) - 1
        return [float(self.frames[min(index, last)]) for index in self._next_index]

    @cached_property
    def step(self) -> list[float]:
        """Value of the latest point; of two points on one frame the first counts."""
        value_at = dict(zip(reversed(self.frames), reversed(self.values), strict=True))
        return [value_at[int(frame)] for frame in self.active]

    @cached_property
    def next_value(self) -> list[float]:
        """Value of the next point; after the last it is the last value, or NaN where that is 0.

        The NaN is Parseq's, and our rendering has to show what Parseq will show.
        """
        last = self.values[-1] or math.nan
        extended = [*self.values, last]
        return [extended[index] for index in self._next_index]

    @cached_property
    def linear(self) -> list[float]:
        """Straight lines from point to point."""
        curve: list[float] = []
        for frame in range(self.frames[-1] + 1):
            x0, x1, y0, y1 = self._segment(frame)
            slope = quotient(y1 - y0, x1 - x0)
            curve.append(slope * frame + (-slope * x0 + y0))
        return curve

    def _segment(self, frame: int) -> tuple[int, int, float, float]:
        """Ends and end values of the segment that starts at or before ``frame``."""
        right = min(max(self._next_index[frame], 1), len(self.frames) - 1)
        x, y = self.frames, self.values
        return x[right - 1], x[right], y[right - 1], y[right]

    @cached_property
    def cubic(self) -> list[float]:
        """The natural cubic spline: second derivative 0 at both ends."""
        slopes = _natural_slopes(self.frames, self.values)
        curve = []
        right = 1
        for frame in range(self.frames[-1] + 1):
            while right < len(self.frames) - 1 and self.frames[right] < frame:
                right += 1
            width = self.frames[right] - self.frames[right - 1]
            y0, y1 = self.values[right - 1], self.values[right]
            t = quotient(frame - self.frames[right - 1], width)
            a = slopes[right - 1] * width - (y1 - y0)
            b = -slopes[right] * width + (y1 - y0)
            curve.append((1 - t) * y0 + t * y1 + t * (1 - t) * (a * (1 - t) + b * t))
        return curve

    @cached_property
    def polynomial(self) -> list[float]:
        """The one polynomial through all points, by Neville's scheme.

        Raises:
            FormulaError: for more points than a polynomial makes sense for.
        """
        import numpy as np

        if len(self.frames) > MAX_POLYNOMIAL_POINTS:
            raise FormulaError(f"`P` takes at most {MAX_POLYNOMIAL_POINTS} rows; use `C` or `L`")
        x = np.arange(self.frames[-1] + 1, dtype=float)
        rows = [np.full(x.shape, value) for value in self.values]
        with np.errstate(all="ignore"):
            for gap in range(1, len(rows)):
                for low in range(len(rows) - gap):
                    x0, x1 = self.frames[low], self.frames[low + gap]
                    numerator = (x - x1) * rows[low] + (x0 - x) * rows[low + 1]
                    rows[low] = np.divide(numerator, float(x0 - x1))
        return [float(value) for value in rows[0]]


def _natural_slopes(x: Sequence[int], y: Sequence[float]) -> list[float]:
    """The natural spline's slope at every point, by the Thomas algorithm."""
    count = len(x)
    steep = [quotient(1.0, x[n + 1] - x[n]) for n in range(count - 1)]
    rise = [3 * (y[n + 1] - y[n]) * steep[n] ** 2 for n in range(count - 1)]
    before, after = [0.0, *steep], [*steep, 0.0]
    diagonal = [2 * (left + right) for left, right in zip(before, after, strict=True)]
    target = [left + right for left, right in zip([0.0, *rise], [*rise, 0.0], strict=True)]
    for n in range(1, count):
        factor = quotient(before[n], diagonal[n - 1])
        diagonal[n] -= factor * after[n - 1]
        target[n] -= factor * target[n - 1]
    slopes = [0.0] * count
    for n in reversed(range(count)):
        following = after[n] * slopes[n + 1] if n + 1 < count else 0.0
        slopes[n] = quotient(target[n] - following, diagonal[n])
    return slopes
