"""The painter in Deforum's feedback loop, with the real camera and colour match."""

from __future__ import annotations

import math

import torch

from midivideo.render.ops import camera3d, colour
from midivideo.render.painters.preview import PreviewPainter

CALM, KICK = 0.87, 0.35
BEAT = 12


def strength_at(frame: int) -> float:
    """A kick each half second, dying away in three frames."""
    return (KICK, 0.55, 0.75)[frame % BEAT] if frame and frame % BEAT < 3 else CALM


def render(prompt: str, frames: int, side: int = 128, seed: int = 1234) -> torch.Tensor:
    """A clip of this prompt, (frames, 3, side, side) uint8."""
    painter = PreviewPainter(side, side)
    image = painter.paint(None, [prompt], [0.0], [seed])
    reference = colour.reference(image, "lab")
    clip = [image]
    for frame in range(1, frames):
        image = colour.match(camera3d.warp_3d(image, _motion(frame)), reference, "lab")
        image = painter.paint(image, [prompt], [strength_at(frame)], [seed + frame])
        image = colour.match(image, reference, "lab")
        clip.append(image)
    return torch.cat(clip)


def _motion(frame: int) -> camera3d.Motion3D:
    zero, one = torch.zeros(1), torch.ones(1)
    return camera3d.Motion3D(
        rotation_x=0.05 * one,
        rotation_y=0.10 * math.sin(frame / 30) * one,
        rotation_z=0.25 * math.sin(frame / 50) * one,
        translation_x=zero,
        translation_y=zero,
        translation_z=0.8 * one,
        fov=40 * one,
        aspect=one,
    )


def sharpness(images: torch.Tensor) -> torch.Tensor:
    """Variance of the Laplacian of each image, (images,)."""
    grey = images.float().mean(dim=1, keepdim=True)
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None]
    return torch.nn.functional.conv2d(grey, kernel).var(dim=(1, 2, 3))


def colourfulness(images: torch.Tensor) -> torch.Tensor:
    """Mean distance of the largest from the smallest channel, (images,)."""
    return (images.amax(dim=1).float() - images.amin(dim=1).float()).mean(dim=(1, 2))


def change(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of pairs of images, (images,)."""
    return (first.float() - second.float()).abs().mean(dim=(1, 2, 3))
