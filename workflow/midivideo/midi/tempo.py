"""The tempo map: exact time of every tick.

Tempo is a whole number of microseconds per quarter note, and a quarter note a whole number of
ticks, so every tick falls on a whole multiple of 1/(1,000,000 x division) s. Times are kept as
such multiples ("units"): exact like fractions, fast like integers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction

DEFAULT_TEMPO = 500_000


class TempoMap:
    """Tempo changes of all tracks, merged.

    ``ticks[i]`` is where ``tempos[i]`` (microseconds per quarter note) begins, ``units_at[i]``
    its time. ``scale`` is the number of units in a second.
    """

    def __init__(self, division: int, changes: Iterable[tuple[int, int]]) -> None:
        """Take ``(tick, tempo)`` pairs in any order; of those on one tick the last counts."""
        self.division = division
        self.scale = 1_000_000 * division
        self.ticks = [0]
        self.tempos = [DEFAULT_TEMPO]
        for tick, tempo in sorted(changes, key=lambda change: change[0]):
            if tick == self.ticks[-1]:
                self.tempos[-1] = tempo
            elif tempo != self.tempos[-1]:
                self.ticks.append(tick)
                self.tempos.append(tempo)
        self.units_at = [0]
        for index in range(1, len(self.ticks)):
            length = self.ticks[index] - self.ticks[index - 1]
            self.units_at.append(self.units_at[-1] + length * self.tempos[index - 1])

    def units(self, tick: int) -> int:
        """Time of a tick in units."""
        index = bisect_right(self.ticks, tick) - 1
        return self.units_at[index] + (tick - self.ticks[index]) * self.tempos[index]

    def seconds(self, tick: int | Fraction) -> Fraction:
        """Exact time of a tick, or of a place between two ticks, in seconds."""
        index = bisect_right(self.ticks, tick) - 1
        return Fraction(
            self.units_at[index] + (tick - self.ticks[index]) * self.tempos[index], self.scale
        )

    def tick_at(self, seconds: Fraction) -> Fraction:
        """The exact, possibly fractional tick at a time."""
        units = seconds * self.scale
        index = bisect_right(self.units_at, units) - 1
        return self.ticks[index] + Fraction(units - self.units_at[index]) / self.tempos[index]

    def tempo_at(self, tick: int | Fraction) -> int:
        """Microseconds per quarter note at a tick."""
        return self.tempos[bisect_right(self.ticks, tick) - 1]

    def changes_between(self, first: int | Fraction, end: int | Fraction) -> list[tuple[int, int]]:
        """``(tick, tempo)`` of the changes with ``first < tick < end``."""
        return [
            (tick, tempo)
            for tick, tempo in zip(self.ticks, self.tempos, strict=True)
            if first < tick < end
        ]
