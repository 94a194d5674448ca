"""The corpus as latents: the denoiser is trained on these alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from midivideo.files import written_beside
from midivideo.progress import progress
from tools.embedded_model.autoencoder import Autoencoder
from tools.embedded_model.corpus import Corpus
from tools.embedded_model.devices import Device

BATCH = 20


@torch.no_grad()
def encoded(corpus: Corpus, model: Autoencoder, file: Path, device: Device) -> torch.Tensor:
    """Latents (pictures, channels, size / 8, size / 8) float16 of all, kept in ``file``."""
    if not file.is_file():
        found: list[np.ndarray] = []
        with progress("latents", corpus.count, unit="pictures") as advance:
            for _, block in corpus.blocks():
                for at in range(0, len(block), BATCH):
                    pixels = torch.from_numpy(block[at : at + BATCH].copy()).permute(0, 3, 1, 2)
                    with device.autocast():
                        latents = model.encode(device.images(pixels.float() / 127.5 - 1))
                    found.append(latents.half().cpu().numpy())
                    advance(len(latents))
        with written_beside(file) as temporary:
            np.save(temporary, np.concatenate(found))
    return torch.from_numpy(np.load(file))
