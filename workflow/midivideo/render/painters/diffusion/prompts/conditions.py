"""Prompts in parallel: ``a mountain :0.7 AND a sea :0.3``, each with a say of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AND = re.compile(r"\bAND\b")
# A number after the last colon; in ``(a cat:1.2)`` a bracket follows, so that is an emphasis.
_WEIGHT = re.compile(r"^(?P<text>.*?)\s*:\s*(?P<weight>[-+]?(?:\d+\.?\d*|\.\d+))\s*$", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """A text and how much it counts.

    Attributes:
        text: may hold emphasis and stages.
        weight: 1 unless written; 0 and below 0 are allowed.
    """

    text: str
    weight: float = 1.0


def conditions(side: str) -> tuple[Condition, ...]:
    """The conditions of one side of a prompt, one or more.

    As in A1111 a weight counts without ``AND`` as well: ``a cat :0.5`` steers half as much.
    """
    return tuple(_condition(part) for part in _AND.split(side))


def _condition(text: str) -> Condition:
    if (match := _WEIGHT.match(text)) is None:
        return Condition(text.strip())
    return Condition(match["text"].strip(), float(match["weight"]))
