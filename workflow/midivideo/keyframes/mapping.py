"""The mapping file: which notes drive which Parseq field, and how."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    field_validator,
    model_validator,
)

from midivideo.keyframes.expressions import CONSTANTS, HIT, MOST, TIME, Expression
from midivideo.keyframes.lengths import Length
from midivideo.manifest.fields import FIELDS
from midivideo.parseq.javascript import is_finite
from midivideo.settings.fields import Section, Texts
from midivideo.settings.model import Instrument

#: A number that is part of a curve.
Part = Annotated[float, Field(ge=-MOST, le=MOST)]
#: How a curve bends.
Bend = Annotated[float, Field(gt=0, le=1000)]

_NAME = r"[a-z][a-z0-9_]*"
Name = Annotated[str, Field(pattern=rf"^{_NAME}$")]


def _free(name: str) -> str:
    if name in (*HIT, *TIME, *CONSTANTS):
        raise ValueError("another name: this one means something in formulas")
    return name


DrawName = Annotated[Name, AfterValidator(_free)]


def _number(value: Any) -> float | str:
    if isinstance(value, str) and re.fullmatch(_NAME, value):
        return value
    if not is_finite(value):
        raise ValueError("a number, or the name of a draw")
    if abs(value) > MOST:
        raise ValueError(f"a number from -{MOST:,.0f} to {MOST:,.0f}")
    return float(value)


#: A number, or the name of one that is drawn for each clip (``draws``).
Number = Annotated[float | str, PlainValidator(_number)]


def _hit_number(value: Any) -> float | str | Expression:
    if isinstance(value, str) and (value in HIT or not re.fullmatch(_NAME, value)):
        return Expression.read(value, HIT)
    return _number(value)


#: The same, or a formula of what a hit is like.
HitNumber = Annotated[float | str | Expression, PlainValidator(_hit_number)]


def _envelope(value: Any) -> Expression:
    if not isinstance(value, str):
        raise ValueError("the name of an envelope, or a formula")
    return Expression.read(value, (*TIME, *HIT))


#: A formula of the time since a hit.
Envelope = Annotated[Expression, PlainValidator(_envelope)]


def _range(value: Any) -> tuple[float, float]:
    numbers = [_number(part) for part in value] if isinstance(value, (list, tuple)) else []
    match numbers:
        case [float(low), float(high)] if low <= high:
            return low, high
    raise ValueError("a range as [lowest, highest]")


Range = Annotated[tuple[float, float], PlainValidator(_range)]


def _known(name: str) -> str:
    if name not in FIELDS:
        raise ValueError("a field that the renderer reads")
    return name


FieldName = Annotated[str, AfterValidator(_known)]


class Velocity(Section):
    """What a note's velocity does to the amount: a factor for the softest and the loudest."""

    quiet: Part = Field(1.0, description="factor at velocity 1")
    loud: Part = Field(1.0, description="factor at velocity 127")
    curve: Bend = Field(1.0, description="1: straight; above 1: soft notes do less")


class Layer(Section):
    """What the notes of some instruments add to a field."""

    by: Texts = Field(min_length=1, description="the instruments whose notes count")
    amount: HitNumber | None = Field(None, description="what a hit adds at its height")
    to: HitNumber | None = Field(None, description="instead of amount: the value it goes to")
    velocity: Velocity = Velocity()
    alternate: bool = Field(False, description="every other hit goes the other way")
    rest: Length | None = Field(
        None, description="a hit so soon after the one before counts less, in proportion"
    )

    @model_validator(mode="after")
    def _has_one_height(self) -> Layer:
        if (self.amount is None) == (self.to is None):
            raise ValueError("either amount or to")
        return self


class _Overlapping(Layer):
    overlap: Literal["strongest", "sum"] = Field(
        "strongest", description="where hits overlap: the strongest counts, or all add up"
    )


class Hold(_Overlapping):
    """Full at the hit and until ``length`` is over, then nothing."""

    envelope: Literal["hold"]
    length: Length


class Decay(_Overlapping):
    """Full at the hit, then falling to nothing."""

    envelope: Literal["decay"]
    length: Length
    curve: Bend = Field(1.0, description="1: straight; above 1: falls fast, then eases out")


class Adsr(_Overlapping):
    """Attack, decay, sustain while the note is held, release, as in a synthesiser."""

    envelope: Literal["adsr"]
    attack: Length
    decay: Length
    sustain: float = Field(0.5, ge=0, le=1, description="share of the amount while held")
    release: Length


class Ramp(Layer):
    """Grows from the hit on and stays: the amounts of all hits add up."""

    envelope: Literal["ramp"]
    length: Length
    curve: Bend = Field(1.0, description="1: straight; above 1: starts fast, eases out")


class Level(Layer):
    """The latest hit's amount until the next hit, or for ``length``."""

    envelope: Literal["level"]
    length: Length | None = None


class Drawn(_Overlapping):
    """A formula of the time since the hit, for ``length``; then nothing."""

    envelope: Envelope
    length: Length


#: The tag of a layer whose envelope is a formula.
FORMULA = "formula"


def _kind(layer: Any) -> str | None:
    """Which layer is meant: a formula is what is not a single word."""
    envelope = (
        layer.get("envelope") if isinstance(layer, dict) else getattr(layer, "envelope", None)
    )
    if not isinstance(envelope, str):
        return None if envelope is None else FORMULA
    return envelope if re.fullmatch(r"[A-Za-z]\w+", envelope) else FORMULA


AnyLayer = Annotated[
    Annotated[Hold, Tag("hold")]
    | Annotated[Decay, Tag("decay")]
    | Annotated[Adsr, Tag("adsr")]
    | Annotated[Ramp, Tag("ramp")]
    | Annotated[Level, Tag("level")]
    | Annotated[Drawn, Tag(FORMULA)],
    Discriminator(_kind),
]


class Sway(Section):
    """A slow to and fro that needs no notes: a sine through the clip."""

    period: Length
    amount: Number
    phase: Part = Field(0.0, description="start within the period, 0 to 1")


class Curve(Section):
    """How one field moves."""

    base: Number | dict[str, Number] | None = Field(
        None, description="value without any hit, or one for each painter and a default"
    )
    drift: Number = Field(0.0, description="added each second")
    sway: tuple[Sway, ...] = Field((), description="slow movements without notes")
    layers: tuple[AnyLayer, ...] = Field((), description="what the notes add")
    combine: Literal["sum", "max", "min"] = Field("sum", description="how the layers come together")
    minimum: Part | None = Field(None, description="never below")
    maximum: Part | None = Field(None, description="never above")

    @field_validator("base")
    @classmethod
    def _has_a_default(cls, base: Any) -> Any:
        if isinstance(base, dict) and "default" not in base:
            raise ValueError("a number, or numbers by painter with one called default")
        return base


class Flashes(Section):
    """How often the picture may break in a large way (WCAG 2.3.1: three times a second)."""

    per_second: int = Field(3, ge=1, description="so many large breaks in any second")
    depth: float = Field(0.2, gt=0, le=1, description="strength so far below its base is large")


class Mapping(Section):
    """A mapping file."""

    about: str = Field("", description="what it does, for the reader")
    draws: dict[DrawName, Range] = Field({}, description="numbers drawn for each clip")
    instruments: dict[Name, Instrument] = Field(
        {}, description="names for notes, over those of the config"
    )
    flashes: Flashes | None = Field(None, description="limit for photosensitive viewers")
    fields: dict[FieldName, Curve] = Field(
        {}, description="one curve for each Parseq field that moves"
    )
