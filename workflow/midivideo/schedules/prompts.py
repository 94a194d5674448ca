"""Prompts by frame, as a Deforum settings file holds them (deforum.md 1.9)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import pairwise

from midivideo.errors import UserError
from midivideo.schedules.expression import ExpressionError, evaluate

_MATHS = re.compile(r"`([^`]*)`")


def prompt_schedule(
    prompts: Mapping[str, str],
    frames: int,
    *,
    positive: str = "",
    negative: str = "",
    file: str | os.PathLike[str] | None = None,
    key: str = "prompts",
) -> list[str]:
    """One composed prompt a frame, ``positive --neg negative``.

    A prompt counts from its frame up to the next one, without a fade; the first also counts
    before. Maths between back-ticks is evaluated at every frame; it knows ``t`` and ``max_f``.

    Args:
        prompts: by frame, in quotes; formulas such as ``max_f-20`` are allowed.
        frames: number of frames.
        positive: put before every prompt.
        negative: put behind every prompt, into what is not wanted.
        file: where the prompts stand, for messages.
        key: their key there.

    Raises:
        UserError: when there is no prompt, or a frame or maths can't be read.
    """
    if not prompts:
        raise UserError("there is no prompt", file=file, key=key)
    try:
        by_frame = {_frame(frame, frames): text for frame, text in prompts.items()}
    except ExpressionError as error:
        raise UserError(str(error), file=file, key=key) from None
    composed = {frame: _composed(by_frame[frame], positive, negative) for frame in sorted(by_frame)}
    starts = [(0, composed[min(composed)]), *((max(at, 0), text) for at, text in composed.items())]
    found: list[str] = []
    for (start, text), (end, _) in pairwise([*starts, (frames, "")]):
        for frame in range(start, min(end, frames)):
            try:
                found.append(with_maths(text, frame, frames))
            except ExpressionError as error:
                raise UserError(str(error), file=file, key=key, value=text) from None
    return found


def with_maths(text: str, frame: int, frames: int) -> str:
    """``text`` with each `` `formula` `` replaced by its value at ``frame``.

    Raises:
        ExpressionError: when a formula can't be read.
    """

    def value(match: re.Match[str]) -> str:
        return str(evaluate(match[1], t=frame, max_f=frames - 1).item())

    return _MATHS.sub(value, text)


def _frame(text: str, frames: int) -> int:
    try:
        return int(evaluate(text, max_f=frames - 1))
    except (ExpressionError, ValueError, OverflowError) as error:
        raise ExpressionError(f"the frame {text!r} can't be read: {error}") from None


def _composed(prompt: str, positive: str, negative: str) -> str:
    mark = "" if "--neg" in prompt or not negative.strip() else "--neg"
    return " ".join(
        part for part in (positive.strip(), prompt.strip(), mark, negative.strip()) if part
    )
