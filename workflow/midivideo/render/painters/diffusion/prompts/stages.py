"""Texts that change while a picture is sampled: ``[from:to:when]`` and ``[one|other]``.

``[from:to:when]`` reads ``from`` for the first ``when`` evaluations of a frame, then ``to``;
``[to:when]`` and ``[from::when]`` add and remove. ``when`` is a number of evaluations, or below 1
(or with a point, up to 1.0) a part of the sampler's steps. ``[one|other|…]`` takes turns.

Evaluations are counted as A1111 counts them, from a frame's own first one. An img2img frame at
strength 0.8 takes 3 of 15 steps, so there ``[a:b:.5]`` (after 7) stays at ``a`` to the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_NUMBER = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*")


@dataclass(frozen=True)
class _Switch:
    before: _Text
    after: _Text
    when: float
    of_all: bool

    def at(self, index: int, steps: int) -> str:
        when = int(self.when * steps if self.of_all else self.when)
        return _at(self.before if index < when else self.after, index, steps)


@dataclass(frozen=True)
class _Turns:
    options: tuple[_Text, ...]

    def at(self, index: int, steps: int) -> str:
        return _at(self.options[index % len(self.options)], index, steps)


_Text = tuple[str | _Switch | _Turns, ...]


def text_at(text: str, index: int, steps: int) -> str:
    """The text that the evaluation ``index`` of a frame reads, with a sampler of ``steps`` steps.

    Brackets that say nothing of stages, such as ``[x]``, stay as they are.
    """
    return text if "[" not in text else _at(_parsed(text), index, steps)


def _at(text: _Text, index: int, steps: int) -> str:
    return "".join(part if isinstance(part, str) else part.at(index, steps) for part in text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> _Text:
    parts: list[str | _Switch | _Turns] = []
    position = 0
    while (bracket := _next_bracket(text, position)) is not None:
        start, end = bracket
        inner = text[start + 1 : end]
        parts.append(text[position:start])
        if (stage := _stage(inner)) is not None:
            parts.append(stage)
        else:
            parts += ["[", *_parsed(inner), "]"]
        position = end + 1
    return (*parts, text[position:])


def _stage(inner: str) -> _Switch | _Turns | None:
    """What is between two square brackets, or None when it is no stage."""
    parts = _split(inner, ":")
    if len(parts) in (2, 3) and (match := _NUMBER.fullmatch(parts[-1])):
        before, after = parts[:-1] if len(parts) == 3 else ("", parts[0])
        when = float(match[1])
        of_all = when < 1 or ("." in match[1] and when == 1)
        return _Switch(_parsed(before), _parsed(after), when, of_all)
    options = _split(inner, "|")
    return _Turns(tuple(_parsed(option) for option in options)) if len(options) > 1 else None


def _next_bracket(text: str, position: int) -> tuple[int, int] | None:
    """Where the next pair of square brackets opens and closes; escaped ones do not count."""
    opened: list[int] = []
    for match in re.finditer(r"\\.|[\[\]]", text[position:]):
        at = position + match.start()
        if match[0] == "[":
            opened.append(at)
        elif match[0] == "]" and opened:
            start = opened.pop()
            if not opened:
                return start, at
    # An inner pair may be closed even where the outermost bracket is not.
    return _next_bracket(text, opened[0] + 1) if opened else None


def _split(inner: str, separator: str) -> list[str]:
    """Split at separators that are inside no further bracket of either kind, nor escaped."""
    cuts, depth = [-1], 0
    for match in re.finditer(r"\\.|[\[\]():|]", inner):
        if match[0] in "[(":
            depth += 1
        elif match[0] in "])":
            depth = max(depth - 1, 0)
        elif match[0] == separator and depth == 0:
            cuts.append(match.start())
    return [inner[start + 1 : end] for start, end in pairwise([*cuts, len(inner)])]
