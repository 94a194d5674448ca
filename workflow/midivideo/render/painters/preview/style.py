"""A prompt's style: its motif, its variations on it, and its colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import torch

from midivideo.render.painters.preview.motifs import MOTIFS, Motif
from midivideo.render.painters.preview.palette import Anchor, colour_table
from midivideo.render.painters.preview.prompt import readings, words
from midivideo.render.painters.preview.vocabulary import COLOURS, MOODS, SCHEMES, Mood
from midivideo.render.painters.preview.vocabulary import MOTIFS as MOTIF_WORDS
from midivideo.seeding import generator

_Known = TypeVar("_Known")

_MOST_ANCHORS = 5
#: Schemes that are said of a light rather than of colours, where colours are named beside them.
_MOODS_TOO = ("neon", "fire")


@dataclass(frozen=True, eq=False)
class Style:
    """How a prompt is painted.

    Attributes:
        motif: materials and space; the detail is a second motif's where the prompt names two.
        scale: factor on the motif's scales, around 1.
        turn: degrees that the textures are turned in their space.
        gamma: tone curve; above 1 is darker.
        contrast: factor on the tone's distance from the middle.
        colours: table over tint and luma, see ``palette.colour_table``.
    """

    motif: Motif
    detail: Motif
    scale: float
    turn: float
    gamma: float
    contrast: float
    colours: torch.Tensor


@lru_cache(maxsize=256)
def style_of(positive: str, negative: str) -> Style:
    """The style of a prompt; the same texts always give the same style."""
    said, unwanted = words(positive), words(negative)
    rng = generator(0, " ".join(said), "preview style")
    motifs = _motifs(said, unwanted, int(rng.integers(0, 2**31)))
    anchors = _anchors(said, unwanted, motifs[0], int(rng.integers(0, 2**31)), rng.uniform(-16, 16))
    mood = _mood(said)
    upright = motifs[0].space != "plane"
    return Style(
        motif=motifs[0],
        detail=motifs[-1],
        scale=float(rng.uniform(0.85, 1.2)),
        turn=0.0 if upright else float(rng.uniform(-14, 14)),
        gamma=motifs[0].gamma * mood.gamma,
        contrast=mood.contrast,
        colours=colour_table(anchors, mood.purity),
    )


def _known(said: list[str], table: Mapping[str, _Known]) -> list[tuple[str, _Known]]:
    """The words of a table that occur, in order, each once."""
    found: dict[str, _Known] = {}
    for word in said:
        for form in (word, *word.split("-")):
            key = next((reading for reading in readings(form) if reading in table), None)
            if key is not None:
                found.setdefault(key, table[key])
                break
    return list(found.items())


def _motifs(said: list[str], unwanted: list[str], choice: int) -> list[Motif]:
    """One or two motifs: those that are named first, or one by chance."""
    out = {name for _, name in _known(unwanted, MOTIF_WORDS)}
    names = list(dict.fromkeys(name for _, name in _known(said, MOTIF_WORDS) if name not in out))
    if not names:
        names = [sorted(MOTIFS)[choice % len(MOTIFS)]]
    return [MOTIFS[name] for name in names[:2]]


def _anchors(
    said: list[str], unwanted: list[str], motif: Motif, choice: int, jitter: float
) -> list[Anchor]:
    """The palette's anchors: the prompt's colours, else its motif's, turned a little."""
    out = {word for word, _ in _known(unwanted, COLOURS)}
    named = [Anchor.of(code) for word, code in _known(said, COLOURS) if word not in out]
    schemes = [
        Anchor.of(code)
        for word, codes in _known(said, SCHEMES)
        if not (named and word in _MOODS_TOO)
        for code in codes
    ]
    anchors = (named + (schemes[:2] if named else schemes))[:_MOST_ANCHORS]
    if not anchors:
        anchors = [Anchor.of(code).turned(jitter) for code in motif.colours(choice)]
    if len(anchors) == 1:
        anchors = _harmony(anchors[0], jitter)
    # Most of a picture has a middling tint: the first colour belongs there.
    return anchors if len(anchors) == 2 else [anchors[1], anchors[0], *anchors[2:]]


def _harmony(anchor: Anchor, jitter: float) -> list[Anchor]:
    """A lone colour between its neighbours on the wheel: all its kin, none its rival."""
    spread = 26 + abs(jitter) * 0.5
    return [anchor, anchor.turned(-spread), anchor.turned(spread)]


def _mood(said: list[str]) -> Mood:
    """The product of the mood words, kept within bounds that still show a picture."""
    purity = gamma = contrast = 1.0
    for _, mood in _known(said, MOODS):
        purity *= mood.purity
        gamma *= mood.gamma
        contrast *= mood.contrast
    return Mood(min(purity, 1.25), min(max(gamma, 0.6), 1.6), min(max(contrast, 0.75), 1.35))
