"""Numbers and texts as Parseq's language has them, which is to say as JavaScript has them.

A value is a double (``float``) or a text (``str``). Source: parseq.md 2.3 and 2.6, ECMA-262.
"""

from __future__ import annotations

import math
import re
import sys
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

Value = float | str

_NUMBER = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\Z", re.ASCII)
_RADIX = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)\Z")
#: Wide enough for every double in fixed notation.
_EXACT = Context(prec=1200, rounding=ROUND_HALF_UP)


def is_finite(value: Any) -> bool:
    """Whether a JSON value is a number, and one that fits a double."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return -sys.float_info.max <= value <= sys.float_info.max


def to_number(value: Value) -> float:
    """``Number(value)``: an empty text is 0, a text that is no number is NaN."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return 0.0
    if _RADIX.match(text):
        try:
            return float(int(text, 0))
        except OverflowError:
            return math.inf
    return float(text) if _NUMBER.match(text) else math.nan


def to_text(value: Value) -> str:
    """``String(value)``: the shortest decimal that reads back as the same double."""
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    digits, exponent = f"{Decimal(repr(value)).normalize():e}".split("e")
    return f"{digits}e{int(exponent):+d}"


def to_fixed(value: float, places: int) -> str:
    """``value.toFixed(places)``: exact ties go away from zero (1/64 is 0.01563)."""
    if not math.isfinite(value) or abs(value) >= 1e21:
        return to_text(value)
    if value == 0:
        value = 0.0
    return format(_EXACT.quantize(Decimal(value), Decimal(1).scaleb(-places)), "f")


def to_precision(value: float, digits: int) -> str:
    """``value.toPrecision(digits)``: 0.125 with 4 digits is "0.1250", 0 is "0.000"."""
    if not math.isfinite(value):
        return to_text(value)
    if value == 0:
        return to_fixed(0.0, digits - 1)
    exact = Decimal(value)
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    rounded = _EXACT.quantize(exact, step)
    exponent = rounded.adjusted()
    if -6 <= exponent < digits:
        return format(_EXACT.quantize(rounded, Decimal(1).scaleb(exponent - digits + 1)), "f")
    return f"{rounded.scaleb(-exponent):.{digits - 1}f}e{exponent:+d}"


def power(base: float, exponent: float) -> float:
    """``base ** exponent``: overflow is infinite, a root of a negative number is NaN."""
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    odd = math.fmod(exponent, 2) in (1.0, -1.0) if math.isfinite(exponent) else False
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:
        if base == 0:
            return -math.inf if odd and math.copysign(1, base) < 0 else math.inf
        return math.nan


def remainder(dividend: float, divisor: float) -> float:
    """``dividend % divisor``: has the sign of the dividend, and is NaN for a divisor of 0."""
    try:
        return math.fmod(dividend, divisor)
    except ValueError:
        return math.nan


def quotient(dividend: float, divisor: float) -> float:
    """``dividend / divisor`` as doubles have it: infinite or NaN for a divisor of 0."""
    if divisor != 0:
        return dividend / divisor
    if dividend == 0 or math.isnan(dividend):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1, divisor)


def plus(left: Value, right: Value) -> Value:
    """The sum, or both joined where either is a text."""
    if isinstance(left, str) or isinstance(right, str):
        return to_text(left) + to_text(right)
    return left + right


def equal(left: Value, right: Value) -> bool:
    """``left == right`` with JavaScript's coercion: "2" equals 2, and "" equals 0."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return to_number(left) == to_number(right)


def sort_keys(left: Value, right: Value) -> tuple[bytes, bytes] | tuple[float, float]:
    """What < and > compare: two texts by their UTF-16 code units, everything else as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.encode("utf-16-be", "surrogatepass"), right.encode("utf-16-be", "surrogatepass")
    return to_number(left), to_number(right)


def round_half_up(value: float) -> float:
    """``Math.round(value)``: halves go towards +infinity (-1.5 becomes -1)."""
    if not math.isfinite(value):
        return value
    floor = math.floor(value)
    return float(floor + 1 if value - floor >= 0.5 else floor)


def floor(value: float) -> float:
    """``Math.floor(value)``, which leaves NaN and the infinities alone."""
    return float(math.floor(value)) if math.isfinite(value) else value


def ceil(value: float) -> float:
    """``Math.ceil(value)``, which leaves NaN and the infinities alone."""
    return float(math.ceil(value)) if math.isfinite(value) else value


def low_bits(value: float) -> int:
    """The low 32 bits of a number's whole part, as the bit operators see them."""
    return int(value) % 2**32 if math.isfinite(value) else 0
