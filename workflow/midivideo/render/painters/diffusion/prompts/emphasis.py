"""Emphasis inside a text: ``(x)``, ``((x))``, ``(x:1.3)``, ``[x]``, escapes, ``BREAK``."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: ``(x)`` counts so many times as much, ``[x]`` so many times less.
STEP = 1.1

_SYNTAX = re.compile(
    r"""
    \\(?P<escaped>[()\[\]\\])
    | (?P<open>[(\[])
    | :\s*(?P<weight>[+-]?(?:\d+\.?\d*|\.\d+))\s*\)
    | (?P<close>[)\]])
    | \s*\b(?P<break>BREAK)\b\s*
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Weighted:
    """A piece of text; its tokens' embeddings are multiplied by ``weight``."""

    text: str
    weight: float = 1.0


def sections(text: str) -> list[list[Weighted]]:
    """The pieces of a text, in sections that ``BREAK`` separates (one or more, maybe empty).

    Brackets that nothing closes count up to the end, as in A1111; a closing one that nothing
    opened is a character like any other.
    """
    pieces: list[_Piece] = []
    opened: dict[str, list[int]] = {"(": [], "[": []}
    for match in _SYNTAX.finditer(text):
        if match["open"]:
            opened[match["open"]].append(len(pieces))
        elif match["weight"] and opened["("]:
            _multiply(pieces, opened["("].pop(), float(match["weight"]))
        elif match["close"] and opened[_OPENING[match["close"]]]:
            bracket = _OPENING[match["close"]]
            _multiply(pieces, opened[bracket].pop(), _FACTOR[bracket])
        elif match["break"]:
            pieces.append(_Piece(""))
        else:
            pieces.append(_Piece(match["escaped"] or match[0]))
    for bracket, starts in opened.items():
        for start in starts:
            _multiply(pieces, start, _FACTOR[bracket])
    return _joined(pieces)


_OPENING = {")": "(", "]": "["}
_FACTOR = {"(": STEP, "[": 1 / STEP}


@dataclass
class _Piece:
    """A character or two; the empty one is a BREAK."""

    text: str
    weight: float = 1.0


def _multiply(pieces: list[_Piece], start: int, factor: float) -> None:
    for piece in pieces[start:]:
        piece.weight *= factor


def _joined(pieces: list[_Piece]) -> list[list[Weighted]]:
    """Neighbours of one weight become one piece: words must reach the tokenizer whole."""
    found: list[list[Weighted]] = [[]]
    for piece in pieces:
        section = found[-1]
        if not piece.text:
            found.append([])
        elif section and section[-1].weight == piece.weight:
            section[-1] = Weighted(section[-1].text + piece.text, piece.weight)
        else:
            section.append(Weighted(piece.text, piece.weight))
    return found
