"""The text of each frame, composed from a document's prompts (parseq.md 1.7)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.compiler import compile_formula, is_stateful
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.evaluate import Score
from midivideo.parseq.functions.prompts import moved
from midivideo.parseq.javascript import Value, to_fixed, to_precision
from midivideo.parseq.parser import parse
from midivideo.parseq.points import Points
from midivideo.parseq.scope import Scope
from midivideo.parseq.variables import Evaluate

SIDES = ("positive", "negative")
_FORMULA = re.compile(r"\$\{(.*?)\}", re.DOTALL)
#: Decimals of a number that a formula puts into a text.
_DECIMALS = 5
#: Digits of a weight that fades.
_WEIGHT_DIGITS = 4
#: Characters of one prompt, and of all prompts of all frames.
MAX_PROMPT, MAX_TEXT = 100_000, 300_000_000


def composed(score: Score) -> list[str] | None:
    """``deforum_prompt`` for every frame; None when the document's prompts are disabled.

    Raises:
        UserError: for a formula that can't be read or evaluated, naming the prompt and the place.
    """
    prompts = score.document["prompts"]
    if not prompts["enabled"]:
        return None
    listed = range(len(prompts["promptList"]))
    length = sum(_length(prompts, number, score) for number in listed)
    if length * score.frames > MAX_TEXT:
        raise UserError(
            f"prompts of {length:,} characters are too much for {score.frames:,} frames",
            file=score.file,
            key="prompts",
        )
    parts = [_Part(score, prompts, number) for number in listed]
    return [
        _at([part for part in parts if part.active(frame)], frame) for frame in range(score.frames)
    ]


def _length(prompts: Mapping[str, Any], number: int, score: Score) -> int:
    """Characters of a prompt with the common prompt, as written, and some for its weight."""
    prompt, common = prompts["promptList"][number], prompts["commonPrompt"]
    length = 16
    for side in SIDES:
        often = max(1, common[side].count("[prompt]"))
        length += len(common[side]) + often * len(prompt[side])
    if length > MAX_PROMPT:
        raise UserError(
            f"this prompt has {length:,} characters",
            file=score.file,
            key=f"prompts.promptList[{number}]",
            allowed=f"up to {MAX_PROMPT:,}",
        )
    return length


def _at(parts: Sequence[_Part], frame: int) -> str:
    weights = [part.weight(frame) for part in parts]
    sides = [moved(part.sides[0].at(frame), part.sides[1].at(frame)) for part in parts]
    positive, negative = ([side[n] for side in sides] for n in range(2))
    text, against = _joined(positive, weights), _joined(negative, weights)
    return f"{text} --neg {against}" if against else text


def _joined(texts: Sequence[str], weights: Sequence[str]) -> str:
    """Several texts with their weights; one alone has none."""
    if len(texts) < 2:
        return "".join(texts)
    return " AND ".join(f"{text}: {weight}" for text, weight in zip(texts, weights, strict=True))


class _Part:
    """One prompt of the list, ready to be written at any frame."""

    def __init__(self, score: Score, prompts: Mapping[str, Any], number: int) -> None:
        prompt = prompts["promptList"][number]
        key = f"prompts.promptList[{number}]"
        self.all_frames: bool = prompt["allFrames"]
        self.start: float
        self.end: float
        last_frame = score.frames - 1
        self.start, self.end = (
            (0, last_frame) if self.all_frames else (prompt["from"], prompt["to"])
        )
        self.overlap = prompt["overlap"]
        self.sides = [
            _Text(with_common(prompts, prompt, side), score, f"{key}.{side}", side)
            for side in SIDES
        ]
        custom = f"${{{self.overlap['custom']}}}" if self.overlap["type"] == "custom" else "1"
        self._custom = _Text(custom, score, f"{key}.overlap.custom", "")

    def active(self, frame: int) -> bool:
        """Whether the prompt counts at a frame; its range is inclusive."""
        return self.all_frames or self.start <= frame <= self.end

    def weight(self, frame: int) -> str:
        """The weight as text: how far the prompt has faded in, or has yet to fade out."""
        if self.overlap["type"] != "linear":
            return self._custom.at(frame)
        fade_in, fade_out = self.overlap["inFrames"], self.overlap["outFrames"]
        if frame < self.start + fade_in:
            return to_precision((frame - self.start) / fade_in, _WEIGHT_DIGITS)
        if frame > self.end - fade_out:
            faded = (frame - (self.end - fade_out)) / fade_out
            return to_precision(1 - faded, _WEIGHT_DIGITS)
        return "1"


def with_common(prompts: Mapping[str, Any], prompt: Mapping[str, Any], side: str) -> str:
    """A prompt's text with the common prompt where the document wants it."""
    text, common = prompt[side], prompts["commonPrompt"][side]
    match prompts["commonPromptPos"]:
        case "prepend":
            return f"{common} {text}".strip()
        case "template":
            return common.replace("[prompt]", text) if common.strip() else text
        case _:
            return f"{text} {common}".strip()


class _Text:
    """A text with ``${formulas}``; line ends become blanks.

    Formulas start afresh at every frame, as in Parseq: what rand or recompute_if remember is lost.
    """

    def __init__(self, text: str, score: Score, key: str, side: str) -> None:
        self._pieces = _FORMULA.split(text)
        self._score, self._key, self._side = score, key, side
        self._plain = "".join(self._pieces).replace("\n", " ") if len(self._pieces) == 1 else None
        self._compiled = [self._formula(piece) for piece in self._pieces[1::2]]

    def at(self, frame: int) -> str:
        """The text at a frame.

        Raises:
            UserError: for a formula that has no value there.
        """
        if self._plain is not None:
            return self._plain
        pieces = list(self._pieces)
        for number, compiled in enumerate(self._compiled):
            pieces[2 * number + 1] = self._value(compiled, pieces[2 * number + 1], frame)
        return "".join(pieces).replace("\n", " ")

    def _value(self, compiled: Evaluate | None, formula: str, frame: int) -> str:
        compiled = compiled or self._compile(formula)
        try:
            return _shown(compiled(frame))
        except FormulaError as error:
            raise self._error(error, formula, f"at frame {frame}: ") from None

    def _formula(self, formula: str) -> Evaluate | None:
        """The formula at work, None where it has to be made anew at every frame."""
        compiled = self._compile(formula)
        return None if is_stateful(parse(formula)) else compiled

    def _compile(self, formula: str) -> Evaluate:
        try:
            read = parse(formula)
            self._score.expect(read, self._score.frames)
            return compile_formula(read, self._scope)
        except FormulaError as error:
            raise self._error(error, formula, "") from None

    def _error(self, error: FormulaError, formula: str, when: str) -> UserError:
        return UserError(when + error.described(formula), file=self._score.file, key=self._key)

    @cached_property
    def _scope(self) -> Scope:
        score = self._score
        return Scope(
            field=self._key,
            fps=score.fps,
            bpm=score.bpm,
            cadence=score.cadence,
            points=EveryFrame([row["frame"] for row in score.rows], []),
            labels=score.labels,
            series=score.series,
            rendered=score.values,
            variables=score.values,
            side=self._side,
        )


class EveryFrame(Points):
    """Inside a prompt every frame is its own active keyframe."""

    @cached_property
    def active(self) -> list[float]:
        """The frame itself."""
        return [float(frame) for frame in range(self.frames[-1] + 1)]

    @cached_property
    def step(self) -> list[float]:
        """No number anywhere, as there are no values."""
        return [math.nan] * (self.frames[-1] + 1)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else to_fixed(value, _DECIMALS)
