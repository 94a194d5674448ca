"""A formula's text cut into tokens (parseq.md 2.2)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from midivideo.parseq.errors import FormulaError

#: Longer texts are refused before anything is read.
MAX_LENGTH = 20_000
KEYWORDS = frozenset({"if", "else", "and", "or", "true", "false"})
END = "end"

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?[fsb]?)
      | (?P<name>[a-zA-Z_][a-zA-Z_0-9]*)
      | (?P<text>"(?:[^\n\\"]|\\["\\ntbfr])*")
      | (?P<sign><=|>=|==|!=|&&|\|\||[<>()=,+\-*/%:^])""",
    re.VERBOSE,
)
_HINTS = {
    "'": "texts stand in double quotes",
    '"': "this text has no closing quote, or a backslash that stands for nothing",
    "#": "comments are not allowed in formulas",
    "!": "there is no `!`; compare with `== 0`, or say `!=`",
    ".": "a number needs a digit on both sides of its point",
    "&": "say `and` or `&&`",
    "|": "say `or` or `||`",
    "?": "there is no `?`; say `if (condition) (this) else (that)`",
    "`": "a formula holds no back-ticks",
    "$": "`${…}` belongs to prompts; a formula stands alone",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """A formula's tokens side by side; the last one's kind is "end".

    ``kinds`` are "number", "name", "text", "end", or the sign or keyword itself; ``spaced`` tells
    whether blanks stand before the token.
    """

    kinds: list[str]
    texts: list[str]
    positions: list[int]
    spaced: list[bool]


def tokens(formula: str) -> Tokens:
    """Cut ``formula`` into tokens.

    Raises:
        FormulaError: at a character that starts no token, or for a text that is too long.
    """
    if len(formula) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters, not {len(formula)}")
    result = Tokens([], [], [], [])
    position = 0
    space = False
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if match is None:
            character = formula[position]
            hint = _HINTS.get(character, "no formula has this character outside a text")
            raise FormulaError(f"unexpected {character!r}: {hint}", position)
        kind, text = match.lastgroup or "", match.group()
        if kind != "space":
            if kind == "sign" or text in KEYWORDS:
                kind = text
            _append(result, kind, text, position, space)
        space = kind == "space"
        position = match.end()
    _append(result, END, "", position, space)
    return result


def _append(result: Tokens, kind: str, text: str, position: int, spaced: bool) -> None:
    result.kinds.append(kind)
    result.texts.append(text)
    result.positions.append(position)
    result.spaced.append(spaced)


def text_value(literal: str, position: int) -> str:
    """The text that a literal in double quotes stands for."""
    try:
        return str(json.loads(literal))
    except ValueError:
        raise FormulaError(
            "this text holds a control character; write it as \\t", position
        ) from None
