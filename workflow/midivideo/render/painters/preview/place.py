"""Where on its textures a scene lies, and which recent scene a picture shows.

The painter keeps no state, and yet what a kick has painted should live on until the next one.
So the place of a scene is drawn from the seed's group, a few successive seeds; and as the seed
goes up by one a frame, the scenes of the last seconds can be looked up again: the one most like
the picture is the one that the picture shows, and goes on being painted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as functional

#: Successive seeds that share a place: a kick's dying frames keep to the forms that it opened.
_GROUP = 4
#: Groups that are looked back at, about ten seconds.
_GROUPS = 64
#: Likeness that the latest scene is given before the earliest.
_BONUS = 0.15


class Place(NamedTuple):
    """Offsets in tiles of the base and of the detail on their textures."""

    base_x: float
    base_y: float
    detail_x: float
    detail_y: float


def fresh_place(seed: int) -> Place:
    """The place that belongs to a frame's seed."""
    return _of_group(seed // _GROUP)


def recent_places(seed: int) -> list[Place]:
    """The places of this and of the last seconds' seeds, latest first."""
    group = seed // _GROUP
    return [_of_group(max(0, group - back)) for back in range(_GROUPS)]


@lru_cache(maxsize=8192)
def _of_group(group: int) -> Place:
    return Place(*np.random.Generator(np.random.PCG64(group)).random(4).tolist())


def thumbnail(tone: torch.Tensor) -> torch.Tensor:
    """Forms of a tone (height, width), flat, of mean 0 and length 1.

    Without the very largest ones, in which all scenes of a motif are alike.
    """
    height, width = tone.shape
    short = min(height, width, 20)
    rows, columns = (short * side // min(height, width) for side in (height, width))
    small = functional.adaptive_avg_pool2d(tone[None], (rows, columns))
    broad = functional.avg_pool2d(small, 9, stride=1, padding=4, count_include_pad=False)
    forms = (small - broad).flatten()
    return forms / forms.norm().clamp(min=1e-6)


def likest(seen: torch.Tensor, candidates: torch.Tensor) -> int:
    """Which of the thumbnails (candidates, cells), latest first, is most like the one seen.

    Of two that are about as like it, the later one.
    """
    age = torch.linspace(0, _BONUS, len(candidates))
    return int((candidates @ seen - age).argmax())
