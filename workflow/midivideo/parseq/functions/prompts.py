"""Functions for the text of prompts: posneg, posneg_lora (parseq.md 2.5, 1.7)."""

from __future__ import annotations

import re

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.functions.signature import ABSENT, TEXT, Function, Make, Work, parameters
from midivideo.parseq.javascript import to_fixed
from midivideo.parseq.scope import Scope

# Marks around a fragment that belongs to the other side; no formula can hold these characters.
_MOVE, _END = "\x0e", "\x0f"
_MOVED = re.compile(f"{_MOVE}(.*?){_END}")


def _posneg(opening: str, closing: str) -> Make:
    """A weighted term, which a negative weight moves to the other side of the prompt."""

    def make(scope: Scope) -> Work:
        if not scope.side:
            raise FormulaError("this function belongs into the text of a prompt")
        own = scope.side == "positive"

        def work(
            frame: int, term: str, weight: float, for_positive: float, for_negative: float
        ) -> str:
            if weight == 0:
                return ""
            in_positive = own != (weight < 0)
            said = for_positive if in_positive else for_negative
            shown = to_fixed(abs(weight) if said != said else said, 4)
            fragment = f"{opening}{term}:{shown}{closing}"
            return f"{_MOVE}{fragment}{_END}" if weight < 0 else fragment

        return work

    return make


def moved(positive: str, negative: str) -> tuple[str, str]:
    """Both sides of a prompt after the marked fragments have gone to the other one's start."""
    positive, negative = _moved_from(positive, negative)
    negative, positive = _moved_from(negative, positive)
    return positive, negative


def _moved_from(source: str, target: str) -> tuple[str, str]:
    for fragment in _MOVED.findall(source):
        target = f" {fragment} {target}"
    return _MOVED.sub("", source), target


_PARAMETERS = parameters(f"term/t:text, weight/w, posweight/pw={ABSENT}, negweight/nw={ABSENT}")

FUNCTIONS = (
    Function("posneg", _PARAMETERS, _posneg("(", ")"), TEXT),
    Function("posneg_lora", _PARAMETERS, _posneg("<lora:", ">"), TEXT),
)
