"""Taking composed prompts apart: cross-fades, negatives, words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"\s*(.*?)\s*:\s*(-?\d+(?:\.\d+)?)\s*$", re.DOTALL)
_WORD = re.compile(r"[a-z][a-z'-]*")


@dataclass(frozen=True)
class Part:
    """One prompt of a cross-fade with its share; the shares of all parts sum to 1."""

    positive: str
    negative: str
    share: float


def parts(prompt: str) -> list[Part]:
    """The prompts of ``"a: 0.7 AND b: 0.3 --neg n: 0.7 AND n: 0.3"``, or of a plain prompt.

    Equal parts are one; parts without a share are left out.
    """
    positive, _, negative = prompt.partition("--neg")
    fading_out = _weighted(negative)
    found: dict[tuple[str, str], float] = {}
    for index, (text, weight) in enumerate(_weighted(positive)):
        against = fading_out[min(index, len(fading_out) - 1)][0]
        found[text, against] = found.get((text, against), 0.0) + max(0.0, weight)
    whole = sum(found.values())
    if whole <= 0:
        return [Part(positive.strip(), negative.strip(), 1.0)]
    return [Part(*texts, weight / whole) for texts, weight in found.items() if weight > 0]


def _weighted(text: str) -> list[tuple[str, float]]:
    pieces = re.split(r"\s+AND\s+", text.strip())
    matches = [_PART.fullmatch(piece) for piece in pieces]
    # A lone "a: 2" is a prompt that ends in a number as much as a weighted one: same outcome.
    return [
        (match[1], float(match[2])) if match else (piece.strip(), 1.0)
        for piece, match in zip(pieces, matches, strict=True)
    ]


def words(text: str) -> list[str]:
    """Lower-case words in order."""
    return _WORD.findall(text.lower())


def readings(word: str) -> list[str]:
    """The word and what it may be the plural of, or the shade, likeliest first."""
    forms = [word]
    for ending, instead in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""), ("ish", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            forms.append(word[: -len(ending)] + instead)
    return forms
