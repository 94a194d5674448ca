"""The networks of the diffusion painter, asked in batches of one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from midivideo.errors import UserError
from midivideo.render.ops.transfer import sent
from midivideo.render.painters.diffusion.load import Model
from midivideo.render.weights.placement import Placement
from midivideo.settings.model import Render


@dataclass(frozen=True)
class Prediction:
    """What the UNet is asked about one latent.

    Attributes:
        latent: (channels, height / 8, width / 8) float32; four channels in Stable Diffusion.
        timestep: its noise level.
        texts: encoded prompts, (prompts, tokens, width): one answer is wanted for each.
    """

    latent: torch.Tensor
    timestep: float
    texts: torch.Tensor


class Networks:
    """UNet and autoencoder on the device, and the handlers that ask them.

    Latents are float32 and scaled as the UNet knows them; pictures are uint8 RGB.
    """

    def __init__(self, model: Model, settings: Render, placement: Placement) -> None:
        """Move the networks to the device."""
        self._placement = placement
        unet, vae = placement.put(model.unet), placement.put(model.vae)
        if settings.attention == "plain":
            _attend_plainly(unet)
            _attend_plainly(vae)
        self._vae = vae
        self._scaling: float = vae.config.scaling_factor
        self._unet = placement.compiled(unet)
        vae.encoder = placement.compiled(vae.encoder)
        vae.decoder = placement.compiled(vae.decoder)

    @torch.no_grad()
    def encode(self, images: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        """Latents (channels, height / 8, width / 8) of pictures (3, height, width).

        The mean of the autoencoder's distribution: A1111 draws from it, but its spread is tiny
        and its draw can't be repeated (deforum.md 1.8).
        """
        batch = torch.stack(list(images)).float() / 255 * 2 - 1
        self._placement.begin()
        encoded = self._vae.encode(self._placement.images(batch))
        latents = encoded.latents if "latents" in encoded else encoded.latent_dist.mode()
        return (latents.float() * self._scaling).unbind()

    @torch.no_grad()
    def decode(self, latents: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        """Pictures (3, height, width) of latents, truncated to whole levels (deforum.md 1.8).

        Raises:
            UserError: when a network ran out of its number range.
        """
        batch = torch.stack(list(latents)) / self._scaling
        self._placement.begin()
        pictures = self._vae.decode(self._placement.images(batch)).sample.float()
        if not pictures.isfinite().all():
            raise UserError(
                "the model gave no numbers (overflow)",
                key="render.precision",
                value=str(self._placement.dtype).removeprefix("torch."),
                allowed="with this model bfloat16 or float32",
            )
        return ((pictures + 1) / 2).clamp(0, 1).mul(255).to(torch.uint8).unbind()

    @torch.no_grad()
    def predict(self, asked: Sequence[Prediction]) -> Sequence[torch.Tensor]:
        """What the UNet predicts, (prompts, channels, height / 8, width / 8) float32 each."""
        prompts = asked[0].texts.shape[0]
        device = self._placement.device
        latents = torch.stack([one.latent for one in asked]).repeat_interleave(prompts, 0)
        timesteps = torch.tensor([one.timestep for one in asked]).repeat_interleave(prompts)
        texts = torch.cat([one.texts for one in asked])
        self._placement.begin()
        predicted = self._unet(
            self._placement.images(latents),
            sent(timesteps, device),
            encoder_hidden_states=texts.to(device, self._placement.dtype),
        ).sample
        return predicted.float().unflatten(0, (len(asked), prompts)).clone().unbind()


def _attend_plainly(network: Any) -> None:
    from diffusers.models.attention_processor import AttnProcessor

    if hasattr(network, "set_attn_processor"):
        network.set_attn_processor(AttnProcessor())
