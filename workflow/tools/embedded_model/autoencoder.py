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
NOISE = 0.1
#: Every so many steps the decoded pictures are encoded and decoded once more.
ROUND_TRIP_EVERY = 4


class Autoencoder(nn.Module):
    """An ``AutoencoderTiny`` whose latents have mean 0, spread 1 and no correlation."""

    def __init__(self, recipe: AutoencoderRecipe) -> None:
        """Random weights."""
        super().__init__()
        self.net: Any = AutoencoderTiny(
            encoder_block_out_channels=(recipe.encoder_channels,) * 4,
            decoder_block_out_channels=(recipe.decoder_channels,) * 4,
            num_encoder_blocks=recipe.encoder_blocks,
            num_decoder_blocks=recipe.decoder_blocks,
            latent_channels=recipe.latents,
            scaling_factor=1.0,
        )
        self.norm = Whitening(recipe.latents)

    def encode(self, pictures: torch.Tensor) -> torch.Tensor:
        """Latents (n, channels, h / 8, w / 8) of pictures (n, 3, h, w) in -1 to 1."""
        features = self.net.encoder(pictures)
        with torch.autocast(features.device.type, enabled=False):
            return self.norm(features)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Pictures in about -1 to 1."""
        return self.net.decoder(latents)

    @torch.no_grad()
    def exported(self) -> AutoencoderTiny:
        """The network with the latents' norm folded into the encoder's last layer."""
        last, norm = self.net.encoder.layers[-1], self.norm.of_all()
        last.weight.copy_(_solved(norm, last.weight.flatten(1)).view_as(last.weight))
        last.bias.copy_(_solved(norm, (last.bias - self.norm.mean)[:, None])[:, 0])
        return self.net.eval()


class Whitening(nn.Module):
    """Latents (n, channels, h, w) made to have mean 0, spread 1 and no correlation.

    Without it a young encoder says the brightness in every channel, and finds the colours late.
    """

    MOMENTUM = 0.03

    def __init__(self, channels: int) -> None:
        """Statistics of nothing seen yet."""
        super().__init__()
        self.mean: torch.Tensor
        self.covariance: torch.Tensor
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("covariance", torch.eye(channels))

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        """Norm by the batch while training, by all that was seen otherwise."""
        flat = latents.float().transpose(0, 1).flatten(1)
        if self.training:
            mean = flat.mean(1)
            centred = flat - mean[:, None]
            covariance = centred @ centred.T / flat.shape[1]
            self.mean.lerp_(mean.detach(), self.MOMENTUM)
            self.covariance.lerp_(covariance.detach(), self.MOMENTUM)
            white = _solved(_root(covariance), centred)
        else:
            white = _solved(self.of_all(), flat - self.mean[:, None])
        shape = (latents.shape[1], latents.shape[0], *latents.shape[2:])
        return white.reshape(shape).transpose(0, 1).contiguous(memory_format=torch.channels_last)

    def of_all(self) -> torch.Tensor:
        """The lower triangle whose inverse whitens."""
        return _root(self.covariance)


def _root(covariance: torch.Tensor) -> torch.Tensor:
    channels = len(covariance)
    least = 1e-4 * covariance.diagonal().mean()
    return torch.linalg.cholesky(covariance + least * torch.eye(channels, device=least.device))


def _solved(triangle: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    return torch.linalg.solve_triangular(triangle, values, upper=False)


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
    """How far decoded pictures are from the true ones.

    On four scales, the levels; on the fine ones also edges and the strength of detail, on the
    coarse ones hues once more: else all channels are soon spent on detail.
    """
    loss = decoded.new_zeros(())
    for fine in (True, True, False, False):
        loss = loss + functional.l1_loss(decoded, pictures)
        if fine:
            own, true = _edges(decoded), _edges(pictures)
            loss = loss + 0.4 * functional.l1_loss(own, true)
            loss = loss + 0.6 * functional.l1_loss(_strength(own), _strength(true))
        else:
            loss = loss + functional.l1_loss(_hues(decoded), _hues(pictures))
        decoded, pictures = (functional.avg_pool2d(x, 2) for x in (decoded, pictures))
    return loss


def _hues(pictures: torch.Tensor) -> torch.Tensor:
    """Red and blue against green, (n, 2, h, w)."""
    return pictures[:, 0::2] - pictures[:, 1:2]


def _edges(pictures: torch.Tensor) -> torch.Tensor:
    """Differences of neighbours, (n, 6, h - 1, w - 1): across, then down."""
    across = pictures[:, :, :-1, 1:] - pictures[:, :, :-1, :-1]
    down = pictures[:, :, 1:, :-1] - pictures[:, :, :-1, :-1]
    return torch.cat([across, down], 1)


def _strength(edges: torch.Tensor) -> torch.Tensor:
    """How strong the edges are in windows of 8 pixels, wherever in them they lie."""
    return functional.avg_pool2d(edges.abs(), 8, 4)
