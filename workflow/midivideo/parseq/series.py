"""Time series: measured curves that a document carries beside its rows (parseq.md 1.1, 2.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

#: ``timestampType`` of a series whose x are milliseconds rather than frames.
MILLISECONDS = 1


class TimeSeries:
    """Points (x, y) by frame or by millisecond.

    Args:
        points: in the order of the document.
        milliseconds: whether x counts milliseconds instead of frames.
        fps: frames per second, to turn frames into milliseconds.
    """

    def __init__(
        self, points: Sequence[tuple[float, float]], milliseconds: bool, fps: float
    ) -> None:
        self.x = [float(x) for x, _ in points]
        self.y = [float(y) for _, y in points]
        self.per_frame = 1000 / fps if milliseconds else 1.0
        # The first x that reaches a value is the first maximum so far that does.
        self._reached = list(accumulate(self.x, max))

    def at(self, frame: float, linear: bool) -> float:
        """The value at a frame: between the points on a line, or that of the point before.

        As in Parseq, the step form shows a point only after its frame, never on it.
        """
        if not self.y:
            return 0.0
        x = frame * self.per_frame
        right = bisect_left(self._reached, x)
        if right == len(self.y):
            return self.y[-1]
        if right == 0:
            return self.y[0]
        if not linear:
            return self.y[right - 1]
        x0, x1, y0, y1 = self.x[right - 1], self.x[right], self.y[right - 1], self.y[right]
        return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
