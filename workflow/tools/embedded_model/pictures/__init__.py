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

__all__ = [
    "COMPOSITIONS",
    "LIGHTS",
    "MOTIFS",
    "PALETTES",
    "TEXTURES",
    "Picture",
    "draw",
    "vocabulary",
]
