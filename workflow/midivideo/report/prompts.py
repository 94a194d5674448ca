"""The prompts of a manifest and when each of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any


def prompts(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``{"from", "to", "text", "negative"}`` in the order of time; frames, both included.

    They overlap where one fades into the next. A manifest without a list of prompts has them
    read from its rendered frames.
    """
    listed = manifest.get("prompts")
    if isinstance(listed, dict) and listed.get("enabled") and listed.get("promptList"):
        return _listed(listed, len(manifest["rendered_frames"]))
    return _rendered(manifest["rendered_frames"])


def _listed(document: Mapping[str, Any], frames: int) -> list[dict[str, Any]]:
    """Parseq's list (parseq.md 1.2), with the common prompt's negative beside each one's own."""
    common = document.get("commonPrompt") or {}
    shown = []
    for prompt in document["promptList"]:
        always = prompt.get("allFrames", True)
        negatives = (prompt.get("negative", ""), common.get("negative", ""))
        positives = (prompt.get("positive", ""), common.get("positive", ""))
        shown.append(
            {
                "from": 0 if always else prompt["from"],
                "to": frames - 1 if always else min(prompt["to"], frames - 1),
                "text": _joined(positives),
                "negative": _joined(negatives),
            }
        )
    return shown


def _joined(texts: Sequence[str]) -> str:
    return ", ".join(text.strip() for text in texts if text.strip())


def _rendered(frames: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stretches of frames with one composed prompt each (parseq.md 1.7)."""
    shown = []
    composed = enumerate(str(frame.get("deforum_prompt") or "") for frame in frames)
    for text, group in groupby(composed, key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        positive, _, negative = text.partition("--neg")
        if positive.strip():
            shown.append(
                {
                    "from": places[0],
                    "to": places[-1],
                    "text": positive.strip(),
                    "negative": negative.strip(),
                }
            )
    return shown
