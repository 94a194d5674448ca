"""Composes the text of each frame from a document's prompts (parseq.md 1.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from midivideo.errors import UserError

#: Turns a prompt's text at a frame into its final form. Ours holds no ``${…}`` expressions.
Expand = Callable[[str, int], str]


def _as_written(text: str, frame: int) -> str:
    return text.replace("\n", " ")


def compose(
    prompts: Mapping[str, Any], frames: int, expand: Expand = _as_written
) -> list[str] | None:
    """``deforum_prompt`` for every frame, or None when the document's prompts are disabled.

    Args:
        prompts: the document's prompts, format v2.
        frames: number of frames.
        expand: evaluates the expressions inside a prompt's text.
    """
    if not prompts["enabled"]:
        return None
    return [_at(prompts, frame, frames - 1, expand) for frame in range(frames)]


def _at(prompts: Mapping[str, Any], frame: int, last: int, expand: Expand) -> str:
    active = [
        prompt
        for prompt in prompts["promptList"]
        if prompt["allFrames"] or prompt["from"] <= frame <= prompt["to"]
    ]
    weights = [weight(prompt, frame, last) for prompt in active]
    sides = []
    for side in ("positive", "negative"):
        texts = [expand(_with_common(prompts, prompt, side), frame) for prompt in active]
        sides.append(_joined(texts, weights))
    positive, negative = sides
    return f"{positive} --neg {negative}" if negative else positive


def _with_common(prompts: Mapping[str, Any], prompt: Mapping[str, Any], side: str) -> str:
    text, common = prompt[side], prompts["commonPrompt"][side]
    match prompts.get("commonPromptPos", "append"):
        case "prepend":
            return f"{common} {text}".strip()
        case "template":
            return common.replace("[prompt]", text) if common.strip() else text
        case _:
            return f"{text} {common}".strip()


def _joined(texts: Sequence[str], weights: Sequence[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return " AND ".join(f"{text}: {w}" for text, w in zip(texts, weights, strict=True))


def weight(prompt: Mapping[str, Any], frame: int, last: int) -> str:
    """A prompt's weight at a frame as Parseq prints it: 4 significant digits, or ``1``.

    Raises:
        UserError: for a weight that is a formula.
    """
    overlap = prompt["overlap"]
    if overlap["type"] == "custom":
        raise UserError(
            "a custom weight needs Parseq's expression language",
            key=f"prompts: {prompt['name']}: overlap",
            value=overlap["custom"],
        )
    if overlap["type"] != "linear":
        return "1"
    start, end = (0, last) if prompt["allFrames"] else (prompt["from"], prompt["to"])
    if frame < start + overlap["inFrames"]:
        return to_precision((frame - start) / overlap["inFrames"])
    if frame > end - overlap["outFrames"]:
        return to_precision(1 - (frame - (end - overlap["outFrames"])) / overlap["outFrames"])
    return "1"


def to_precision(value: float, digits: int = 4) -> str:
    """JavaScript's ``toPrecision`` for weights: exact ties away from zero, zeros kept."""
    if value == 0:
        return f"{0:.{digits - 1}f}"
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    places = max(0, digits - 1 - rounded.adjusted())
    return f"{rounded:.{places}f}"
