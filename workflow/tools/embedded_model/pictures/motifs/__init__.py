"""Motifs: what a picture shows. Each draws two fields, the tone and the tint.

A motif takes a ``Canvas`` and gives float32 fields (side, side): the tone from 0 (dark) to 1
(light), and the tint from 0 (the palette's first colour) to 1 (its last). Both may go a little
beyond; whoever colours them clips.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas
from tools.embedded_model.pictures.motifs import earth, made, patterns, plants, sky, space, water


class Motif(NamedTuple):
    """How a motif is drawn and placed.

    Attributes:
        draw: gives tone and tint on a canvas.
        placing: key of ``compositions.SUITED``.
        upright: hardly turns, as trees and cities do.
    """

    draw: Callable[[Canvas], tuple[np.ndarray, np.ndarray]]
    placing: str
    upright: bool = False


MOTIFS: dict[str, Motif] = {
    "nebula": Motif(space.nebula, "thing"),
    "galaxy": Motif(space.galaxy, "whole"),
    "planet": Motif(space.planet, "whole"),
    "moon": Motif(space.moon, "round", True),
    "comet": Motif(space.comet, "whole"),
    "aurora": Motif(space.aurora, "landscape", True),
    "clouds": Motif(sky.clouds, "landscape", True),
    "lightning": Motif(sky.lightning, "thing", True),
    "rain": Motif(sky.rain, "landscape", True),
    "rays": Motif(sky.rays, "round"),
    "smoke": Motif(sky.smoke, "thing", True),
    "fire": Motif(sky.fire, "thing", True),
    "ocean": Motif(water.ocean, "landscape", True),
    "waves": Motif(water.waves, "pattern", True),
    "ripples": Motif(water.ripples, "round"),
    "bubbles": Motif(water.bubbles, "pattern"),
    "jellyfish": Motif(water.jellyfish, "whole", True),
    "coral": Motif(water.coral, "thing", True),
    "mountains": Motif(earth.mountains, "landscape", True),
    "desert": Motif(earth.desert, "open", True),
    "canyon": Motif(earth.canyon, "thing", True),
    "lava": Motif(earth.lava, "pattern"),
    "volcano": Motif(earth.volcano, "landscape", True),
    "crystal": Motif(earth.crystal, "thing", True),
    "snowflake": Motif(earth.snowflake, "round"),
    "marble": Motif(earth.marble, "pattern"),
    "forest": Motif(plants.forest, "landscape", True),
    "leaves": Motif(plants.leaves, "pattern"),
    "fern": Motif(plants.fern, "whole"),
    "flower": Motif(plants.flower, "thing"),
    "meadow": Motif(plants.meadow, "landscape", True),
    "feather": Motif(plants.feather, "whole"),
    "butterfly": Motif(plants.butterfly, "whole", True),
    "city": Motif(made.city, "landscape", True),
    "grid": Motif(made.grid, "landscape", True),
    "circuit": Motif(made.circuit, "pattern"),
    "stained glass": Motif(made.stained_glass, "pattern"),
    "tunnel": Motif(made.tunnel, "round"),
    "soundwave": Motif(made.soundwave, "thing", True),
    "mandala": Motif(patterns.mandala, "round"),
    "kaleidoscope": Motif(patterns.kaleidoscope, "round"),
    "fractal": Motif(patterns.fractal, "thing"),
    "flow": Motif(patterns.flow, "pattern"),
    "silk": Motif(patterns.silk, "pattern"),
    "ink": Motif(patterns.ink, "whole", True),
    "spiral": Motif(patterns.spiral, "round"),
    "honeycomb": Motif(patterns.honeycomb, "pattern"),
    "scales": Motif(patterns.scales, "pattern"),
    "labyrinth": Motif(patterns.labyrinth, "pattern"),
}
