"""Batches of the steps between two paintings: warp, colour match, contrast, sharpening, noise.

The order and the numbers are Deforum's (deforum.md 1.4, nos. 3 to 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from midivideo.render.clip import ClipState
from midivideo.render.grain import Grain
from midivideo.render.ops import camera2d, camera3d, colour, contrast, noise, sharpen
from midivideo.render.ops.transfer import sent
from midivideo.settings.model import Render


@dataclass(frozen=True)
class Prepare:
    """A clip's last picture and all that happens to it before it is painted anew.

    Attributes:
        image: (3, height, width) uint8 RGB.
        values: the frame's schedules by name; motion per frame.
        reference: colours to keep, or None.
        noise_seed: seed of the frame noise.
        coming_noise_seed: of the frame after this one, which can be drawn ahead; None: no noise.
        depth: z of each pixel, (height, width) float32 in [1, 2]; None: a plane at 1.
    """

    image: torch.Tensor
    values: dict[str, float]
    reference: colour.Reference | None
    noise_seed: int
    coming_noise_seed: int | None = None
    depth: torch.Tensor | None = None

    @classmethod
    def of(cls, clip: ClipState, depth: torch.Tensor | None = None) -> Prepare:
        """The next frame's preparation of a clip that has a last picture."""
        assert clip.last is not None
        values = {name: clip.value(name) for name in _READ}
        return cls(
            clip.last, values, clip.reference, clip.noise_seed(), clip.coming_noise_seed(), depth
        )


@dataclass(frozen=True)
class Match:
    """A painted picture, (3, height, width), and the colours to keep."""

    image: torch.Tensor
    reference: colour.Reference


_READ = (
    "rotation_3d_x", "rotation_3d_y", "rotation_3d_z",
    "translation_x", "translation_y", "translation_z", "fov", "aspect_ratio",
    "angle", "zoom", "transform_center_x", "transform_center_y",
    "contrast", "noise",
    "antiblur_kernel", "antiblur_sigma", "antiblur_amount", "antiblur_threshold",
)  # fmt: skip


class ImageSteps:
    """The handlers of the requests ``prepare`` and ``match``."""

    def __init__(self, settings: Render, *, ahead: bool = False) -> None:
        """Remember how the pictures are treated; see the section ``render`` of the config.

        Args:
            settings: the section ``render``.
            ahead: draw noise in other threads while pictures are painted.
        """
        self._settings = settings
        self._grain = Grain(settings, ahead=ahead)

    def prepare(self, batch: Sequence[Prepare]) -> Sequence[torch.Tensor]:
        """Warp, match, contrast, sharpen and add noise; one (3, height, width) each."""
        images = self._warp(torch.stack([one.image for one in batch]), batch)
        references = [one.reference for one in batch if one.reference is not None]
        space = self._settings.color_coherence
        if space != "none" and references:
            images = colour.match(images, colour.Reference.stack(references), space)
        images = contrast.contrast(images, _tensor(batch, "contrast"))
        images = sharpen.unsharp(
            images,
            _tensor(batch, "antiblur_kernel"),
            _tensor(batch, "antiblur_sigma"),
            _tensor(batch, "antiblur_amount"),
            _tensor(batch, "antiblur_threshold"),
        )
        return self._add_noise(images, batch).unbind()

    def match(self, batch: Sequence[Match]) -> Sequence[torch.Tensor]:
        """Match painted pictures to their references; one (3, height, width) each."""
        images = torch.stack([one.image for one in batch])
        references = colour.Reference.stack([one.reference for one in batch])
        space = self._settings.color_coherence
        assert space != "none", "without colour coherence no clip asks for a match"
        return colour.match(images, references, space).unbind()

    def _warp(self, images: torch.Tensor, batch: Sequence[Prepare]) -> torch.Tensor:
        if self._settings.animation == "2d":
            flat = camera2d.Motion2D(
                angle=_tensor(batch, "angle"),
                zoom=_tensor(batch, "zoom"),
                translation_x=_tensor(batch, "translation_x"),
                translation_y=_tensor(batch, "translation_y"),
                center_x=_tensor(batch, "transform_center_x"),
                center_y=_tensor(batch, "transform_center_y"),
            )
            return camera2d.warp_2d(images, flat, self._settings.border)
        motion = camera3d.Motion3D(
            rotation_x=_tensor(batch, "rotation_3d_x"),
            rotation_y=_tensor(batch, "rotation_3d_y"),
            rotation_z=_tensor(batch, "rotation_3d_z"),
            translation_x=_tensor(batch, "translation_x"),
            translation_y=_tensor(batch, "translation_y"),
            translation_z=_tensor(batch, "translation_z"),
            fov=_tensor(batch, "fov"),
            aspect=_tensor(batch, "aspect_ratio"),
        )
        depths = [one.depth for one in batch if one.depth is not None]
        return camera3d.warp_3d(images, motion, torch.stack(depths) if depths else None)

    def _add_noise(self, images: torch.Tensor, batch: Sequence[Prepare]) -> torch.Tensor:
        amounts = _tensor(batch, "noise")
        if not bool(amounts.any()):
            return images
        drawn = torch.stack([self._grain.of(one.noise_seed) for one in batch])
        for one in batch:
            if one.coming_noise_seed is not None:
                self._grain.foresee(one.coming_noise_seed)
        return noise.blend(images, sent(drawn, images.device), amounts)


def _tensor(batch: Sequence[Prepare], name: str) -> torch.Tensor:
    return torch.tensor([one.values[name] for one in batch], dtype=torch.float64)
