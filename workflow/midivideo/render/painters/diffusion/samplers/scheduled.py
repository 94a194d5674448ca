"""The samplers of diffusers: one scheduler a frame, behind the same generator."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

from midivideo.render.painters.diffusion.samplers.sampler import Evaluation, Walk, steps_taken

if TYPE_CHECKING:
    import torch

    from midivideo.render.painters.diffusion.samplers.noise import NoiseStream


class SchedulerSampler:
    """Walks with a scheduler of diffusers.

    Strength means the same as with Euler a: an img2img frame takes the last ``steps_taken``
    steps. A second-order scheduler (heun) asks twice in each step but the last. Schedulers that
    add noise draw it from the frame's stream, after its first draw.
    """

    def __init__(self, name: str, scheduler: Any, steps: int) -> None:
        """Walk with copies of ``scheduler``, a ``SchedulerMixin`` of diffusers."""
        self.name = name
        self.steps = steps
        scheduler.set_timesteps(steps)
        self._scheduler = scheduler
        self._draws = "generator" in inspect.signature(scheduler.step).parameters

    def frame(
        self,
        latent: torch.Tensor | None,
        strength: float,
        noise: NoiseStream,
        noise_multiplier: float = 1.0,
    ) -> Walk:
        """See :meth:`Sampler.frame`."""
        # A scheduler remembers where it is and what the network said; each frame needs its own.
        scheduler = copy.deepcopy(self._scheduler)
        start = 0
        first = noise.draw()[None]
        if latent is None:
            x = first * scheduler.init_noise_sigma
        else:
            start = (self.steps - steps_taken(self.steps, strength)) * scheduler.order
            self._begin_at(scheduler, start)
            at = scheduler.timesteps[start : start + 1]
            x = scheduler.add_noise(latent[None].float(), first * noise_multiplier, at)
        drawing = {"generator": noise.generator} if self._draws else {}
        for index, timestep in enumerate(scheduler.timesteps[start:]):
            predicted = yield Evaluation(
                latent=scheduler.scale_model_input(x, timestep)[0],
                timestep=float(timestep),
                index=index // scheduler.order,
                steps=self.steps,
            )
            x = scheduler.step(predicted[None], timestep, x, return_dict=False, **drawing)[0]
        return x[0]

    @staticmethod
    def _begin_at(scheduler: Any, start: int) -> None:
        # DDIM finds its place by the timestep alone.
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(start)
