"""A picture from its seed: motif, palette, texture, light and composition, in several wordings."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from midivideo.seeding import generator
from tools.embedded_model.pictures.canvas import Canvas
from tools.embedded_model.pictures.captions import captions
from tools.embedded_model.pictures.compositions import SUITED, frame
from tools.embedded_model.pictures.lights import LIGHTS, lit
from tools.embedded_model.pictures.motifs import MOTIFS
from tools.embedded_model.pictures.palettes import PALETTES, SINGLE, coloured
from tools.embedded_model.pictures.textures import WEIGHTS, textured

#: Motifs are drawn larger and reduced, so that edges are sharp and even.
_OVERSAMPLING = 1.25
_ACCENTED = 0.4


@dataclass(frozen=True, eq=False)
class Picture:
    """A drawn picture and what it shows.

    Attributes:
        image: (size, size, 3) uint8 RGB.
        motif, palette, texture, light, composition: their names.
        shade: the colour word of the palette that was used.
        accent: a second colour word, or "".
        captions: the picture in several wordings, the shortest first.
    """

    image: np.ndarray
    motif: str
    palette: str
    texture: str
    light: str
    composition: str
    shade: str
    accent: str
    captions: tuple[str, ...]


def draw(
    seed: int,
    size: int = 256,
    *,
    motif: str | None = None,
    palette: str | None = None,
    texture: str | None = None,
    light: str | None = None,
    composition: str | None = None,
) -> Picture:
    """The picture of this seed; what is not named is chosen by the seed.

    The same arguments give the same bytes. A picture with one thing overridden keeps all other
    choices of its seed. Names that are not known are a ``KeyError``.
    """
    chance = generator(seed, "picture", "choices")
    picks = chance.random(7)
    motif = motif or _pick(tuple(MOTIFS), picks[0])
    palette = palette or _pick(tuple(PALETTES), picks[1])
    texture = texture or _weighted(WEIGHTS, picks[2])
    light = light or _pick(LIGHTS, picks[3])
    kind = MOTIFS[motif]
    composition = composition or _pick(SUITED[kind.placing], picks[4])
    shade = _pick(PALETTES[palette].shades, picks[5])
    accent = _accent(palette, picks[6])

    rng = generator(seed, motif, "picture")
    canvas = Canvas(round(size * _OVERSAMPLING), frame(composition, rng, kind.upright), rng)
    tone, tint = (_reduced(field, size, canvas.frame.mirrored) for field in kind.draw(canvas))
    tone = lit(tone, light, canvas.frame, rng)
    tone, tint = textured((tone, tint), texture, rng)
    image = coloured(tone, _apart(tint) if accent else tint, palette, shade, accent)
    told = captions(
        motif=motif,
        palette=palette,
        shade=shade,
        accent=accent,
        light=light,
        composition=composition,
        texture=texture,
        rng=chance,
    )
    return Picture(image, motif, palette, texture, light, composition, shade, accent, told)


def _pick(options: tuple[str, ...], chance: float) -> str:
    return options[int(chance * len(options))]


def _weighted(weights: dict[str, float], chance: float) -> str:
    """A key, as often as its weight says."""
    sums = np.cumsum(list(weights.values()))
    return tuple(weights)[int(np.searchsorted(sums, chance * sums[-1], side="right"))]


def _accent(palette: str, chance: float) -> str:
    """A second colour word for some pictures of a single hue."""
    if palette not in SINGLE or chance > _ACCENTED:
        return ""
    others = tuple(name for name in SINGLE if name != palette)
    return PALETTES[_pick(others, chance / _ACCENTED * 0.9999)].shades[0]


def _apart(tint: np.ndarray) -> np.ndarray:
    """The tint, stretched so that about a fifth of the picture has the second colour."""
    few = tint[::4, ::4]
    low, high, most = few.min(), np.quantile(few, 0.8), few.max()
    below = (tint - low) * np.float32(0.72 / max(high - low, 1e-3))
    above = (tint - high) * np.float32(0.28 / max(most - high, 1e-3)) + np.float32(0.72)
    return np.where(tint < high, below, above)


def _reduced(field: np.ndarray, size: int, mirrored: bool) -> np.ndarray:
    small = cv2.resize(field.astype(np.float32), (size, size), interpolation=cv2.INTER_AREA)
    if mirrored:
        half = size // 2
        small[:, size - half :] = small[:, :half][:, ::-1]
    return small
