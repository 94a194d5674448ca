"""Held-out pictures: what is asked for, and what it would look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from midivideo.progress import progress
from tools.embedded_model import pictures
from tools.embedded_model.measure.classifier import as_seen


@dataclass(frozen=True, eq=False)
class HeldOut:
    """A picture that nothing was trained on.

    Attributes:
        image: as the classifier sees it.
        motif, palette: their names.
        caption: names both; short ones and long ones alternate.
    """

    image: np.ndarray
    motif: str
    palette: str
    caption: str


def held_out(first: int, count: int, size: int) -> list[HeldOut]:
    """So many held-out pictures from the ``first`` on, drawn at ``size``."""
    seeds: Sequence[int] = pictures.HELD_OUT_SEEDS[first : first + count]
    found = []
    with progress("held-out pictures", count, unit="pictures") as advance:
        for seed in seeds:
            drawn = pictures.draw(seed, size)
            # The second shape of caption is "colour motif", the last one says all that is known.
            caption = drawn.captions[1 if seed % 2 else -1]
            found.append(HeldOut(as_seen(drawn.image), drawn.motif, drawn.palette, caption))
            advance(1)
    return found
