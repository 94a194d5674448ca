"""Prompts as Parseq lists them (v2): who speaks from which frame to which, and the fades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def prompt(
    name: str,
    positive: str,
    negative: str,
    start: int,
    end: int,
    *,
    all_frames: bool = False,
    fade_in: int = 0,
    fade_out: int = 0,
) -> dict[str, Any]:
    """One Parseq prompt; ``start`` and ``end`` are inclusive, fades are in frames."""
    return {
        "name": name,
        "positive": positive,
        "negative": negative,
        "allFrames": all_frames,
        "from": start,
        "to": end,
        "overlap": {
            "type": "linear" if fade_in or fade_out else "none",
            "inFrames": fade_in,
            "outFrames": fade_out,
            "custom": "prompt_weight_1",
        },
    }


def prompts(
    prompt_list: Sequence[dict[str, Any]], negative: str, frames: int, *, enabled: bool = True
) -> dict[str, Any]:
    """The ``prompts`` of a document: a list, and a negative prompt common to all of it."""
    return {
        "format": "v2",
        "enabled": enabled,
        "commonPrompt": prompt("Common", "", negative, 0, frames - 1, all_frames=True),
        "commonPromptPos": "append",
        "promptList": list(prompt_list),
    }


def no_prompts(frames: int) -> dict[str, Any]:
    """The ``prompts`` of a document that leaves them to others: switched off, one empty."""
    empty = prompt("Prompt 1", "", "", 0, frames - 1, all_frames=True)
    return prompts([empty], "", frames, enabled=False)


def part_starts(bars: Sequence[int], every: int, frames: int) -> list[int]:
    """Frames at which a prompt starts: 0, then each ``every``-th bar line (``every`` 0: none).

    Music before the first bar line of the window belongs to the first prompt.
    """
    lines = bars[every::every] if every else []
    return [0, *(line for line in lines if 0 < line < frames - 1)]


def cross_faded(
    texts: Sequence[str], starts: Sequence[int], frames: int, fade: int
) -> list[dict[str, Any]]:
    """Prompts of which each comes in from its start over ``fade`` frames as the last goes out.

    The two weights add up to 1 in every frame. A fade is over before the next one starts; with
    ``fade`` 0 prompts change from one frame to the next.
    """
    if len(texts) == 1:
        return [prompt("Prompt 1", texts[0], "", 0, frames - 1, all_frames=True)]
    ends = [*starts[1:], frames]
    fades = [0, *(max(0, min(fade, ends[i] - starts[i] - 1)) for i in range(1, len(texts))), 0]
    return [
        prompt(
            f"Prompt {number + 1}",
            text,
            "",
            starts[number],
            # The frame after a fade is the last that Parseq still fades (weight 0).
            ends[number] - 1 + (fades[number + 1] + 1 if fades[number + 1] else 0),
            fade_in=fades[number],
            fade_out=fades[number + 1],
        )
        for number, text in enumerate(texts)
    ]
