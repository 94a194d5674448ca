"""The colour spaces in which colours are matched, with OpenCV's exact 8-bit values.

Deforum converts its BGR arrays as if they were RGB (deforum.md 1.5). On our RGB frames OpenCV's
BGR codes do the same, so the quirk stays inside this module. A conversion is a function of three
bytes: devices other than the CPU read it from a table of all 256**3 colours that OpenCV filled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import torch

Space = Literal["lab", "hsv", "rgb"]

_SIDE = 256

#: OpenCV's names of the conversions there and back.
_CODES: dict[Space, tuple[str, str]] = {
    "lab": ("COLOR_BGR2LAB", "COLOR_LAB2BGR"),
    "hsv": ("COLOR_BGR2HSV", "COLOR_HSV2BGR"),
}


def encode(images: torch.Tensor, space: Space) -> torch.Tensor:
    """RGB frames ``(batch, 3, height, width)`` in the channels of ``space``, uint8."""
    return images if space == "rgb" else _convert(images, _CODES[space][0])


def decode(images: torch.Tensor, space: Space) -> torch.Tensor:
    """Frames in the channels of ``space`` as RGB, uint8 ``(batch, 3, height, width)``.

    In HSV OpenCV itself rounds the last pixels of a row differently when the width is no multiple
    of its vector length; there a device's table may be one level off the CPU.
    """
    return images if space == "rgb" else _convert(images, _CODES[space][1])


def _convert(images: torch.Tensor, code: str) -> torch.Tensor:
    return _with_opencv(images, code) if images.device.type == "cpu" else with_table(images, code)


def _with_opencv(images: torch.Tensor, code: str) -> torch.Tensor:
    import cv2

    result = torch.empty_like(images, memory_format=torch.contiguous_format)
    for planes, targets in zip(images.contiguous().numpy(), result.numpy(), strict=True):
        converted = cv2.cvtColor(cv2.merge(list(planes)), getattr(cv2, code))
        cv2.mixChannels([converted], list(targets), [0, 0, 1, 1, 2, 2])
    return result


def with_table(images: torch.Tensor, code: str) -> torch.Tensor:
    """Convert by the named OpenCV code with the table of all colours, on the images' device."""
    first, second, third = images.int().unbind(1)
    colours = (first * _SIDE + second) * _SIDE + third
    return _table(code, images.device)[colours.long()].permute(0, 3, 1, 2).contiguous()


@lru_cache(maxsize=4)
def _table(code: str, device: torch.device) -> torch.Tensor:
    """What OpenCV makes of every colour: uint8 ``(256**3, 3)``, 50 MB on the device."""
    import cv2

    level = np.arange(_SIDE, dtype=np.uint8)
    colours = np.stack(np.meshgrid(level, level, level, indexing="ij"), axis=-1)
    converted = cv2.cvtColor(colours.reshape(_SIDE, _SIDE * _SIDE, 3), getattr(cv2, code))
    return torch.from_numpy(converted.reshape(-1, 3)).to(device)
