"""A sheet of prompts and seeds, for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from midivideo.files import written_beside

#: Motifs, palettes, lights and textures of all kinds.
PROMPTS = (
    "violet and amber tunnel, glowing",
    "emerald crystal, backlit",
    "turquoise ocean at golden hour, oil painting",
    "crimson lava, macro",
    "golden mandala, perfect symmetry",
    "neon city at night",
    "blue forest, shafts of light",
    "pink flower, watercolour",
)
SEEDS = tuple(range(1, 7))
_EDGE, _TITLE = 160, 22


def save_sheet(images: Sequence[np.ndarray], prompts: Sequence[str], file: Path) -> None:
    """Write pictures (height, width, 3) as a JPEG: a row of equal length for each prompt."""
    from PIL import Image, ImageDraw, ImageFont

    columns = len(images) // len(prompts)
    high = _EDGE + _TITLE
    sheet = Image.new("RGB", (columns * _EDGE, len(prompts) * high), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=14)
    for row, prompt in enumerate(prompts):
        pen.text((4, row * high + 3), prompt, fill="black", font=font)
        for column in range(columns):
            image = Image.fromarray(images[row * columns + column])
            small = image.resize((_EDGE, _EDGE), Image.Resampling.LANCZOS)
            sheet.paste(small, (column * _EDGE, row * high + _TITLE))
    with written_beside(file) as temporary:
        sheet.save(temporary, format="JPEG", quality=88, optimize=True)
