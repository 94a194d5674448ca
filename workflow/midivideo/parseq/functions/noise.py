"""Random functions: rand, smrand, perlin, vibe (parseq.md 2.5).

The seed counts when a function is first evaluated. Without one it is derived from the field and
the call's place, so that a document always renders alike; Parseq takes the clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from midivideo.parseq.easing import curve
from midivideo.parseq.functions.signature import ABSENT, OWN_SEED, Function, Make, Work, parameters
from midivideo.parseq.functions.transitions import eased
from midivideo.parseq.javascript import floor, quotient, to_text
from midivideo.parseq.random import Arc4, GradientNoise
from midivideo.parseq.scope import Scope

_RANGE = f"min/n=0, max/x=1, seed/s={OWN_SEED}"


def _rand(scope: Scope) -> Work:
    """A draw that is held for some frames, counted from the active keyframe."""
    active = scope.points.active
    generator: Arc4 | None = None
    drawn = drawn_at = math.nan

    def work(frame: int, low: float, high: float, seed: float, hold: float) -> float:
        nonlocal generator, drawn, drawn_at
        block = floor(quotient(frame - active[frame], hold))
        drawn_block = floor(quotient(drawn_at - active[frame], hold))
        if generator is None:
            generator = Arc4(to_text(seed))
        elif not drawn_block < block:
            return drawn
        drawn, drawn_at = generator.next() * (high - low) + low, float(frame)
        return drawn

    return work


def _smooth(
    noise: Callable[[GradientNoise], Callable[[float, float], float]], height: float
) -> Make:
    """Noise of ``height`` times the range around its middle; ``smooth`` frames are one unit."""

    def make(scope: Scope) -> Work:
        at: Callable[[float, float], float] | None = None

        def work(
            frame: int, smooth: float, low: float, high: float, seed: float, y: float
        ) -> float:
            nonlocal at
            if at is None:
                at = noise(GradientNoise(seed))
            x = frame / smooth if smooth and smooth == smooth else float(frame)
            return at(x, y) * (high - low) * height + (high + low) / 2

        return work

    return make


def _vibe(scope: Scope) -> Work:
    """Eased ways from one random value to the next, each a period long.

    Without a fixed period the length is a draw that is always below 1 (Parseq's bug), so that
    every frame starts a new way.
    """
    points = scope.points
    generator: Arc4 | None = None
    start = end = period = began = math.nan

    def work(
        frame: int,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        offset: float,
        shortest: float,
        longest: float,
        fixed: float,
        low: float,
        high: float,
        seed: float,
        name: str,
    ) -> float:
        nonlocal generator, start, end, period, began
        generator = generator or Arc4(to_text(seed))
        if began != began or period != period or frame > began + period:
            start = points.step[frame] if end != end else end
            end = generator.next() * (high - low) + low
            drawn = fixed
            if fixed != fixed:
                drawn = floor(generator.next() * (shortest - longest) + shortest)
            period, began = drawn, float(frame)
        controls = curve(name) if name else (x1, y1, x2, y2)
        progress = quotient(frame - began, period)
        return eased(controls, start, end, period, progress, points.since[frame])

    return work


_SMOOTH = parameters(f"smooth/sm=10, {_RANGE}, y=0")
_VIBE = (
    f"x1=0.5, y1=0, x2=0.5, y2=1, offset/os=2, pmin=1, pmax=20, p={ABSENT}, "
    f'min=0, max=1, seed/s={OWN_SEED}, curve/c:text=""'
)

FUNCTIONS = (
    Function("rand", parameters(f"{_RANGE}, hold/h=1"), _rand, stateful=True),
    Function("smrand", _SMOOTH, _smooth(lambda noise: noise.simplex, 0.5), stateful=True),
    Function("perlin", _SMOOTH, _smooth(lambda noise: noise.perlin, 1.0), stateful=True),
    Function("vibe", parameters(_VIBE), _vibe, stateful=True),
)
