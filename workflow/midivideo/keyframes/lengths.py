"""Lengths in a mapping file: ``0.3 s``, ``1/2 beat``, ``5 frames``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from midivideo.settings.fields import exact

_FORM = re.compile(r"(?P<amount>[\w./]+)\s*(?P<unit>s|seconds?|beats?|frames?)")
_UNITS = {"s": "s", "second": "s", "beat": "beats", "frame": "frames"}
#: Seconds, beats or frames: longer than any clip.
_LONGEST = 1_000_000
_ALLOWED = "a number (or the name of a draw) with s, beats or frames, such as 0.3 s or 1/2 beat"


@dataclass(frozen=True)
class Length:
    """A length of time: a positive number, or the name of a draw, and its unit."""

    amount: float | str
    unit: str

    @classmethod
    def parse(cls, text: Any) -> Length:
        """Read ``0.3 s``, ``1/2 beat``, ``5 frames`` or ``kick_length s``.

        Raises:
            ValueError: saying what is allowed.
        """
        if isinstance(text, Length):
            return text
        match = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(_ALLOWED)
        unit = match["unit"]
        return cls(_amount(match["amount"]), _UNITS[unit if unit == "s" else unit.rstrip("s")])

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read a length from text."""
        return core_schema.no_info_plain_validator_function(cls.parse)


def _amount(text: str) -> float | str:
    if text.isidentifier():
        return text
    try:
        amount = exact(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(_ALLOWED) from None
    if not 0 < amount <= _LONGEST:
        raise ValueError(f"a length above 0, and up to {_LONGEST:,}")
    return float(amount)
