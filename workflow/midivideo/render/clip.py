"""What the loop knows of one clip: its manifest, and the little state between two frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

    from midivideo.manifest import Manifest
    from midivideo.render.ops.colour import Reference


@dataclass(frozen=True)
class Look:
    """What a painter is asked for at one frame.

    Attributes:
        prompt: composed prompt, ``positive --neg negative``, maybe weighted with ``AND``.
        strength: how much of the picture stays, 0 (nothing) to 1; denoising is 1 - strength.
        seed: of this frame.
        scale: classifier-free guidance.
        noise_multiplier: factor on the initial noise (deforum.md 1.8).
        subseed: of the noise that is mixed in.
        subseed_strength: share of that noise, 0 to 1.
        steps: of the sampler, from noise to a picture; 0: as configured.
        clip_skip: the text encoder's layer, from the end; 0: as configured.
    """

    prompt: str
    strength: float
    seed: int
    scale: float
    noise_multiplier: float
    subseed: int
    subseed_strength: float
    steps: int = 0
    clip_skip: int = 0


@dataclass
class ClipState:
    """One clip on its way through the loop; all that a resumed render has to know again.

    Attributes:
        manifest: prompts and schedules.
        colour_space: ``lab``, ``hsv``, ``rgb`` or ``none``.
        renew: whether the colour reference is renewed when the prompt changes.
        has_depth: whether the camera sees depth, or a plane.
        frame: the next frame to render.
        last: the last picture, (3, height, width) uint8 RGB.
        reference: the colours that frames are matched to.
    """

    manifest: Manifest
    colour_space: Literal["lab", "hsv", "rgb", "none"]
    renew: bool
    has_depth: bool = False
    frame: int = 0
    last: torch.Tensor | None = None
    reference: Reference | None = field(default=None, repr=False)

    def value(self, name: str, frame: int | None = None) -> float:
        """A schedule's value at a frame (the next one unless told)."""
        return float(self.manifest.series[name][self.frame if frame is None else frame])

    def look(self) -> Look:
        """What the painter is asked for at the next frame."""
        return Look(
            prompt=self.manifest.prompts[self.frame],
            # "strength" of frame 0 is not used: there is no picture yet (deforum.md 1.3).
            strength=min(max(self.value("strength"), 0.0), 1.0) if self.frame else 0.0,
            seed=int(self.value("seed")),
            scale=self.value("scale"),
            noise_multiplier=self.value("noise_multiplier") if self.frame else 1.0,
            subseed=int(self.value("subseed")),
            subseed_strength=self.value("subseed_strength"),
            steps=int(self.value("steps_schedule")),
            clip_skip=int(self.value("clipskip")),
        )

    def noise_seed(self) -> int:
        """Seed of the frame's noise: the last frame's, moved on by one (deforum.md 1.4 no. 8)."""
        return int(self.value("seed", self.frame - 1)) + 1

    def coming_noise_seed(self) -> int | None:
        """Seed of the noise of the frame after it; None when that has no noise, or is not there."""
        after = self.frame + 1
        if after >= self.manifest.frames or not self.value("noise", after):
            return None
        return int(self.value("seed", self.frame)) + 1

    def renews_reference(self) -> bool:
        """Whether the next frame's own colours become the reference.

        With a fixed reference a cross-fade to another prompt could never change the colours;
        so, while the prompt changes, frames go their own way and the last of them sets the tone.
        """
        prompts = self.manifest.prompts
        return self.frame == 0 or (self.renew and prompts[self.frame] != prompts[self.frame - 1])

    def keep(self, image: torch.Tensor) -> None:
        """Take ``image``, (3, height, width), as the next frame's picture and move on."""
        from midivideo.render.ops import colour

        if self.colour_space != "none" and self.renews_reference():
            self.reference = colour.reference(image[None], self.colour_space)[0]
        self.last = image
        self.frame += 1
