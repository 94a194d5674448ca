"""Gives a Parseq document its prompts, and renders it to a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from midivideo.parseq.document import load_document
from midivideo.parseq.javascript import is_finite
from midivideo.parseq.render import render_document
from midivideo.prompts.bank import bank_sha256
from midivideo.prompts.choose import choose
from midivideo.prompts.listing import cross_faded, part_starts, prompts
from midivideo.settings.model import Settings


def manifest_of(document: Any, settings: Settings, file: Path) -> dict[str, Any]:
    """The rendered manifest of a document; one without prompts of its own gets the bank's.

    Args:
        document: a Parseq document, ours or any other, as parsed from JSON.
        settings: their ``prompts`` and ``seed`` count.
        file: where the document comes from, for messages and for the name of its clip.

    Raises:
        UserError: for anything wrong with the bank or the document.
    """
    loaded = load_document(document, file=file)
    if not has_prompts(loaded):
        loaded = with_prompts(loaded, clip_name(loaded, file), settings)
    return render_document(loaded, file=file)


def clip_name(document: Mapping[str, Any], path: Path) -> str:
    """The clip's id, which ours carry; another document goes by its file's name."""
    name = _note(document).get("clip")
    return str(name) if name else path.name.removesuffix(".json").removesuffix(".parseq")


def _note(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What our own documents say of where they come from; nothing in others."""
    own = document.get("midivideo")
    return own if isinstance(own, Mapping) else {}


def has_prompts(document: Mapping[str, Any]) -> bool:
    """Whether the document's own prompts are switched on and say something."""
    own = document["prompts"]
    texts = [*own["promptList"], own["commonPrompt"]]
    return own["enabled"] and any(text["positive"].strip() for text in texts)


def with_prompts(document: Mapping[str, Any], clip: str, settings: Settings) -> dict[str, Any]:
    """The document with prompts from the bank (or the settings)."""
    frames = _frames(document)
    starts = part_starts(_bars(document), settings.prompts.change_bars, frames)
    choice = choose(settings.prompts, settings.seed, clip, len(starts))
    fade = round(min(settings.prompts.crossfade_beats * _frames_a_beat(document), frames))
    return {
        **document,
        "prompts": prompts(
            cross_faded(choice.texts, starts, frames, fade), choice.negative, frames
        ),
        "midivideo": {
            **_note(document),
            "theme": choice.theme,
            "bank_sha256": bank_sha256(settings.prompts.bank),
        },
    }


def _frames(document: Mapping[str, Any]) -> int:
    return max(row["frame"] for row in document["keyframes"]) + 1


def _frames_a_beat(document: Mapping[str, Any]) -> float:
    options = document["options"]
    return 60 / options["bpm"] * options["output_fps"]


def _bars(document: Mapping[str, Any]) -> list[int]:
    """Frames of the bar lines: ours know them; elsewhere bars of four beats at one tempo."""
    own = _note(document).get("bars")
    if isinstance(own, list) and all(is_finite(bar) for bar in own):
        return sorted(int(bar) for bar in own)
    bar = max(1.0, 4 * _frames_a_beat(document))
    return [int(number * bar) for number in range(int(_frames(document) / bar) + 1)]
