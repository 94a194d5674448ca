"""The preview painter: procedural, seeded, without weights.

It works by scale, as diffusion does. The bands of the picture that are coarser than a cut-off
stay; finer ones are drawn anew from the prompt's scene, which bends to the forms that stay. The
cut-off grows with 1 - strength. What stays is kept crisp: each band is held at the energy that
it has in the scene, so hundreds of warps blur nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as functional

from midivideo.render.painters.preview.follow import motion
from midivideo.render.painters.preview.palette import LUMA
from midivideo.render.painters.preview.place import (
    fresh_place,
    likest,
    recent_places,
    thumbnail,
)
from midivideo.render.painters.preview.prompt import parts
from midivideo.render.painters.preview.pyramid import bands, collapse
from midivideo.render.painters.preview.scene import draw, drawn_thumbnail, small, swirl
from midivideo.render.painters.preview.spaces import Space, space
from midivideo.render.painters.preview.style import Style, style_of

#: Goes up when pictures of the same arguments change: part of the key of cached frames.
PAINTER_VERSION = 1

#: Below this strength the scene is the frame's own; above, the one that the picture shows.
_FRESH_BELOW = 0.65
#: Wavelength whose share of change the colours take (see ``_share``).
_COLOUR_WAVELENGTH = 16.0

#: The styles of a cross-fade with their shares.
_Scene = list[tuple[Style, float]]


class PreviewPainter:
    """Paints pictures of one size."""

    def __init__(self, width: int, height: int, device: str = "cpu") -> None:
        """Remember the size in pixels, multiples of 8, and where pictures are to be.

        It paints on the CPU: a GPU has better things to do, and pixels stay the same.
        """
        self.width, self.height, self.device = width, height, device
        self._short = min(width, height)
        self._octaves = max(1, round(math.log2(self._short / 4)))

    def paint(
        self,
        images: torch.Tensor | None,
        prompts: Sequence[str],
        strengths: Sequence[float],
        seeds: Sequence[int],
    ) -> torch.Tensor:
        """The next pictures, (batch, 3, height, width) uint8 RGB.

        One at a time: an item's pixels then can't depend on its neighbours.

        Args:
            images: the warped last pictures, of the same shape; None for first frames.
            prompts: composed prompts, which may cross-fade.
            strengths: share of the picture that stays, by scale; 0 paints a new one, 1 leaves
                it as it is.
            seeds: of the frames.
        """
        painted = []
        for index, (prompt, strength, seed) in enumerate(
            zip(prompts, strengths, seeds, strict=True)
        ):
            scene = [(style_of(part.positive, part.negative), part.share) for part in parts(prompt)]
            if images is None or strength <= 0:
                painted.append(self._first(scene, seed))
            elif strength >= 1:
                painted.append(images[index].cpu())
            else:
                painted.append(self._next(images[index].cpu(), scene, strength, seed))
        return torch.stack(painted).to(self.device)

    def _first(self, scene: _Scene, seed: int) -> torch.Tensor:
        tone, tint = self._fresh(scene, seed)
        return _rgb(tone, _colours(scene, tone, tint))

    def _next(self, image: torch.Tensor, scene: _Scene, strength: float, seed: int) -> torch.Tensor:
        luma, chroma = _luma_and_chroma(image)
        if strength < _FRESH_BELOW:
            tone, tint = self._fresh(scene, seed)
        else:
            tone, tint = self._recalled(scene, seed, luma)
        pull = sum(share * self._space(style).pull for style, share in scene)
        painted = self._merged(luma, tone, 1 - strength, pull)
        target = _colours(scene, painted, tint)
        share = _share(_COLOUR_WAVELENGTH, 1 - strength)
        return _rgb(painted, chroma + share * (target - chroma))

    def _fresh(self, scene: _Scene, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
        place = fresh_place(seed)
        return _blended([(draw(style, self.width, self.height, place), s) for style, s in scene])

    def _recalled(
        self, scene: _Scene, seed: int, luma: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The scene that the picture shows, bent to where the picture has carried it."""
        # The size that ``small`` scenes have.
        quarter = functional.avg_pool2d(luma[None], 4)[0]
        seen = thumbnail(quarter)
        places = recent_places(seed)
        drawn = []
        for style, share in scene:
            known = [drawn_thumbnail(style, self.width, self.height, one) for one in places]
            place = places[likest(seen, torch.stack(known))]
            moved = motion(small(style, self.width, self.height, place), quarter)
            rows, columns = moved.shape[-2:]
            flow = swirl(style, place, seed, rows, columns)
            loose = self._space(style).loose
            moved = torch.cat([moved * loose, flow])
            drawn.append((draw(style, self.width, self.height, place, moved), share))
        return _blended(drawn)

    def _space(self, style: Style) -> Space:
        return space(style.motif.space, self.width, self.height)

    def _merged(
        self, luma: torch.Tensor, tone: torch.Tensor, change: float, pull: float
    ) -> torch.Tensor:
        """The picture's coarse bands and the scene's fine ones, each at the scene's energy."""
        merged = []
        both = bands(torch.stack([luma, tone])[None], self._octaves)
        for octave, band in enumerate(both):
            wavelength = 4.0 * 2**octave * 256 / self._short
            share = max(_share(wavelength, change), pull * change)
            mixed = torch.lerp(band[:, :1], band[:, 1:], share)
            if octave < self._octaves:
                wanted, has = band[:, 1:].std(), mixed.std()
                mixed = mixed * (wanted / has.clamp(min=1e-4)).clamp(0.7, 1.5)
            merged.append(mixed)
        return collapse(merged)[0, 0]


def _blended(
    drawn: list[tuple[tuple[torch.Tensor, torch.Tensor], float]],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tone and tint of a cross-fade."""
    if len(drawn) == 1:
        return drawn[0][0]
    # Two patterns averaged lose contrast; the root of the squared shares gives it back.
    lift = 1 / math.sqrt(sum(share * share for _, share in drawn))
    middle = sum(share * float(tone.mean()) for (tone, _), share in drawn)
    tone = sum((share * (tone - tone.mean()) for (tone, _), share in drawn), torch.zeros(()))
    tint = sum((share * tint for (_, tint), share in drawn), torch.zeros(()))
    return (tone * lift + middle).clamp(0, 1), tint


def _share(wavelength: float, change: float) -> float:
    """How much of a band is drawn anew, 0 to 1.

    Args:
        wavelength: of the band, in pixels of a picture whose short side is 256.
        change: 1 - strength.
    """
    cut = 700 * change**2.8
    return 1 / (1 + (wavelength / cut) ** 1.6)


def _colours(scene: _Scene, tone: torch.Tensor, tint: torch.Tensor) -> torch.Tensor:
    """Red and blue differences, (2, height, width), from the styles' tables."""
    table = sum((share * style.colours for style, share in scene), torch.zeros(()))
    grid = torch.stack([tone, tint], dim=-1) * 2 - 1
    return functional.grid_sample(
        table[None], grid[None], mode="bilinear", padding_mode="border", align_corners=True
    )[0]


def _luma_and_chroma(image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    red, green, blue = image.float().div(255)
    luma = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    return luma, torch.stack([red - luma, blue - luma])


def _rgb(luma: torch.Tensor, chroma: torch.Tensor) -> torch.Tensor:
    """The picture as (3, height, width) uint8."""
    red, blue = luma + chroma[0], luma + chroma[1]
    green = luma - (LUMA[0] * chroma[0] + LUMA[2] * chroma[1]) / LUMA[1]
    return torch.stack([red, green, blue]).mul(255).round().clamp(0, 255).to(torch.uint8)
