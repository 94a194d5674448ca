"""Captions: one picture in several wordings, from two words to all that is known of it."""

from __future__ import annotations

import numpy as np

from tools.embedded_model.pictures import words
from tools.embedded_model.pictures.palettes import PALETTES


def captions(
    motif: str,
    palette: str,
    shade: str,
    accent: str,
    light: str,
    composition: str,
    texture: str,
    rng: np.random.Generator,
) -> tuple[str, ...]:
    """One caption of each shape; equal ones are left out."""

    def one(options: tuple[str, ...]) -> str:
        return options[int(rng.integers(len(options)))]

    def noun() -> str:
        # The name itself as often as all its synonyms.
        names = words.MOTIFS[motif]
        return names[0] if rng.random() < 0.4 else one(names)

    def colour() -> str:
        plain = PALETTES[palette].shades[0]
        first = shade if rng.random() < 0.7 else plain
        if not accent:
            return first
        return f"{first} and {accent}"

    found = [
        shape.format(
            motif=noun(),
            colour=colour(),
            texture=one(words.TEXTURES[texture]),
            light=one(words.LIGHTS[light]),
            composition=one(words.COMPOSITIONS[composition]),
            detail=one(words.DETAILS),
        )
        for shape in words.SHAPES
    ]
    return tuple(dict.fromkeys(found))
