"""Captions: one picture in several wordings, from one word to all that is known of it."""

from __future__ import annotations

import numpy as np

from tools.embedded_model.pictures import words
from tools.embedded_model.pictures.palettes import PALETTES

#: How often a motif has its plain name, and its colour the very shade.
_PLAIN, _SHADE, _ARTICLE = 0.4, 0.7, 0.35


def captions(
    *,
    motif: str,
    palette: str,
    shade: str,
    accent: str,
    light: str,
    composition: str,
    texture: str,
    rng: np.random.Generator,
) -> tuple[str, ...]:
    """One caption of each of ``words.SHAPES``; equal ones are left out."""

    def one(options: tuple[str, ...]) -> str:
        return options[int(rng.integers(len(options)))]

    found = []
    for shape in words.SHAPES:
        nouns = words.MOTIFS[motif]
        noun = nouns[0] if rng.random() < _PLAIN else one(nouns)
        colour = shade if rng.random() < _SHADE else PALETTES[palette].shades[0]
        text = shape.format(
            motif=noun,
            colour=f"{colour} and {accent}" if accent else colour,
            texture=one(words.TEXTURES[texture]),
            light=one(words.LIGHTS[light]),
            composition=one(words.COMPOSITIONS[composition]),
            detail=one(words.DETAILS),
        )
        leads = shape.startswith(("{motif}", "{colour} {motif}"))
        if leads and motif in words.COUNTABLE and noun == nouns[0] and rng.random() < _ARTICLE:
            text = f"{'an' if text[0] in 'aeiou' else 'a'} {text}"
        found.append(text)
    return tuple(dict.fromkeys(found))
