"""Easing curves: the CSS cubic Bézier and Parseq's names for common ones (parseq.md 2.5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from midivideo.parseq.errors import FormulaError

Controls = tuple[float, float, float, float]

_SHAPES: dict[str, tuple[Controls, Controls, Controls]] = {
    "Sine": ((0.12, 0, 0.39, 0), (0.61, 1, 0.88, 1), (0.37, 0, 0.63, 1)),
    "Quad": ((0.11, 0, 0.5, 0), (0.5, 1, 0.89, 1), (0.45, 0, 0.55, 1)),
    "Cubic": ((0.32, 0, 0.67, 0), (0.33, 1, 0.68, 1), (0.65, 0, 0.35, 1)),
    "Quart": ((0.5, 0, 0.75, 0), (0.25, 1, 0.5, 1), (0.76, 0, 0.24, 1)),
    "Quint": ((0.64, 0, 0.78, 0), (0.22, 1, 0.36, 1), (0.83, 0, 0.17, 1)),
    "Expo": ((0.7, 0, 0.84, 0), (0.16, 1, 0.3, 1), (0.87, 0, 0.13, 1)),
    "Circ": ((0.55, 0, 1, 0.45), (0, 0.55, 0.45, 1), (0.85, 0, 0.15, 1)),
    "Back": ((0.36, 0, 0.66, -0.56), (0.34, 1.56, 0.64, 1), (0.68, -0.6, 0.32, 1.6)),
}
#: Shapes that also go by a number, from 1.
_NUMBERED = ("Sine", "Quad", "Cubic", "Quart", "Quint", "Expo")

#: Control points (x1, y1, x2, y2) by name.
CURVES: dict[str, Controls] = {
    "ease": (0.25, 0.1, 0.25, 1),
    "linear": (0, 0, 1, 1),
    **dict.fromkeys(("ease-in", "easeIn"), (0.42, 0.0, 1.0, 1.0)),
    **dict.fromkeys(("ease-out", "easeOut"), (0.0, 0.0, 0.58, 1.0)),
    **dict.fromkeys(("ease-in-out", "easeInOut"), (0.42, 0.0, 0.58, 1.0)),
    **dict.fromkeys(("step-start", "stepStart"), (0.0, 0.0, 0.0, 1.0)),
    **dict.fromkeys(("step-end", "stepEnd"), (1.0, 0.0, 1.0, 1.0)),
}
for _shape, _controls in _SHAPES.items():
    _names = [_shape]
    if _shape in _NUMBERED:
        _names.append(str(_NUMBERED.index(_shape) + 1))
    for _way, _points in zip(("easeIn", "easeOut", "easeInOut"), _controls, strict=True):
        CURVES.update({_way + _name: _points for _name in _names})


def curve(name: str) -> Controls:
    """The control points of a named curve.

    Raises:
        FormulaError: when there is no such curve.
    """
    if name not in CURVES:
        known = "ease, linear, easeIn, easeOut, easeInOut, stepStart, stepEnd"
        shapes = ", ".join(_SHAPES)
        raise FormulaError(
            f"there is no curve {name!r}; there are {known}, and easeIn, easeOut and easeInOut "
            f"with {shapes} behind them"
        )
    return CURVES[name]


@lru_cache(maxsize=256)
def bezier(x1: float, y1: float, x2: float, y2: float) -> Callable[[float], float]:
    """The easing of CSS's ``cubic-bezier(x1, y1, x2, y2)``: progress (0…1) to eased progress.

    Progress below 0 gives 0. The curve is solved to the last bits; Parseq stops at about 1e-6.

    Raises:
        FormulaError: when x1 or x2 lies outside 0…1, so that the curve would turn back.
    """
    if not (0 <= x1 <= 1 and 0 <= x2 <= 1):
        raise FormulaError(f"the curve's x1 and x2 must lie in 0…1, not at {x1:g} and {x2:g}")
    if x1 == y1 and x2 == y2:
        return lambda progress: progress

    def ease(progress: float) -> float:
        if progress != progress:
            return progress
        if progress <= 0:
            return 0.0
        if progress >= 1:
            return 1.0
        return _cubic(_solved(progress, x1, x2), y1, y2)

    return ease


def _cubic(t: float, p1: float, p2: float) -> float:
    """One coordinate of the curve from 0 to 1 with the controls ``p1`` and ``p2``."""
    return ((1 - 3 * p2 + 3 * p1) * t + (3 * p2 - 6 * p1)) * t * t + 3 * p1 * t


def _solved(x: float, x1: float, x2: float) -> float:
    """The parameter at which the curve reaches ``x``: Newton's steps, halving where they fail."""
    low, high, t = 0.0, 1.0, x
    for _ in range(64):
        error = _cubic(t, x1, x2) - x
        if abs(error) < 1e-15:
            break
        if error > 0:
            high = t
        else:
            low = t
        slope = 3 * (1 - 3 * x2 + 3 * x1) * t * t + 2 * (3 * x2 - 6 * x1) * t + 3 * x1
        step = t - error / slope if slope > 1e-9 else -1.0
        t = step if low < step < high else (low + high) / 2
    return t
