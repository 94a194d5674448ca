"""Trains the autoencoder: sharp, and steady when its pictures come back again and again.

A clip's frame is the last frame encoded, changed and decoded, hundreds of times in a row. So beside
the picture itself these are asked for: latents that survive decoding and encoding, a decoder that
bears noise in its latents, and fine detail of the right strength even where it can't be of the
right place (without that every round would blur a little more).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional

from tools.embedded_model.corpus import Corpus
from tools.embedded_model.devices import Device
from tools.embedded_model.recipe import AutoencoderRecipe, Recipe
from tools.embedded_model.training import Run, chance, optimizer_of, train

#: Of the latents, whose spread is 1: the decoder has to bear so much, at most.
NOISE = 0.2
#: Every so many steps the decoded pictures are encoded and decoded once more.
ROUND_TRIP_EVERY = 3


class Autoencoder(nn.Module):
    """An ``AutoencoderTiny`` whose latents have mean 0 and spread 1 in each channel."""

    def __init__(self, recipe: AutoencoderRecipe) -> None:
        """Random weights."""
        super().__init__()
        self.net: Any = AutoencoderTiny(
            encoder_block_out_channels=(recipe.encoder_channels,) * 4,
            decoder_block_out_channels=(recipe.decoder_channels,) * 4,
            num_encoder_blocks=recipe.encoder_blocks,
            num_decoder_blocks=recipe.decoder_blocks,
            scaling_factor=1.0,
        )
        self.norm = nn.BatchNorm2d(4, affine=False, momentum=0.02)

    def encode(self, pictures: torch.Tensor) -> torch.Tensor:
        """Latents (n, 4, h / 8, w / 8) of pictures (n, 3, h, w) in -1 to 1."""
        return self.norm(self.net.encoder(pictures))

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Pictures in about -1 to 1."""
        return self.net.decoder(latents)

    @torch.no_grad()
    def exported(self) -> AutoencoderTiny:
        """The network with the latents' norm folded into the encoder's last layer."""
        mean, variance = self.norm.get_buffer("running_mean"), self.norm.get_buffer("running_var")
        spread = (variance + self.norm.eps).sqrt()
        last = self.net.encoder.layers[-1]
        last.weight /= spread[:, None, None, None]
        last.bias.copy_((last.bias - mean) / spread)
        return self.net.eval()


def train_autoencoder(
    recipe: Recipe, corpus: Corpus, folder: Path, device: Device
) -> tuple[Autoencoder, list[float]]:
    """Train on random crops, going on from the checkpoint in ``folder``.

    Returns:
        The autoencoder, and the loss of each step.
    """
    own = recipe.autoencoder
    torch.manual_seed(recipe.seed)
    model = device.put(Autoencoder(own).train())

    def loss_at(step: int) -> torch.Tensor:
        rng, draws = chance(recipe.seed, "autoencoder", step)
        crops = torch.from_numpy(corpus.crops(rng, own.batch, own.crop))
        pictures = device.images(crops.float() / 127.5 - 1)
        with device.autocast():
            latents = model.encode(pictures)
            amount = NOISE * torch.rand((own.batch, 1, 1, 1), generator=draws)
            noise = amount * torch.randn(latents.shape, generator=draws)
            decoded = model.decode(latents.float() + noise.to(latents.device))
            loss = difference(decoded.float(), pictures)
            if step % ROUND_TRIP_EVERY == 0:
                again = model.encode(decoded)
                loss = loss + 0.2 * functional.l1_loss(again.float(), latents.float().detach())
                twice = model.decode(again)
                loss = loss + 0.5 * difference(twice.float(), pictures)
        return loss

    run = Run("autoencoder", {"model": model}, {}, optimizer_of([model], own.rate))
    train(run, own.steps, loss_at, folder, recipe.of_autoencoder())
    return model.eval(), run.losses


def difference(decoded: torch.Tensor, pictures: torch.Tensor) -> torch.Tensor:
    """How far decoded pictures are from the true ones: pixels, edges, and strength of detail."""
    loss = functional.l1_loss(decoded, pictures)
    for _ in range(3):
        own, true = _edges(decoded), _edges(pictures)
        loss = loss + 0.5 * functional.l1_loss(own, true)
        loss = loss + 1.0 * functional.l1_loss(_strength(own), _strength(true))
        decoded, pictures = (functional.avg_pool2d(x, 2) for x in (decoded, pictures))
    return loss


def _edges(pictures: torch.Tensor) -> torch.Tensor:
    """Differences of neighbours, (n, 6, h - 1, w - 1): across, then down."""
    across = pictures[:, :, :-1, 1:] - pictures[:, :, :-1, :-1]
    down = pictures[:, :, 1:, :-1] - pictures[:, :, :-1, :-1]
    return torch.cat([across, down], 1)


def _strength(edges: torch.Tensor) -> torch.Tensor:
    """How strong the edges are in windows of 8 pixels, wherever in them they lie."""
    return functional.avg_pool2d(edges.abs(), 8, 4)
