"""A denoising network that is known exactly: data of one mean and spread, in every prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from midivideo.render.painters.diffusion.samplers import Evaluation, Walk
from midivideo.render.painters.diffusion.samplers.levels import NoiseLevels

SD15: Mapping[str, Any] = {
    "_class_name": "PNDMScheduler",
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "epsilon",
    "skip_prk_steps": True,
    "steps_offset": 1,
    "set_alpha_to_one": False,
    "clip_sample": False,
}


class Toy:
    """The best answer there is for pictures drawn from N(mean, spread^2), every value alone."""

    def __init__(self, mean: float, spread: float, prediction: str = "epsilon") -> None:
        self.mean, self.spread, self.prediction = mean, spread, prediction
        self._levels = NoiseLevels.of_config(SD15)

    def __call__(self, question: Evaluation) -> torch.Tensor:
        sigma = float(self._levels.sigma(np.array([question.timestep]))[0])
        kept = 1 / (sigma**2 + 1)  # the network's input is sqrt(kept) x0 + sqrt(1 - kept) eps
        away = question.latent - kept**0.5 * self.mean
        total = kept * self.spread**2 + 1 - kept
        eps = (1 - kept) ** 0.5 * away / total
        sample = self.mean + kept**0.5 * self.spread**2 * away / total
        return {
            "epsilon": eps,
            "sample": sample,
            "v_prediction": kept**0.5 * eps - (1 - kept) ** 0.5 * sample,
        }[self.prediction]


def walk(steps: Walk, network: Any) -> tuple[torch.Tensor, list[Evaluation]]:
    """Answer every question; the finished latent, and the questions."""
    asked: list[Evaluation] = []
    answer: Any = None
    while True:
        try:
            question = steps.send(answer)
        except StopIteration as end:
            return end.value, asked
        asked.append(question)
        answer = network(question)
