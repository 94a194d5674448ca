"""Palettes: families of colour words, and the tables that colour tone and tint.

Colours and ramps are the preview painter's, so that a word means the same in both painters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from midivideo.render.painters.preview.palette import LUMA, Anchor, colour_table
from midivideo.render.painters.preview.vocabulary import COLOURS, SCHEMES

#: Colours of two words, as sRGB.
_TWO_WORDS = {
    "burnt orange": "cc5a1a", "golden yellow": "fcc62a", "acid yellow": "e6f01a",
    "lime green": "84e01c", "moss green": "6f8f2f", "olive green": "7d8a1f",
    "fern green": "5f9a3f", "sea green": "2fa080", "mint green": "7fe8c0",
    "ice blue": "b0e0f8", "sky blue": "6fb8f5", "powder blue": "a8cdee", "pale blue": "b4d2f4",
    "electric blue": "1f7fff", "cobalt blue": "1748c8", "sapphire blue": "1a4fd0",
    "deep blue": "16389a", "dark blue": "142a78", "prussian blue": "0f3f7a",
    "slate blue": "64779a", "hot pink": "ff2f9f", "pale pink": "f8b8cc",
    "clay red": "b5553d", "rose quartz": "f0a0b8",
}  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """A family of colours that are close enough to share a name.

    Attributes:
        shades: colour words; the first is the family's name where it is a colour.
        gamma: tone curve; above 1 is darker.
        purity: factor on the chroma.
        low, high: the darkest and the lightest tone.
    """

    shades: tuple[str, ...]
    gamma: float = 1.0
    purity: float = 1.05
    low: float = 0.0
    high: float = 1.0


def _family(
    words: str, gamma: float = 1.0, purity: float = 1.05, low: float = 0.0, high: float = 1.0
) -> Palette:
    return Palette(tuple(word.strip() for word in words.split(",")), gamma, purity, low, high)


PALETTES: dict[str, Palette] = {
    "red": _family("red, crimson, scarlet, ruby, vermilion", 1.1),
    "orange": _family("orange, tangerine, burnt orange"),
    "gold": _family("gold, golden, amber, honey, saffron, topaz, ochre, brass"),
    "yellow": _family("yellow, lemon, golden yellow, acid yellow, citrine", 0.85),
    "lime": _family("lime, chartreuse, lime green", 0.9),
    "green": _family("green, emerald, jade, malachite, viridian"),
    "moss": _family("moss, olive, moss green, olive green, fern green", 1.1),
    "mint": _family("mint, mint green, aquamarine", 0.78, low=0.22),
    "teal": _family("teal, sea green", 1.05),
    "cyan": _family("cyan, turquoise, aqua", 0.9),
    "azure": _family("azure, sky blue, cerulean, electric blue", 0.9),
    "ice": _family("ice blue, powder blue, pale blue", 0.85, low=0.2),
    "blue": _family("blue, cobalt, sapphire, ultramarine, cobalt blue, sapphire blue"),
    "navy": _family(
        "navy, midnight blue, deep blue, dark blue, prussian blue", 1.5, 0.95, high=0.85
    ),
    "indigo": _family("indigo", 1.2),
    "violet": _family("violet, purple, amethyst"),
    "lavender": _family("lavender, lilac, mauve", 0.8, low=0.22),
    "magenta": _family("magenta, fuchsia, orchid, hot pink"),
    "pink": _family("pink, rose, pale pink, rose quartz", 0.8, low=0.2),
    "coral": _family("coral, salmon, peach, apricot", 0.85, low=0.1),
    "burgundy": _family("burgundy, maroon, wine, plum", 1.4, high=0.88),
    "copper": _family("copper, rust, bronze, terracotta, clay red", 1.1),
    "brown": _family("brown, sienna, umber, coffee, chocolate", 1.35, 0.95),
    "sand": _family("sand, beige, cream, ivory", 0.8, 0.9, low=0.16),
    "silver": _family("silver, grey, steel, platinum, chrome, iron", 0.95, 0.6),
    "slate": _family("slate, slate blue", 1.2),
    "white": _family("white, pearl", 0.65, 0.5, low=0.38),
    "black": _family("black, charcoal, obsidian, graphite", 1.6, 0.5, high=0.85),
    "sunset": _family("sunset, sunset colours"),
    "rainbow": _family("rainbow, rainbow colours, prismatic colours, psychedelic"),
    "pastel": _family("pastel, pastel colours, opal", 0.8, 0.9, low=0.42),
    "neon": _family("neon, neon colours, synthwave", 1.3, 1.2),
    "autumn": _family("autumn, autumn colours", 1.1),
    "tropical": _family("tropical, tropical colours", 0.95, 1.1),
    "monochrome": _family("monochrome, greyscale", 1.0, 0.0),
}  # fmt: skip

#: Families of a single hue: what a second colour is drawn from and added to.
SINGLE = tuple(name for name, palette in PALETTES.items() if palette.shades[0] not in SCHEMES
               and name != "monochrome")  # fmt: skip


def _code(shade: str) -> str:
    if shade == "midnight blue":
        return COLOURS["midnight"]
    return _TWO_WORDS.get(shade) or COLOURS[shade]


def _anchors(shade: str, accent: str) -> list[Anchor]:
    first = shade.split()[0]
    if first in SCHEMES and shade not in _TWO_WORDS:
        return [Anchor.of(code) for code in SCHEMES[first]]
    main = Anchor.of(_code(shade))
    if accent:
        return [main.turned(-14), main, Anchor.of(_code(accent))]
    return [main.turned(-20), main, main.turned(20)]


@lru_cache(maxsize=1024)
def _table(shade: str, accent: str, purity: float) -> np.ndarray:
    """Colours over tint and tone, (tints, tones, 3) float32 in 0 to 255."""
    chroma = colour_table(_anchors(shade, accent), purity).numpy()
    luma = np.linspace(0, 1, chroma.shape[2], dtype=np.float32)[None]
    red, blue = luma + chroma[0], luma + chroma[1]
    green = (luma - LUMA[0] * red - LUMA[2] * blue) / LUMA[1]
    return np.ascontiguousarray(np.stack([red, green, blue], axis=-1) * 255).astype(np.float32)


def coloured(
    tone: np.ndarray, tint: np.ndarray, palette: str, shade: str, accent: str
) -> np.ndarray:
    """The fields in colour, (side, side, 3) uint8 RGB."""
    chosen = PALETTES[palette]
    table = _table(shade, accent, chosen.purity)
    level = np.clip(tone, 0, 1) ** np.float32(chosen.gamma)
    tone = chosen.low + (chosen.high - chosen.low) * level
    across = (tone * np.float32(table.shape[1] - 1)).astype(np.float32)
    along = (np.clip(tint, 0, 1) * np.float32(table.shape[0] - 1)).astype(np.float32)
    colours = cv2.remap(table, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(np.round(colours), 0, 255).astype(np.uint8)
