"""Paints a frame with Stable Diffusion, img2img as A1111 does it (deforum.md 1.3, 1.8, 1.9)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import torch

from midivideo.render.clip import Look
from midivideo.render.engine import Handler, Request
from midivideo.render.painters.diffusion.load import Model, load_model
from midivideo.render.painters.diffusion.networks import Networks, Prediction
from midivideo.render.painters.diffusion.prompts import TextEncoder, terms
from midivideo.render.painters.diffusion.samplers import (
    Evaluation,
    NoiseStream,
    Sampler,
    Walk,
    make_sampler,
)
from midivideo.render.weights.placement import Placement
from midivideo.settings.model import Render


class DiffusionPainter:
    """Answers for one model; clips share it and keep nothing in it.

    Attributes:
        identity: model, weights, sampler, precision, versions.
        handlers: ``encode``, ``unet``, ``decode``.
    """

    identity: Mapping[str, Any]
    handlers: Mapping[str, Handler]

    def __init__(self, settings: Render, device: str, model: Model | None = None) -> None:
        """Load the model that the settings name, or take ``model``, and move it to ``device``.

        Raises:
            UserError: when there is no such model, or it does not go with the sampler.
        """
        import diffusers
        import transformers

        model = model or load_model(settings)
        placement = Placement(settings, device)
        self._settings = settings
        self._placement = placement
        self._trained = model.scheduler_config
        self._samplers: dict[int, Sampler] = {}
        self._sampler(settings.steps)
        # Texts are encoded once and asked about for many frames, so in full precision.
        text_encoder = model.text_encoder.float().to(device).eval().requires_grad_(False)
        self._texts = TextEncoder(model.tokenizer, text_encoder)
        self._networks = Networks(model, settings, placement)
        channels = model.unet.config.in_channels
        self._shape = (channels, settings.height // 8, settings.width // 8)
        self.identity = {
            "name": "diffusion",
            **model.identity,
            "trained_as": dict(model.scheduler_config),
            **placement.identity,
            "versions": {
                "diffusers": diffusers.__version__,
                "transformers": transformers.__version__,
            },
        }
        self.handlers = {
            "encode": self._networks.encode,
            "unet": self._networks.predict,
            "decode": self._networks.decode,
        }

    def paint(
        self, image: torch.Tensor | None, look: Look
    ) -> Generator[Request, Any, torch.Tensor]:
        """See :meth:`Painter.paint`."""
        latent = None
        if image is not None:
            latent = yield Request("encode", image, image.shape)
        noise = NoiseStream(
            look.seed,
            self._shape,
            self._placement.device,
            subseed=look.subseed,
            subseed_strength=look.subseed_strength,
        )
        sampler = self._sampler(look.steps or self._settings.steps)
        walk = sampler.frame(latent, look.strength, noise, look.noise_multiplier)
        finished = yield from self._walked(walk, look)
        return (yield Request("decode", finished, finished.shape))

    def rehearse(self, batch: int) -> None:
        """Ask every network once with ``batch`` items, so that it is compiled and known to fit."""
        latent = torch.zeros(self._shape, device=self._placement.device)
        texts = torch.stack([self._texts.encode("")] * 2)
        self._networks.predict([Prediction(latent, 0.0, texts)] * batch)
        self._networks.encode(self._networks.decode([latent] * batch))

    def _walked(self, walk: Walk, look: Look) -> Generator[Request, Any, torch.Tensor]:
        """The finished latent of a frame."""
        evaluation = next(walk)
        while True:
            predicted = yield from self._guided(evaluation, look)
            try:
                evaluation = walk.send(predicted)
            except StopIteration as end:
                return end.value

    def _guided(self, evaluation: Evaluation, look: Look) -> Generator[Request, Any, torch.Tensor]:
        """What the network predicts, after guidance.

        Texts of one length are asked about together; those of another length need another call.
        """
        by_length: dict[int, tuple[list[torch.Tensor], list[float]]] = {}
        for term in terms(look.prompt, look.scale, evaluation.index, evaluation.steps):
            text = self._texts.encode(term.text, look.clip_skip or self._settings.clip_skip)
            texts, factors = by_length.setdefault(len(text), ([], []))
            texts.append(text)
            factors.append(term.factor)
        total = torch.zeros_like(evaluation.latent)
        for length, (texts, factors) in by_length.items():
            asked = Prediction(evaluation.latent, evaluation.timestep, torch.stack(texts))
            answers = yield Request("unet", asked, (evaluation.latent.shape, len(texts), length))
            for answer, factor in zip(answers, factors, strict=True):
                total = total + factor * answer
        return total

    def _sampler(self, steps: int) -> Sampler:
        """The sampler with so many steps."""
        if steps not in self._samplers:
            self._samplers[steps] = make_sampler(self._settings.sampler, steps, self._trained)
        return self._samplers[steps]
