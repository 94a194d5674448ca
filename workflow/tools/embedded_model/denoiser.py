"""Trains text encoder and UNet together, to tell pictures from noise by their captions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import EulerAncestralDiscreteScheduler
from transformers import CLIPTokenizer

from tools.embedded_model.devices import Device
from tools.embedded_model.networks import make_unet, noise_schedule
from tools.embedded_model.recipe import Recipe
from tools.embedded_model.text import train_text
from tools.embedded_model.tokens import tokens_of
from tools.embedded_model.training import Run, chance, optimizer_of, train

#: Share of pictures without a caption, for guidance (Ho and Salimans 2022).
EMPTY = 0.1
#: Levels with little noise are many and easy; their weight is bounded (Hang et al. 2023, Min-SNR).
MOST_SNR = 5.0


@dataclass(frozen=True)
class Denoiser:
    """A ``UNet2DConditionModel`` and its ``CLIPTextModel``.

    Tokens are (n, 77) integers, latents (n, channels, h, w).
    """

    unet: Any
    text_encoder: Any

    def predicted(
        self, noisy: torch.Tensor, times: torch.Tensor, tokens: torch.Tensor
    ) -> torch.Tensor:
        """The v that is predicted, shaped as the latents."""
        texts = self.text_encoder(input_ids=tokens).last_hidden_state
        return self.unet(noisy, times, encoder_hidden_states=texts).sample


def train_denoiser(
    recipe: Recipe,
    latents: torch.Tensor,
    captions: Sequence[Sequence[str]],
    tokenizer: CLIPTokenizer,
    folder: Path,
    device: Device,
    *,
    every: int,
    look: Callable[[Denoiser, int], None],
) -> tuple[Denoiser, list[float]]:
    """Train on latents and captions, going on from the checkpoint in ``folder``.

    Args:
        recipe: what is trained, and how long.
        latents: (pictures, channels, h, w) float16.
        captions: of each picture, in several wordings.
        tokenizer: for the captions.
        folder: of the checkpoint.
        device: where to train.
        every: steps between two calls of ``look``.
        look: is shown the averaged networks.

    Returns:
        The averaged networks, and the loss of each step.
    """
    own = recipe.denoiser
    text_encoder = train_text(recipe, latents, captions, tokenizer, folder, device)
    torch.manual_seed(recipe.seed)
    unet = device.put(make_unet(own, *latents.shape[1:3])).train()
    trained = Denoiser(unet, text_encoder)
    averaged = copy.deepcopy(trained)
    for module in vars(averaged).values():
        module.eval().requires_grad_(False)
    kept = _kept()
    weights = torch.clamp(MOST_SNR * (1 - kept) / kept, max=1.0)

    def loss_at(step: int) -> torch.Tensor:
        rng, draws = chance(recipe.seed, "denoiser", step)
        chosen = _chosen(recipe, step, len(latents))
        told = [_caption(captions[picture], rng) for picture in chosen]
        tokens = tokens_of(tokenizer, told)
        clean = latents[torch.from_numpy(chosen)].float()
        # One time in each of as many equal parts: every step sees all levels of noise.
        parts = torch.arange(own.batch) + torch.rand(own.batch, generator=draws)
        times = (parts / own.batch * len(kept)).long()
        noise = torch.randn(clean.shape, generator=draws)
        amount = kept[times][:, None, None, None]
        noisy = amount.sqrt() * clean + (1 - amount).sqrt() * noise
        true = amount.sqrt() * noise - (1 - amount).sqrt() * clean
        with device.autocast():
            found = trained.predicted(
                device.images(noisy), times.to(device.name), tokens.to(device.name)
            )
        wrong = (found.float() - device.images(true)).square().mean((1, 2, 3))
        return (weights[times].to(wrong.device) * wrong).mean()

    parts = vars(trained)
    run = Run("denoiser", parts, vars(averaged), optimizer_of(list(parts.values()), own.rate))
    train(
        run,
        own.steps,
        loss_at,
        folder,
        recipe.of_denoiser(),
        cooling=own.cooling,
        average=own.average,
        every=every,
        look=lambda step: look(averaged, step),
    )
    return averaged, run.losses


@torch.no_grad()
def paint(
    denoiser: Denoiser,
    tokenizer: CLIPTokenizer,
    prompts: Sequence[str],
    device: Device,
    *,
    seed: int = 0,
    steps: int = 20,
    scale: float = 4.0,
) -> torch.Tensor:
    """Latents (prompts, channels, h, w) from noise alone, with guidance."""
    scheduler: Any = EulerAncestralDiscreteScheduler(
        **{**noise_schedule(), "timestep_spacing": "linspace"}
    )
    scheduler.set_timesteps(steps)
    draws = torch.Generator().manual_seed(seed)
    config = denoiser.unet.config
    shape = (len(prompts), config.in_channels, config.sample_size, config.sample_size)
    latents = torch.randn(shape, generator=draws)
    latents = latents * scheduler.init_noise_sigma
    tokens = tokens_of(tokenizer, [*prompts, *[""] * len(prompts)]).to(device.name)
    texts = denoiser.text_encoder(input_ids=tokens).last_hidden_state
    for time in scheduler.timesteps:
        asked = scheduler.scale_model_input(torch.cat([latents] * 2), time)
        with device.autocast():
            found = denoiser.unet(
                device.images(asked), time.to(device.name), encoder_hidden_states=texts
            )
        wanted, plain = found.sample.float().cpu().chunk(2)
        guided = plain + scale * (wanted - plain)
        latents = scheduler.step(guided, time, latents, generator=draws).prev_sample
    return latents


def _kept() -> torch.Tensor:
    """Share of the picture's variance at each time."""
    scheduler: Any = EulerAncestralDiscreteScheduler(**noise_schedule())
    return scheduler.alphas_cumprod


def _chosen(recipe: Recipe, step: int, count: int) -> np.ndarray:
    """The pictures of a step: every picture comes once before any comes again."""
    batch = recipe.denoiser.batch
    first = step * batch
    found: list[int] = []
    while len(found) < batch:
        place = first + len(found)
        rng, _ = chance(recipe.seed, "order", place // count)
        order = rng.permutation(count)
        found += order[place % count :][: batch - len(found)].tolist()
    return np.array(found)


def _caption(captions: Sequence[str], rng: np.random.Generator) -> str:
    return "" if rng.random() < EMPTY else captions[int(rng.integers(len(captions)))]
