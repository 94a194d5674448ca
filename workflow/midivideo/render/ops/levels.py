"""Histograms and lookup tables of 8-bit channels, exact on every device.

Pictures are uint8 ``(batch, 3, height, width)``; histograms and tables have 256 entries per item
and channel. On the CPU OpenCV does the work, several times faster than torch.
"""

from __future__ import annotations

import numpy as np
import torch

LEVELS = 256


def histogram(images: torch.Tensor) -> torch.Tensor:
    """Count the pixels of each level: int64 ``(batch, 3, 256)``."""
    batch, channels = images.shape[:2]
    if images.device.type == "cpu":
        return _histogram_opencv(images)
    counts = torch.zeros((batch, channels, LEVELS), dtype=torch.int64, device=images.device)
    levels = images.reshape(batch, channels, -1).long()
    return counts.scatter_add_(2, levels, torch.ones_like(levels))


def look_up(images: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
    """Replace every level v of a channel by ``tables[item, channel, v]``, uint8 as the images."""
    if images.device.type == "cpu":
        return _look_up_opencv(images, tables)
    levels = images.reshape(*images.shape[:2], -1).long()
    return tables.gather(2, levels).view(images.shape)


def _histogram_opencv(images: torch.Tensor) -> torch.Tensor:
    import cv2

    counts = np.empty((*images.shape[:2], LEVELS), dtype=np.int64)
    for item, picture in zip(counts, images.contiguous().numpy(), strict=True):
        for row, plane in zip(item, picture, strict=True):
            # OpenCV counts in float32, exact up to 2**24 pixels of one level (4096 x 4096).
            row[:] = cv2.calcHist([plane], [0], None, [LEVELS], [0, LEVELS]).ravel()
    return torch.from_numpy(counts)


def _look_up_opencv(images: torch.Tensor, tables: torch.Tensor) -> torch.Tensor:
    import cv2

    result = torch.empty_like(images, memory_format=torch.contiguous_format)
    pictures = zip(
        images.contiguous().numpy(), tables.contiguous().numpy(), result.numpy(), strict=True
    )
    for planes, lookups, targets in pictures:
        for plane, lookup, target in zip(planes, lookups, targets, strict=True):
            cv2.LUT(plane, lookup, dst=target)
    return result
