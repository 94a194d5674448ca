"""The time series of a document: how hard hits are, and where the beats lie (parseq.md 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from midivideo.keyframes.clock import Clock
from midivideo.keyframes.formulas import BEAT
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.variables import NAMES

#: ``timestampType`` of points by frame.
_FRAMES = 0
#: Names with a meaning of their own in the language.
_TAKEN = {*NAMES, *FUNCTIONS, "if", "else", "and", "or", "true", "false"}


class TimeSeries:
    """Collects the series that a document's formulas use."""

    def __init__(self) -> None:
        self._points: dict[str, list[tuple[float, float]]] = {}

    def keep_used(self, formulas: Iterable[str]) -> None:
        """Drop the series that none of the formulas names."""
        words = {word for formula in formulas for word in re.findall(r"\w+", formula)}
        self._points = {alias: p for alias, p in self._points.items() if alias in words}

    @property
    def parseq(self) -> list[dict[str, Any]]:
        """As they stand in a document."""
        return [
            {
                "alias": alias,
                "ts": {"data": [{"x": x, "y": y} for x, y in points], "timestampType": _FRAMES},
            }
            for alias, points in self._points.items()
        ]

    def strengths(self, instruments: Sequence[str], factors: Mapping[int, float]) -> str:
        """The alias of a series of each hit's factor until the next hit, 0 before the first.

        Args:
            instruments: whose hits they are; the series is named after them.
            factors: by frame, 1 for a hit that does all that it can.
        """
        points = _steps(factors)
        if points[0][0] > 0:
            points.insert(0, (0.0, 0.0))
        return self._alias("_".join(instruments), points)

    def steps(self, instruments: Sequence[str], what: str, values: Mapping[int, float]) -> str:
        """The alias of a series of something else about hits, each value from its hit on."""
        return self._alias(f"{'_'.join(instruments)}_{what}", _steps(values))

    def curve(self, field: str, frames: Sequence[int], values: Sequence[float]) -> str:
        """The alias of a series of what notes add to a field, with straight lines between."""
        return self._alias(f"{field}_notes", list(zip(map(float, frames), values, strict=True)))

    def beats(self, clock: Clock, frames: int) -> None:
        """Add the beats, between whose points a formula has to draw straight lines."""
        self._points[BEAT] = clock.beat_line(frames)

    def _alias(self, name: str, points: list[tuple[float, float]]) -> str:
        name = f"{name}_hits" if name in _TAKEN or name == BEAT else name
        number = 1
        alias = name
        while self._points.setdefault(alias, points) != points:
            number += 1
            alias = f"{name}_{number}"
        return alias


def _steps(values: Mapping[int, float]) -> list[tuple[float, float]]:
    """Points of a series of steps; one shows after its own frame, so each is half a frame early.

    Source: parseq.md 2.5.
    """
    return [(max(0.0, frame - 0.5), value) for frame, value in sorted(values.items())]
