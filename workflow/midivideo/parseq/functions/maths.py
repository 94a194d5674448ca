"""Arithmetic, rounding, JavaScript's Math and the conversions of time (parseq.md 2.5)."""

from __future__ import annotations

import math
from collections.abc import Callable

from midivideo.parseq.functions.signature import Function, Make, Work, parameters, plain
from midivideo.parseq.javascript import ceil, floor, low_bits, power, quotient, round_half_up
from midivideo.parseq.scope import Scope

_VALUE = parameters("v")
Real = Callable[[float], float]


def _smaller(frame: int, a: float, b: float) -> float:
    return math.nan if a != a or b != b else min(a, b)


def _greater(frame: int, a: float, b: float) -> float:
    return math.nan if a != a or b != b else max(a, b)


def _of_value(function: Real, domain: Callable[[float], bool] = math.isfinite) -> Make:
    """``function`` where it is defined; elsewhere NaN, and infinite where it overflows."""

    def work(frame: int, value: float) -> float:
        if not domain(value):
            return math.nan
        try:
            return function(value)
        except OverflowError:
            return math.copysign(math.inf, value)

    return plain(work)


def _rounding(rounding: Real) -> Make:
    """Rounding to a number of decimal places."""

    def work(frame: int, value: float, places: float) -> float:
        scale = power(10.0, places)
        return quotient(rounding(value * scale), scale)

    return plain(work)


def _scaled(factor: Callable[[Scope], float]) -> Make:
    """A value times a factor of the document."""

    def make(scope: Scope) -> Work:
        scale = factor(scope)
        return lambda frame, value: value * scale

    return make


def _frames_to_beats(scope: Scope) -> Work:
    per_beat = scope.frames_per_beat
    return lambda frame, value: value / per_beat


def _frames_to_seconds(scope: Scope) -> Work:
    fps = scope.fps
    return lambda frame, value: value / fps


def _logarithm(function: Real) -> Real:
    """A logarithm that is -infinity at 0 and infinite at infinity."""

    def log(value: float) -> float:
        if value == 0 or value == math.inf:
            return math.inf if value else -math.inf
        return function(value)

    return log


def _log1p(value: float) -> float:
    return -math.inf if value == -1 else math.log1p(value)


def _atanh(value: float) -> float:
    return math.copysign(math.inf, value) if abs(value) == 1 else math.atanh(value)


def _cosh(value: float) -> float:
    try:
        return math.cosh(value)
    except OverflowError:
        return math.inf


def _exponential(function: Real) -> Real:
    """An exponential, which is infinite where it overflows."""

    def exponential(value: float) -> float:
        try:
            return function(value)
        except OverflowError:
            return math.inf

    return exponential


def _sign(value: float) -> float:
    return value if value == 0 or value != value else math.copysign(1.0, value)


def _leading_zeros(value: float) -> float:
    return float(32 - low_bits(value).bit_length())


def _anything(value: float) -> bool:
    return True


def _at_least(low: float) -> Callable[[float], bool]:
    return lambda value: value >= low


def _within_one(value: float) -> bool:
    return -1 <= value <= 1


_MATH: dict[str, tuple[Real, Callable[[float], bool]]] = {
    "_sin": (math.sin, math.isfinite),
    "_cos": (math.cos, math.isfinite),
    "_tan": (math.tan, math.isfinite),
    "_asin": (math.asin, _within_one),
    "_acos": (math.acos, _within_one),
    "_atan": (math.atan, _anything),
    "_sinh": (math.sinh, _anything),
    "_cosh": (_cosh, _anything),
    "_tanh": (math.tanh, _anything),
    "_asinh": (math.asinh, _anything),
    "_acosh": (math.acosh, _at_least(1)),
    "_atanh": (_atanh, _within_one),
    "_log": (_logarithm(math.log), _at_least(0)),
    "_log10": (_logarithm(math.log10), _at_least(0)),
    "_log2": (_logarithm(math.log2), _at_least(0)),
    "_log1p": (_log1p, _at_least(-1)),
    "_exp": (_exponential(math.exp), _anything),
    "_expm1": (_exponential(math.expm1), _anything),
    "_sqrt": (math.sqrt, _at_least(0)),
    "_cbrt": (math.cbrt, _anything),
    "_sign": (_sign, _anything),
    "_clz32": (_leading_zeros, _anything),
}

FUNCTIONS = (
    Function("min", parameters("a, b"), plain(_smaller)),
    Function("max", parameters("a, b"), plain(_greater)),
    Function("abs", _VALUE, _of_value(abs, _anything)),
    Function("round", parameters("v, p=0"), _rounding(round_half_up)),
    Function("floor", parameters("v, p=0"), _rounding(floor)),
    Function("ceil", parameters("v, p=0"), _rounding(ceil)),
    Function("f2b", _VALUE, _frames_to_beats),
    Function("f2s", _VALUE, _frames_to_seconds),
    Function("b2f", _VALUE, _scaled(lambda scope: scope.frames_per_beat)),
    Function("s2f", _VALUE, _scaled(lambda scope: scope.fps)),
    *(Function(name, _VALUE, _of_value(*how)) for name, how in _MATH.items()),
)
