"""Functions that look at other frames, other fields, or the document (parseq.md 2.5)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.functions.signature import FIELD_DEFAULT, Function, Work, parameters
from midivideo.parseq.javascript import ceil, floor, remainder, round_half_up
from midivideo.parseq.scope import Scope

_ROUNDINGS = {"r": round_half_up, "d": floor, "u": ceil}


def _at(values: Sequence[float], frame: float) -> float | None:
    """The value at a frame, None where there is none (yet)."""
    if 0 <= frame < len(values) and frame == int(frame):
        return values[int(frame)]
    return None


def _computed_at(scope: Scope) -> Work:
    def work(frame: int, earlier: float, default: float) -> float:
        if earlier > frame:
            raise FormulaError(f"computed_at looks ahead: frame {earlier:g} from frame {frame}")
        if earlier < 0:
            return default
        found = _at(scope.results, earlier)
        return math.nan if found is None else found

    return work


def _start_of_beat(scope: Scope) -> Work:
    per_beat = scope.frames_per_beat

    def work(frame: int, at: float, rounding: str) -> float:
        if rounding not in _ROUNDINGS:
            raise FormulaError(f'start_of_beat rounds "r", "d" or "u", not {rounding!r}')
        return _ROUNDINGS[rounding](floor(at / per_beat) * per_beat)

    return work


def _recompute_if(scope: Scope) -> Work:
    latest: float | None = None

    def work(frame: int, condition: float, value: float, default: float) -> float:
        nonlocal latest
        if condition > 0:
            latest = value
        return default if latest is None else latest

    return work


def _is_generation(scope: Scope) -> Work:
    cadence = scope.cadence
    return lambda frame, at: float(remainder(at, cadence) == 0)


def _dangerous(scope: Scope) -> Work:
    def work(frame: int, name: str, at: float) -> float:
        found = _at(scope.rendered.get(name, ()), at)
        return found if found and found == found else -1.0

    return work


FUNCTIONS = (
    Function("computed_at", parameters(f"f=active_keyframe, d={FIELD_DEFAULT}"), _computed_at),
    Function("start_of_beat", parameters('f=f, round/r:text="r"'), _start_of_beat),
    Function(
        "recompute_if", parameters("if, compute/c, default/d=-1"), _recompute_if, stateful=True
    ),
    Function("is_generation", parameters("f=f"), _is_generation),
    Function("dangerous", parameters("name/n:text, frame/f=f"), _dangerous),
)
