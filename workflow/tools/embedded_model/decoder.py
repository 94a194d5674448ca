"""Trains the decoder on, with the encoder as it is: sharper, and steadier over many rounds.

Latents don't change by this, so it may run before, beside or after the denoiser's training.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch.nn import functional

from tools.embedded_model.autoencoder import NOISE, Autoencoder, difference
from tools.embedded_model.corpus import Corpus
from tools.embedded_model.devices import Device
from tools.embedded_model.recipe import Recipe
from tools.embedded_model.training import Run, chance, optimizer_of, train

#: How much it counts that decoded pictures have the latents that they were decoded from.
RETURN = 1.0


def train_decoder(
    recipe: Recipe, model: Autoencoder, corpus: Corpus, folder: Path, device: Device
) -> list[float]:
    """Train the decoder of ``model`` in place, going on from the checkpoint in ``folder``.

    What is decoded has gone round some times and carries noise; what is asked for is the first
    picture and its latents. So going round leads back to pictures, not away from them.

    Returns:
        The loss of each step.
    """
    own = recipe.decoder
    model.eval().requires_grad_(False)
    decoder = model.net.decoder.train().requires_grad_(True)

    def loss_at(step: int) -> torch.Tensor:
        rng, draws = chance(recipe.seed, "decoder", step)
        crops = torch.from_numpy(corpus.crops(rng, own.batch, own.crop))
        pictures = device.images(crops.float() / 127.5 - 1)
        with device.autocast():
            with torch.no_grad():
                true = model.encode(pictures)
                given = true
                for _ in range(step % (1 + (own.rounds if step < own.late else own.late_rounds))):
                    given = model.encode(model.decode(given).clamp(-1, 1))
            amount = NOISE * torch.rand((own.batch, 1, 1, 1), generator=draws)
            noise = amount * torch.randn(given.shape, generator=draws)
            decoded = model.decode(given + noise.to(given.device))
            again = model.encode(decoded)
        return difference(decoded.float(), pictures) + RETURN * functional.l1_loss(again, true)

    run = Run("decoder", {"decoder": decoder}, {}, optimizer_of([decoder], own.rate))
    train(run, own.steps, loss_at, folder, recipe.of_decoder())
    model.eval().requires_grad_(False)
    return run.losses
