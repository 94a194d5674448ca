"""Beats and bar lines, from the time signatures of all tracks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple


class Signature(NamedTuple):
    """A time signature and the tick from which it holds; a bar begins there, even if it is the
    same as before: that is how a file writes an upbeat.
    """

    tick: int
    numerator: int
    denominator: int


class Meter:
    """The meters of a song; 4/4 where the file says nothing.

    A beat is the denominator's note, but a dotted one in compound meters (6/8, 9/8, 12/8).
    Places between two ticks are fractions, as in 7/16 with an odd division.
    """

    def __init__(self, division: int, changes: Iterable[tuple[int, int, int]]) -> None:
        """Take ``(tick, numerator, denominator)`` in time order; ``division`` ticks a quarter."""
        self.division = division
        self.signatures = [Signature(0, 4, 4)]
        for change in changes:
            signature = Signature(*change)
            if signature.tick == self.signatures[-1].tick:
                self.signatures[-1] = signature
            else:
                self.signatures.append(signature)
        self._ticks = [signature.tick for signature in self.signatures]

    def at(self, tick: int | Fraction) -> Signature:
        """The time signature in force at a tick."""
        return self.signatures[max(0, bisect_right(self._ticks, tick) - 1)]

    def length(self, signature: Signature, unit: Literal["beat", "bar"]) -> Fraction:
        """Ticks in a beat or a bar."""
        note = Fraction(4 * self.division, signature.denominator)
        if unit == "bar":
            return note * signature.numerator
        compound = signature.denominator >= 8 and signature.numerator in (6, 9, 12)
        return note * 3 if compound else note

    def floor(self, tick: int | Fraction, unit: Literal["beat", "bar"]) -> Fraction:
        """The last beat or bar line at or before a tick."""
        signature = self.at(tick)
        length = self.length(signature, unit)
        return signature.tick + (tick - signature.tick) // length * length

    def ceil(self, tick: int | Fraction, unit: Literal["beat", "bar"]) -> Fraction:
        """The first beat or bar line at or after a tick."""
        signature = self.at(tick)
        length = self.length(signature, unit)
        place = signature.tick + ceil(Fraction(tick - signature.tick) / length) * length
        return min(place, Fraction(self._next_change(signature) or place))

    def after(self, tick: int | Fraction, unit: Literal["beat", "bar"]) -> Fraction:
        """The first beat or bar line after a tick."""
        signature = self.at(tick)
        place = self.floor(tick, unit) + self.length(signature, unit)
        return min(place, Fraction(self._next_change(signature) or place))

    def between(
        self, first: int | Fraction, end: int | Fraction, unit: Literal["beat", "bar"]
    ) -> Iterator[Fraction]:
        """Beats or bar lines with ``first <= tick < end``."""
        place = self.ceil(first, unit)
        while place < end:
            yield place
            place = self.after(place, unit)

    def _next_change(self, signature: Signature) -> int | None:
        index = bisect_right(self._ticks, signature.tick)
        return self._ticks[index] if index < len(self._ticks) else None
