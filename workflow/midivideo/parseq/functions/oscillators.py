"""Waves: sin, sq, tri, saw, pulse (parseq.md 2.5)."""

from __future__ import annotations

import math
from collections.abc import Callable

from midivideo.parseq.functions.signature import Function, Make, Work, parameters
from midivideo.parseq.javascript import quotient, remainder
from midivideo.parseq.scope import Scope

_PARAMETERS = parameters("period/p, phase/ps=0, amp/a=1, centre/c=0, limit/li=0, pulse/pw=5")

#: The height of a wave with amplitude 1 and centre 0: position, period, pulse width.
Wave = Callable[[float, float, float], float]


def _sine(position: float, period: float, _: float) -> float:
    angle = quotient(position * math.pi * 2, period)
    return math.sin(angle) if math.isfinite(angle) else math.nan


def _square(position: float, period: float, width: float) -> float:
    return 1.0 if _sine(position, period, width) >= 0 else -1.0


def _triangle(position: float, period: float, width: float) -> float:
    return math.asin(_sine(position, period, width)) * 2 / math.pi


def _saw(position: float, period: float, _: float) -> float:
    return quotient(remainder(position, period), period)


def _pulse(position: float, period: float, width: float) -> float:
    return 1.0 if remainder(position, period) < width else 0.0


def _oscillator(wave: Wave) -> Make:
    """A wave around its centre, which falls to 0 (not to the centre) after ``limit`` periods."""

    def make(scope: Scope) -> Work:
        since = scope.points.since

        def work(
            frame: int,
            period: float,
            phase: float,
            amplitude: float,
            centre: float,
            limit: float,
            width: float,
        ) -> float:
            if limit > 0 and since[frame] > limit * period:
                return 0.0
            return centre + amplitude * wave(frame + phase, period, width)

        return work

    return make


FUNCTIONS = tuple(
    Function(name, _PARAMETERS, _oscillator(wave))
    for name, wave in (
        ("sin", _sine),
        ("sq", _square),
        ("tri", _triangle),
        ("saw", _saw),
        ("pulse", _pulse),
    )
)
