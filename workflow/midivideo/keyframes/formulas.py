"""Writes the parts of a field's curve in Parseq's language (parseq.md 2).

Its binary operators of one kind all bind alike and group from the right (``10-3-2`` is 9), so
sums are written with ``+`` alone, and an ``if`` always stands in brackets of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from midivideo.keyframes.layers import Stage
from midivideo.keyframes.mapping import Adsr, AnyLayer, Decay, Drawn, Level, Ramp, Sway

#: Numbers in formulas have so many decimals at most.
_DECIMALS = 12
#: The time series of beats, for music whose tempo changes.
BEAT = "beat"


def number(value: float) -> str:
    """A number as the language writes it: without an exponent."""
    text = format(Decimal(repr(round(value, _DECIMALS))), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def sum_of(terms: Iterable[str]) -> str:
    """The terms added up."""
    return " + ".join(terms) or "0"


def extreme_of(terms: Sequence[str], function: str) -> str:
    """The least or greatest (``min``, ``max``) of the terms."""
    *others, text = terms
    for term in reversed(others):
        text = f"{function}({term}, {text})"
    return text


def times(factor: float, text: str) -> str:
    """A multiple of something that binds as tightly as a name."""
    return text if factor == 1 else f"{number(factor)}*{text}"


def since(instruments: Sequence[str], known: Iterable[str], before: int | None = None) -> str:
    """Frames since the latest row whose label names one of these instruments.

    Args:
        instruments: their names.
        known: every name that may stand in a label.
        before: the value before the first such row; None: -1, as Parseq has it.
    """
    pattern = "|".join(_label(name, known) for name in instruments)
    return f'info_match_since("{pattern}"{"" if before is None else f", {before}"})'


def _label(name: str, known: Iterable[str]) -> str:
    """A pattern for an instrument in a label, and for no other that ends alike."""
    alike = any(other.endswith(name) for other in known if other != name)
    return f"(^| ){name}:" if alike else f"{name}:"


def stroke(
    layer: AnyLayer, lengths: Sequence[str], height: str, k: str, names: Mapping[str, str]
) -> str:
    """What a hit ``k`` frames ago adds; of a ramp, the step that it makes in this frame.

    Args:
        layer: which envelope.
        lengths: formulas for its lengths in frames (``layers.lengths_of``).
        height: a formula for the hit's height.
        k: a formula for the frames since the hit.
        names: formulas for what the envelope asks, where it is a formula itself.
    """
    short = lengths[:1] == ["1"]
    match layer:
        case Level() if not lengths:
            return height
        case Decay() if not short:
            return f"{height}*{_fall(k, lengths[0], layer.curve)}"
        case Adsr():
            return f"{height}*{_adsr(layer, lengths, k)}"
        case Ramp() if layer.curve != 1 and not short:
            before = _fall(k, lengths[0], layer.curve)
            after = _fall(f"({k}+1)", lengths[0], layer.curve)
            return f"{height}*({before} - {after})"
        case Ramp() if not short:
            height = f"{height}/{lengths[0]}"
        case Drawn():
            height = f"{height}*{layer.envelope.with_names({**names, **_time(k)})}"
    return f"(if ({k}<{lengths[0]}) ({height}) else (0))"


def _time(k: str) -> dict[str, str]:
    """What a mapping's formula calls the time since a hit."""
    return {"k": k, "seconds": f"f2s({k})", "beats": f"f2b({k})"}


def _fall(k: str, length: str, curve: float) -> str:
    straight = f"max(0, 1-{k}/{length})"
    return straight if curve == 1 else f"{straight}^{number(curve)}"


def _adsr(layer: Adsr, lengths: Sequence[str], k: str) -> str:
    attack, decay, let_go, release = lengths
    sustain = number(layer.sustain)
    share = "" if layer.sustain == 0 else f"{number(1 - layer.sustain)}*"
    after_peak = k
    if attack != "1":
        after_peak = f"({k}-{int(attack) - 1})" if attack.isdigit() else f"({k}+1-{attack})"
    text = f"max({sustain}, 1-{share}{after_peak}/{decay})"
    if attack != "1":
        text = f"min(({k}+1)/{attack}, {text})"
    if layer.sustain == 0:
        return text
    going = f"{sustain}*max(0, 1-({k}-{let_go})/{release})"
    return f"(if ({k}<{let_go}) ({text}) else ({going}))"


def drift(per_second: float) -> str:
    """What is added through time."""
    return f"{number(per_second)}*s"


def sway(sway: Sway, stage: Stage, *, steady: bool) -> str:
    """A sine through the clip; where the tempo is not ``steady``, it follows the beats' series."""
    period, unit = stage.draws.amount(sway.period), sway.period.unit
    if unit == "beats" and not steady:
        phase = f" + {number(sway.phase)}" if sway.phase else ""
        sine = f"_sin(2*PI*({BEAT}(f, 1)/{number(period)}{phase}))"
    else:
        suffix = {"beats": "b", "s": "s", "frames": ""}[unit]
        phase = f", ps={number(sway.phase * period)}{suffix}" if sway.phase else ""
        sine = f"sin(p={number(period)}{suffix}{phase})"
    return times(stage.draws.number(sway.amount), sine)


def going_on(base: float, per_second: float) -> str:
    """The value of the frame before, from which steps go on; at frame 0 the base."""
    if base == 0 and per_second == 0:
        return "prev_computed_value"
    on = "prev_computed_value" + (f" + {number(per_second)}/fps" if per_second else "")
    return f"(if (f==0) ({number(base)}) else ({on}))"


def between(minimum: float | None, maximum: float | None, text: str) -> str:
    """The value of ``text`` within limits."""
    if maximum is not None:
        text = f"min({number(maximum)}, {text})"
    return text if minimum is None else f"max({number(minimum)}, {text})"
