"""The time series of a document: how hard hits are, and where the beats lie (parseq.md 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from midivideo.keyframes.clock import Clock
from midivideo.keyframes.formulas import BEAT
from midivideo.manifest.fields import MANAGED
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.variables import NAMES

#: ``timestampType`` of points by frame.
_FRAMES = 0
#: Names with a meaning of their own in the language.
_TAKEN = {*NAMES, *FUNCTIONS, *MANAGED, "if", "else", "and", "or", "true", "false"}
_QUOTED = re.compile(r'"[^"]*"')


class TimeSeries:
    """Collects the series of a document."""

    def __init__(self) -> None:
        self._points: dict[str, list[tuple[float, float]]] = {}

    def keep_used(self, formulas: Iterable[str]) -> None:
        """Drop the series that none of the formulas names."""
        code = (_QUOTED.sub("", formula) for formula in formulas)
        words = {word for formula in code for word in re.findall(r"\w+", formula)}
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
        return self._alias("_".join(instruments), _from_nothing(factors))

    def velocities(self, loudest: Mapping[int, Mapping[str, int]]) -> None:
        """Add ``kick_velocity`` and so on, for formulas that users write.

        Args:
            loudest: by frame the loudest velocity of each instrument that is hit there.
        """
        for name in sorted({name for at in loudest.values() for name in at}):
            played = {frame: float(at[name]) for frame, at in loudest.items() if name in at}
            self._alias(f"{name}_velocity", _from_nothing(played))

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


def _from_nothing(values: Mapping[int, float]) -> list[tuple[float, float]]:
    """Points of a series of steps that is 0 until the first."""
    points = _steps(values)
    return points if points[0][0] == 0 else [(0.0, 0.0), *points]


def _steps(values: Mapping[int, float]) -> list[tuple[float, float]]:
    """Points of a series of steps; one shows after its own frame, so each is half a frame early.

    Source: parseq.md 2.5.
    """
    return [(max(0.0, frame - 0.5), value) for frame, value in sorted(values.items())]
