"""Unsharp masking, which Deforum calls anti-blur (deforum.md 1.6), exact on every device."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache

import torch

from midivideo.errors import UserError
from midivideo.render.ops.transfer import sent

#: OpenCV blurs 8-bit pictures with weights in 1/256.
_WEIGHT_BITS = 8
_ONE = 1 << _WEIGHT_BITS

#: Widths of a blur, in pixels; OpenCV works for minutes on one of a million, whatever the picture.
WIDEST = 999

#: OpenCV's own kernels where sigma is 0 and the kernel small.
_SMALL_KERNELS = {
    1: (1.0,),
    3: (0.25, 0.5, 0.25),
    5: (0.0625, 0.25, 0.375, 0.25, 0.0625),
    7: (0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125),
}


def unsharp(
    images: torch.Tensor,
    kernels: torch.Tensor,
    sigmas: torch.Tensor,
    amounts: torch.Tensor,
    thresholds: torch.Tensor,
) -> torch.Tensor:
    """Add ``amounts`` times the difference from a Gaussian blur; an amount of 0 or less: as is.

    ``images`` are uint8 ``(batch, 3, height, width)``; the rest has shape ``(batch,)`` and stays on
    the CPU: ``kernels`` odd widths of the blur in pixels, ``sigmas`` of the Gaussian in pixels (0:
    from the width, as in OpenCV), ``amounts`` float64, ``thresholds`` in grey levels. Values with a
    smaller difference than the threshold stay as they are; as in Deforum the difference wraps
    modulo 256, so only those that the blur darkens slightly are kept.

    Raises `UserError` for a kernel that is even, less than 1 or above :data:`WIDEST`.
    """
    groups: dict[tuple[int, float], list[int]] = defaultdict(list)
    for item, amount in enumerate(amounts.tolist()):
        if amount > 0:
            groups[_odd(kernels[item].item()), float(sigmas[item])].append(item)
    if not groups:
        return images
    result = images.clone()
    for (kernel, sigma), group in groups.items():
        items = torch.tensor(group)
        here = sent(items, images.device)
        part = images[here]
        blurred = _blurred(part, kernel, sigma)
        result[here] = _sharpened(part, blurred, amounts[items], thresholds[items])
    return result


def _odd(kernel: float) -> int:
    width = int(kernel)
    if not 1 <= width <= WIDEST or width % 2 == 0:
        raise UserError(
            "an unsharp kernel has a middle pixel",
            key="antiblur_kernel",
            value=width,
            allowed=f"odd numbers from 1 to {WIDEST}",
        )
    return width


def _blurred(images: torch.Tensor, kernel: int, sigma: float) -> torch.Tensor:
    """`gaussian_blur`, on the CPU by OpenCV itself, which is ten times faster there."""
    if images.device.type != "cpu":
        return gaussian_blur(images, kernel, sigma)
    import cv2

    blurred = torch.empty_like(images, memory_format=torch.contiguous_format)
    planes = images.contiguous().flatten(0, 1).numpy()
    for plane, target in zip(planes, blurred.flatten(0, 1).numpy(), strict=True):
        cv2.GaussianBlur(plane, (kernel, kernel), sigma, dst=target)
    return blurred


def gaussian_blur(images: torch.Tensor, kernel: int, sigma: float) -> torch.Tensor:
    """OpenCV's ``GaussianBlur`` of uint8 images ``(batch, 3, height, width)``, border reflected.

    Both directions in whole numbers, rounded once, half up; bit for bit what OpenCV gives.
    """
    weights = gaussian_weights(kernel, sigma)
    height, width = images.shape[2:]
    rows = _reflected(height, kernel // 2, images.device)
    padded = images.index_select(2, rows).int()
    padded = padded.index_select(3, _reflected(width, kernel // 2, images.device))
    columns = torch.zeros_like(padded[..., :width])
    for offset, weight in enumerate(weights):
        columns += padded[..., offset : offset + width] * weight
    total = torch.full_like(columns[:, :, :height], 1 << (2 * _WEIGHT_BITS - 1))
    for offset, weight in enumerate(weights):
        total += columns[:, :, offset : offset + height] * weight
    return (total >> (2 * _WEIGHT_BITS)).to(torch.uint8)


def _reflected(edge: int, reach: int, device: torch.device) -> torch.Tensor:
    """Pixels along an edge and ``reach`` beyond its ends, mirrored without repeating the end."""
    positions = torch.arange(-reach, edge + reach, device=device).abs()
    return edge - 1 - (edge - 1 - positions).abs()


@lru_cache(maxsize=64)
def gaussian_weights(kernel: int, sigma: float) -> tuple[int, ...]:
    """The weights of a Gaussian in 1/256, which they add up to, as OpenCV rounds them.

    From the ends inwards each weight takes on the rounding error of the one before; the middle
    one gets the rest.
    """
    exact = _gaussian(kernel, sigma)
    half: list[int] = []
    error = 0.0
    for weight in exact[: kernel // 2]:
        wanted = weight * _ONE + error
        half.append(round(wanted))
        error = wanted - half[-1]
    return (*half, _ONE - 2 * sum(half), *reversed(half))


def _gaussian(kernel: int, sigma: float) -> tuple[float, ...]:
    if sigma <= 0 and kernel in _SMALL_KERNELS:
        return _SMALL_KERNELS[kernel]
    if sigma <= 0:
        sigma = 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8
    weights = [math.exp(-0.5 * ((i - kernel // 2) / sigma) ** 2) for i in range(kernel)]
    return tuple(weight / sum(weights) for weight in weights)


def _sharpened(
    images: torch.Tensor, blurred: torch.Tensor, amounts: torch.Tensor, thresholds: torch.Tensor
) -> torch.Tensor:
    device = images.device
    strength = sent(amounts.double().view(-1, 1, 1, 1), device)
    sharp = images.double().mul_(1 + strength).sub_(blurred.double().mul_(strength))
    sharp.clamp_(0, 255).round_()
    if not bool((thresholds > 0).any()):
        return sharp.to(torch.uint8)
    keep = images - blurred < sent(thresholds.view(-1, 1, 1, 1), device)
    return torch.where(keep, images, sharp.to(torch.uint8))
