"""Laplacian pyramids: a picture as bands of scale, each one octave coarser than the last.

Burt and Adelson 1983, "The Laplacian pyramid as a compact image code", with a box filter down
and a linear one up.
"""

from __future__ import annotations

import torch
import torch.nn.functional as functional


def bands(images: torch.Tensor, octaves: int) -> list[torch.Tensor]:
    """``octaves`` bands from the finest on, then the rest; their expanded sum is the images.

    Args:
        images: (1, channels, height, width).
        octaves: number of bands.
    """
    found = []
    for _ in range(octaves):
        coarser = functional.avg_pool2d(images, 2, ceil_mode=True, count_include_pad=False)
        found.append(images - expand(coarser, images))
        images = coarser
    return [*found, images]


def collapse(found: list[torch.Tensor]) -> torch.Tensor:
    """The images whose bands these are."""
    image = found[-1]
    for band in reversed(found[:-1]):
        image = band + expand(image, band)
    return image


def expand(image: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The image at the size of another."""
    return functional.interpolate(image, size=like.shape[-2:], mode="bilinear", align_corners=False)
