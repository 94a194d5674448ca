"""Writes a clip's prompts into its Parseq document, and renders it to a manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from midivideo.keyframes.document import prompt
from midivideo.manifest.breakpoints import evaluate
from midivideo.manifest.prompt_text import compose
from midivideo.manifest.render import rendered
from midivideo.prompts.bank import bank_sha256
from midivideo.prompts.choose import choose
from midivideo.settings.model import Settings


def manifest_of(document: Mapping[str, Any], clip: str, settings: Settings) -> dict[str, Any]:
    """The rendered manifest of a document; one without prompts of its own gets the bank's.

    Args:
        document: a Parseq document.
        clip: the clip's id, on which the choice depends.
        settings: their ``prompts`` and ``seed`` count.

    Raises:
        UserError: for anything wrong with the bank or the document.
    """
    if not has_prompts(document):
        document = with_prompts(document, clip, settings)
    series = evaluate(document)
    frames = document["keyframes"][-1]["frame"] + 1
    return rendered(document, series, compose(document["prompts"], frames))


def has_prompts(document: Mapping[str, Any]) -> bool:
    """Whether the document's own prompts are switched on and say something."""
    prompts = document["prompts"]
    texts = [*prompts["promptList"], prompts["commonPrompt"]]
    return prompts["enabled"] and any(text["positive"].strip() for text in texts)


def with_prompts(document: Mapping[str, Any], clip: str, settings: Settings) -> dict[str, Any]:
    """The document with prompts from the bank (or the settings) as a Parseq v2 list."""
    frames = document["keyframes"][-1]["frame"] + 1
    own = document.get("midivideo", {})
    starts = part_starts(_bars(document, frames), settings.prompts.change_bars, frames)
    choice = choose(settings.prompts, settings.seed, clip, len(starts))
    fade = _frames_of(settings.prompts.crossfade_beats, document)
    return {
        **document,
        "prompts": {
            "format": "v2",
            "enabled": True,
            "commonPrompt": prompt("Common", "", choice.negative, 0, frames - 1, all_frames=True),
            "commonPromptPos": "append",
            "promptList": prompt_list(choice.texts, starts, frames, fade),
        },
        "midivideo": {
            **own,
            "theme": choice.theme,
            "bank_sha256": bank_sha256(settings.prompts.bank),
        },
    }


def part_starts(bars: Sequence[int], every: int, frames: int) -> list[int]:
    """Frames at which a prompt starts: 0, then each ``every``-th bar line (``every`` 0: none).

    Music before the first bar line of the window belongs to the first prompt.
    """
    lines = bars[every::every] if every else []
    return [0, *(line for line in lines if 0 < line < frames - 1)]


def prompt_list(
    texts: Sequence[str], starts: Sequence[int], frames: int, fade: int
) -> list[dict[str, Any]]:
    """Parseq prompts (v2): each comes in from its start over ``fade`` frames, as the one before
    goes out; the two weights add up to 1 in every frame.
    """
    if len(texts) == 1:
        return [prompt("Prompt 1", texts[0], "", 0, frames - 1, all_frames=True)]
    following = [*starts[1:], frames - 1]
    fades = [0] + [
        max(0, min(fade, end - start - 1))
        for start, end in zip(starts[1:], following[1:], strict=True)
    ]
    prompts = []
    for number, (text, start, end) in enumerate(zip(texts, starts, following, strict=True)):
        last = number + 1 == len(texts)
        out = 0 if last else fades[number + 1]
        until = end if last else end + out if out else end - 1
        prompts.append(
            prompt(
                f"Prompt {number + 1}",
                text,
                "",
                start,
                until,
                fade_in=fades[number],
                fade_out=out,
            )
        )
    return prompts


def _bars(document: Mapping[str, Any], frames: int) -> list[int]:
    """Frames of the bar lines: ours know them; elsewhere bars of four beats at one tempo."""
    own = document.get("midivideo", {}).get("bars")
    if own is not None:
        return own
    bar = 4 * 60 / document["options"]["bpm"] * document["options"]["output_fps"]
    return [int(number * bar) for number in range(int(frames / bar) + 1)]


def _frames_of(beats: float, document: Mapping[str, Any]) -> int:
    options = document["options"]
    return round(beats * 60 / options["bpm"] * options["output_fps"])


def clip_name(document: Mapping[str, Any], path: Path) -> str:
    """The clip's id, which ours carry; another document goes by its file's name."""
    name = document.get("midivideo", {}).get("clip")
    return name or path.name.removesuffix(".json").removesuffix(".parseq")
