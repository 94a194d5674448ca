"""Variables and constants of the language (parseq.md 2.4)."""

from __future__ import annotations

import math
from collections.abc import Callable

from midivideo.parseq.errors import FormulaError, alternatives
from midivideo.parseq.javascript import Value
from midivideo.parseq.scope import Scope

#: A value at every frame.
Evaluate = Callable[[int], Value]

_CONSTANTS = {
    "PI": math.pi,
    "E": math.e,
    "SQRT2": math.sqrt(2),
    "SQRT1_2": math.sqrt(0.5),
    "LN2": math.log(2),
    "LN10": math.log(10),
    "LOG2E": 1 / math.log(2),
    "LOG10E": 1 / math.log(10),
}
#: Variables that need the field's own values, which a prompt has none of.
_OF_VALUES: dict[str, Callable[[Scope], Evaluate]] = {
    "L": lambda scope: scope.points.linear.__getitem__,
    "S": lambda scope: scope.points.step.__getitem__,
    "C": lambda scope: scope.points.cubic.__getitem__,
    "P": lambda scope: scope.points.polynomial.__getitem__,
    "active_keyframe_value": lambda scope: scope.points.step.__getitem__,
    "prev_keyframe_value": lambda scope: scope.points.step.__getitem__,
    "next_keyframe_value": lambda scope: scope.points.next_value.__getitem__,
    "prev_computed_value": lambda scope: _previous_result(scope.results),
}
_OF_TIME: dict[str, Callable[[Scope], Evaluate]] = {
    "f": lambda scope: float,
    "s": lambda scope: _per(scope.fps),
    "b": lambda scope: _per(scope.frames_per_beat),
    "wb": lambda scope: _whole_beats(scope.frames_per_beat),
    "k": lambda scope: scope.points.since.__getitem__,
    "active_keyframe": lambda scope: scope.points.active.__getitem__,
    "prev_keyframe": lambda scope: scope.points.active.__getitem__,
    "next_keyframe": lambda scope: scope.points.next.__getitem__,
    "last_frame": lambda scope: constant(scope.last_frame),
    "final_frame": lambda scope: constant(scope.last_frame),
    "fps": lambda scope: constant(scope.fps),
    "bpm": lambda scope: constant(scope.bpm),
    "cadence": lambda scope: constant(scope.cadence),
}
NAMES = (*_OF_TIME, *_OF_VALUES, *_CONSTANTS)


def variable(name: str, scope: Scope) -> Evaluate:
    """The variable's value by frame.

    Raises:
        FormulaError: when there is no such variable here.
    """
    if name in _OF_TIME:
        return _OF_TIME[name](scope)
    if name in _OF_VALUES and scope.has_values:
        return _OF_VALUES[name](scope)
    if name in _CONSTANTS:
        return constant(_CONSTANTS[name])
    if name in scope.variables:
        return scope.variables[name].__getitem__
    if name in scope.series:
        series = scope.series[name]
        return lambda frame: series.at(frame, linear=False)
    raise FormulaError(_unknown(name, scope))


def constant(value: float) -> Evaluate:
    """The same number at every frame."""
    number = float(value)
    return lambda frame: number


def _per(frames: float) -> Evaluate:
    return lambda frame: frame / frames


def _whole_beats(frames_per_beat: float) -> Evaluate:
    return lambda frame: float(math.floor(frame / frames_per_beat))


def _previous_result(results: list[float]) -> Evaluate:
    return lambda frame: results[frame - 1] if frame > 0 else 0.0


def _unknown(name: str, scope: Scope) -> str:
    if name in _OF_VALUES:
        return f"`{name}` has no meaning in a prompt, which has no values of its own"
    names = [*NAMES, *scope.variables, *scope.series]
    return f"there is no variable `{name}`{alternatives(name, names)}"
