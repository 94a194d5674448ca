"""Contrast, the way Deforum has it: pixel values multiplied, without a centre and without a stop.

deforum.md 1.4 step 6.
"""

from __future__ import annotations

import torch

from midivideo.render.ops.levels import LEVELS, look_up
from midivideo.render.ops.transfer import sent


def contrast(images: torch.Tensor, amounts: torch.Tensor) -> torch.Tensor:
    """Multiply each item of ``images`` by its amount (float64 ``(batch,)``, on the CPU).

    ``images`` are uint8 ``(batch, 3, height, width)``. Products are rounded half to even and wrap
    modulo 256, so an amount above 1 turns the brightest parts dark, as in Deforum.
    """
    if bool((amounts == 1).all()):
        return images
    levels = torch.arange(LEVELS, dtype=torch.float64)
    products = (levels * amounts.double().unsqueeze(1)).round()
    tables = products.remainder(LEVELS).to(torch.uint8)
    per_channel = tables.unsqueeze(1).repeat(1, images.shape[1], 1)
    return look_up(images, sent(per_channel, images.device))
