"""Operators at work, on numbers and on texts (parseq.md 2.3)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from midivideo.parseq import javascript as js
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.functions.signature import NUMBER, TEXT
from midivideo.parseq.javascript import Value
from midivideo.parseq.variables import Evaluate

#: A value that may be a number at one frame and a text at another.
EITHER = "number or text"

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": js.remainder,
    "^": js.power,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled part of a formula: its value by frame, and what kind that is."""

    at: Evaluate
    kind: str


def negation(code: Code) -> Code:
    """A minus sign: a text gets it in front."""
    at = code.at
    if code.kind == NUMBER:
        return Code(lambda frame: -at(frame), NUMBER)  # type: ignore[operator]

    def negated(frame: int) -> Value:
        value = at(frame)
        return "-" + value if isinstance(value, str) else -value

    return Code(negated, code.kind)


def as_number(code: Code) -> Callable[[int], float]:
    """The value by frame, read as a number."""
    at = code.at
    if code.kind == NUMBER:
        return at  # type: ignore[return-value]
    return lambda frame: js.to_number(at(frame))


def binary(sign: str, left: Code, right: Code, position: int) -> Code:
    """Two values joined by an operator, which stands at ``position``.

    Its ``at`` raises FormulaError for a division by zero.
    """
    numbers = left.kind == right.kind == NUMBER
    if sign == ":":
        return Code(_weighted(left.at, right.at), TEXT)
    if sign == "+" and not numbers:
        kind = TEXT if TEXT in (left.kind, right.kind) else EITHER
        one, other = left.at, right.at
        return Code(lambda frame: js.plus(one(frame), other(frame)), kind)
    if sign in ("and", "&&", "or", "||"):
        return Code(_logical(sign, as_number(left), as_number(right)), NUMBER)
    if sign in _COMPARISONS:
        compare = _numeric_comparison if numbers else _comparison
        return Code(compare(sign, left.at, right.at), NUMBER)
    if sign == "/":
        return Code(_division(left, right, position), NUMBER)
    return Code(_arithmetic(_ARITHMETIC[sign], as_number(left), as_number(right)), NUMBER)


def _weighted(term: Evaluate, weight: Evaluate) -> Evaluate:
    return lambda frame: f"({js.to_text(term(frame))}:{js.to_text(weight(frame))})"


def _arithmetic(
    operation: Callable[[float, float], float],
    left: Callable[[int], float],
    right: Callable[[int], float],
) -> Evaluate:
    return lambda frame: operation(left(frame), right(frame))


def _logical(sign: str, left: Callable[[int], float], right: Callable[[int], float]) -> Evaluate:
    """Both sides are evaluated, and a side is true when it is above 0."""
    if sign in ("and", "&&"):
        return lambda frame: 1.0 if (left(frame) > 0) & (right(frame) > 0) else 0.0
    return lambda frame: 1.0 if (left(frame) > 0) | (right(frame) > 0) else 0.0


def _numeric_comparison(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    compare = _COMPARISONS[sign]
    return lambda frame: 1.0 if compare(left(frame), right(frame)) else 0.0


def _comparison(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    if sign in ("==", "!="):
        wanted = sign == "=="
        return lambda frame: float(js.equal(left(frame), right(frame)) == wanted)
    compare = _COMPARISONS[sign]
    return lambda frame: float(compare(*js.sort_keys(left(frame), right(frame))))


def _division(left: Code, right: Code, position: int) -> Evaluate:
    """Only the number 0 is refused as a divisor; a text that reads as 0 divides like a double."""
    dividend, divisor = as_number(left), right.at

    def divided(frame: int) -> float:
        below = divisor(frame)
        if below == 0 and not isinstance(below, str):
            raise FormulaError("division by zero", position)
        return js.quotient(dividend(frame), js.to_number(below))

    return divided
