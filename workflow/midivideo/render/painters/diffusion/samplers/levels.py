"""Noise levels of a model: its training timesteps and their sigmas, and the way between.

As k-diffusion and A1111 use them (deforum.md 1.8): betas and their products in float64, the
products cast to float32, everything after that in float32, logarithms of sigmas interpolated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

import numpy as np

from midivideo.errors import UserError

Prediction = Literal["epsilon", "v_prediction", "sample"]


class NoiseLevels:
    """The noise levels that a model was trained on.

    Attributes:
        sigmas: per timestep the standard deviation of the noise on a latent of unit variance,
            (timesteps,) float32, rising.
        prediction: what the network predicts.
    """

    def __init__(self, betas: np.ndarray, prediction: Prediction = "epsilon") -> None:
        """Levels from ``betas``, (timesteps,) float64."""
        kept = np.cumprod(1.0 - betas).astype(np.float32)
        self.sigmas = np.sqrt((1 - kept) / kept)
        self._logs = np.log(self.sigmas)
        self.prediction = prediction

    @classmethod
    def of_config(cls, config: Mapping[str, Any]) -> NoiseLevels:
        """Levels from a diffusers scheduler's config.

        Raises:
            UserError: when the config's betas end in pure noise or are of an unknown kind.
        """
        if config.get("rescale_betas_zero_snr"):
            raise UserError(
                "this model was trained down to pure noise, where euler_a has no first step",
                key="render.sampler",
                allowed="model, ddim, euler_trailing",
            )
        prediction = config.get("prediction_type", "epsilon")
        if prediction not in ("epsilon", "v_prediction", "sample"):
            raise UserError(
                "the model's scheduler config names an unknown prediction_type", value=prediction
            )
        return cls(_betas(config), cast(Prediction, prediction))

    def sigma(self, timestep: np.ndarray) -> np.ndarray:
        """Sigmas at timesteps, which may lie between whole numbers; (n,) float32."""
        timestep = np.asarray(timestep, np.float32)
        low = np.floor(timestep).astype(int)
        high = np.ceil(timestep).astype(int)
        share = timestep - low.astype(np.float32)
        return np.exp((1 - share) * self._logs[low] + share * self._logs[high])

    def timestep(self, sigma: np.ndarray) -> np.ndarray:
        """Timesteps of sigmas, held at both ends of the training; (n,) float32."""
        log = np.log(np.asarray(sigma, np.float32))
        low = np.clip(np.searchsorted(self._logs, log, side="right") - 1, 0, len(self._logs) - 2)
        below, above = self._logs[low], self._logs[low + 1]
        share = np.clip((below - log) / (below - above), 0, 1)
        return (1 - share) * low.astype(np.float32) + share * (low + 1).astype(np.float32)

    def descent(self, steps: int) -> np.ndarray:
        """Sigmas of ``steps`` steps evenly over the timesteps, and 0 at the end; (steps + 1,)."""
        even = np.linspace(len(self.sigmas) - 1, 0, steps, dtype=np.float32)
        return np.append(self.sigma(even), np.float32(0))


def _betas(config: Mapping[str, Any]) -> np.ndarray:
    if config.get("trained_betas") is not None:
        return np.asarray(config["trained_betas"], np.float64)
    start, end = config.get("beta_start", 0.00085), config.get("beta_end", 0.012)
    timesteps = config.get("num_train_timesteps", 1000)
    match config.get("beta_schedule", "scaled_linear"):
        case "scaled_linear":
            return np.linspace(start**0.5, end**0.5, timesteps) ** 2
        case "linear":
            return np.linspace(start, end, timesteps)
        case other:
            raise UserError(
                "the model's scheduler config names a beta_schedule that euler_a does not know",
                value=other,
                allowed="scaled_linear, linear; or another render.sampler",
            )
