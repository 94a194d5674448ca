"""Pictures to judge a training by: sheets of samples, and the curves of the losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from midivideo.files import written_beside

#: What is sampled while training goes on: motifs, palettes, textures and light of all kinds.
PROMPTS = (
    "blue nebula",
    "red fire, glowing",
    "green forest, sunbeams",
    "golden mandala, symmetric",
    "purple tunnel",
    "orange desert, daylight",
    "turquoise ocean, watercolour",
    "pink flower, macro",
    "neon city at night",
    "white snowflake, rim light",
    "rainbow silk",
    "teal aurora, night",
)


def as_pixels(decoded: torch.Tensor) -> np.ndarray:
    """Decoded pictures (n, 3, h, w) in -1 to 1 as (n, h, w, 3) uint8."""
    pixels = ((decoded.float().cpu() + 1) * 127.5).round().clamp(0, 255)
    return pixels.to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()


def save_sheet(images: np.ndarray, columns: int, file: Path) -> None:
    """Write pictures (n, h, w, 3) as a sheet, row by row."""
    from PIL import Image

    rows = -(-len(images) // columns)
    height, width = images.shape[1:3]
    sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
    for number, image in enumerate(images):
        y, x = number // columns * height, number % columns * width
        sheet[y : y + height, x : x + width] = image
    with written_beside(file) as temporary:
        Image.fromarray(sheet).save(temporary)


def save_losses(losses: Mapping[str, Sequence[float]], file: Path) -> None:
    """Draw the losses, each as the mean of a hundredth of its steps."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    for place, (name, values) in enumerate(losses.items(), 1):
        axes = figure.add_subplot(1, len(losses), place)
        window = max(1, len(values) // 100)
        ends = range(window, len(values) + 1, window)
        axes.plot(list(ends), [np.mean(values[end - window : end]) for end in ends])
        axes.set(title=name, xlabel="step", ylabel="loss", yscale="log")
        axes.grid(alpha=0.3)
    with written_beside(file) as temporary:
        figure.savefig(temporary, dpi=110)
