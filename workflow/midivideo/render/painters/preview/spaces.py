"""Spaces: how a motif's textures lie in the picture.

A space gives each pixel a place on the textures. Places are in short sides of the picture, so
that nothing is stretched in any format.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch


@dataclass(frozen=True)
class Space:
    """A space at one size of picture; fields are (height, width) float32.

    Attributes:
        places: (height, width, 2), x and y on the textures in short sides.
        light: -1 to 1, the light that the space itself casts.
        near: 0 where the textures are too far for fine detail, 1 where they are near.
        loose: how much of the camera's motion the forms give way to in the long run, below 1.
        pull: how much of the large forms is drawn anew for a change (1 - strength) of 1 %, in
            percent. The motifs of a plane go anywhere; a mandala returns to its middle.
    """

    places: torch.Tensor
    light: torch.Tensor
    near: torch.Tensor
    loose: float
    pull: float


#: ``loose`` and ``pull`` of spaces with a middle or a horizon, and of the plane.
_FREEDOM = ((0.92, 0.35), (0.97, 0.06))

_Built = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


@lru_cache(maxsize=16)
def space(name: str, width: int, height: int) -> Space:
    """The space of this name for pictures of this size."""
    short = min(width, height)
    y = (torch.arange(height) + 0.5 - height / 2) / short
    x = (torch.arange(width) + 0.5 - width / 2) / short
    across, down = x.expand(height, width), y[:, None].expand(height, width)
    u, v, light, near = _SPACES[name](across, down)
    return Space(torch.stack([u, v], dim=-1), light, near, *_FREEDOM[name == "plane"])


def _glow(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Light in the middle, dark corners."""
    return 1.0 - 2.0 * ((x * x + y * y) / 0.5).clamp(0, 1).sqrt()


def _plane(x: torch.Tensor, y: torch.Tensor) -> _Built:
    return x, y, _glow(x, y), torch.ones_like(x)


def _horizon(x: torch.Tensor, y: torch.Tensor) -> _Built:
    """A floor and a ceiling that meet in a bright line above the middle."""
    away = y + 0.08
    nearness = away.abs() + 0.20
    depth = 0.42 / nearness
    floor = away > 0
    u = torch.where(floor, x * (0.35 + 0.55 * depth), 0.42 * x)
    v = torch.where(floor, -0.75 * depth, 0.22 * depth + 0.37)
    sun = torch.exp(-(x * x) / 0.05 - away * away / 0.012)
    light = 1.3 * sun + torch.exp(-away.abs() / 0.10) - 0.55 * (away.abs() / 0.5).clamp(0, 1)
    near = torch.where(floor, ((nearness - 0.15) / 0.25).clamp(0, 1), 0.35)
    return u, v, light, near


def _mirror(x: torch.Tensor, y: torch.Tensor) -> _Built:
    """Upright forms above their rippled reflection."""
    below = (y - 0.20).clamp(min=0)
    wobble = 0.012 * torch.sin(90 * below.sqrt() * 3) * (below > 0)
    v = torch.where(y > 0.20, 0.40 - y + 0.5 * wobble, y)
    light = torch.where(
        y > 0.20, -0.35 - 0.9 * below, 1.2 * torch.exp(-((y - 0.2) ** 2) / 0.03) - 0.2
    )
    return x + wobble, v, light, torch.where(y > 0.20, 0.6, 1.0)


def _kaleidoscope(mirrors: int) -> Callable[[torch.Tensor, torch.Tensor], _Built]:
    def fold(x: torch.Tensor, y: torch.Tensor) -> _Built:
        radius = (x * x + y * y).sqrt()
        wedge = 2 * math.pi / mirrors
        angle = torch.atan2(y, x) % wedge
        angle = torch.minimum(angle, wedge - angle)
        rings = 0.5 * torch.cos(radius * 26) * torch.exp(-3 * radius)
        light = _glow(x, y) + 0.5 * rings
        return radius * torch.cos(angle), radius * torch.sin(angle), light, torch.ones_like(x)

    return fold


def _polar(x: torch.Tensor, y: torch.Tensor) -> _Built:
    """A tunnel: around is across, into the depth is along."""
    radius = (x * x + y * y).sqrt() + 0.015
    around = torch.atan2(y, x).abs() * (1.6 / math.pi)
    along = -0.42 * radius.log()
    light = 1.9 * torch.exp(-radius / 0.10) - 1.0 + 1.4 * radius.clamp(0, 0.6)
    return around, along, light, (radius / 0.16).clamp(0, 1)


_SPACES: dict[str, Callable[[torch.Tensor, torch.Tensor], _Built]] = {
    "plane": _plane,
    "horizon": _horizon,
    "mirror": _mirror,
    "kaleido4": _kaleidoscope(4),
    "kaleido6": _kaleidoscope(6),
    "kaleido8": _kaleidoscope(8),
    "polar": _polar,
}
