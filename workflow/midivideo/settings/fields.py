"""The field types that several sections share."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    """A group of settings: unknown keys are errors, values never change after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, serialize_by_alias=True
    )

    @classmethod
    def keys(cls) -> list[str]:
        """The settings of this section as a config file names them."""
        return [field.alias or name for name, field in cls.model_fields.items()]


#: Characters of a number, and digits that an exponent may stand for: 1e-300 is one, 1e999999999
#: would fill the memory.
_MOST_CHARACTERS = 400
_EXPONENT = re.compile(r"[eE][+-]?0*(?P<digits>[\d_]*)")


def exact(number: int | float | str) -> Fraction:
    """A number as the user wrote it, without binary rounding: ``23.976`` is 23976/1000.

    Raises:
        ValueError: when it is no number, or one too long.
        ZeroDivisionError: for a ratio to 0.
    """
    text = str(number)
    exponent = _EXPONENT.search(text)
    if len(text) > _MOST_CHARACTERS or (exponent and len(exponent["digits"]) > 3):
        raise ValueError("a number of so many digits is too long")
    return Fraction(text)


def _frame_rate(value: int | float | str) -> int | float | str:
    try:
        rate = exact(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError("a number or a ratio such as 30000/1001") from None
    if not 1 <= rate <= 240:
        raise ValueError("from 1 to 240")
    return int(rate) if rate.denominator == 1 else value


#: Frames per second: a number, or a ratio in quotes such as ``30000/1001``.
FrameRate = Annotated[int | float | str, AfterValidator(_frame_rate)]

#: An edge of the picture in pixels.
Edge = Annotated[int, Field(ge=64, le=4096, multiple_of=8)]

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


#: A list of texts; a single text is a list of one.
Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
