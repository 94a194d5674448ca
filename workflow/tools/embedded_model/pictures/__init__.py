"""Our own pictures with captions: the training data of the model that ships with the project.

The visual language of music visuals: a motif in a palette, a texture, a light and a composition,
told in several wordings. ``draw(seed)`` gives the same bytes in any process.
"""

from tools.embedded_model.pictures import motifs as _motifs
from tools.embedded_model.pictures import palettes as _palettes
from tools.embedded_model.pictures.compositions import COMPOSITIONS
from tools.embedded_model.pictures.lights import LIGHTS
from tools.embedded_model.pictures.picture import Picture, draw
from tools.embedded_model.pictures.textures import TEXTURES
from tools.embedded_model.pictures.words import vocabulary

MOTIFS = tuple(_motifs.MOTIFS)
PALETTES = tuple(_palettes.PALETTES)

#: Seeds that training draws from, and seeds that nothing is ever trained on.
TRAINING_SEEDS = range(0, 1_000_000)
HELD_OUT_SEEDS = range(10_000_000, 11_000_000)

__all__ = [
    "COMPOSITIONS",
    "HELD_OUT_SEEDS",
    "LIGHTS",
    "MOTIFS",
    "PALETTES",
    "TEXTURES",
    "TRAINING_SEEDS",
    "Picture",
    "draw",
    "vocabulary",
]
