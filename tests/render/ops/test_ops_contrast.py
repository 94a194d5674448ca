"""Contrast against the specification's formula."""

from __future__ import annotations

import numpy as np
import torch
from deforum_golden import varied_frames

from midivideo.render.ops.contrast import contrast


def test_products_round_half_to_even_and_wrap() -> None:
    """deforum.md 1.4: round(img * contrast) cast to uint8, modulo 256."""
    amounts = [0.0, 0.5, 0.97, 1.0, 1.1, 1.5, 3.0]
    images = varied_frames(len(amounts))
    result = contrast(images, torch.tensor(amounts, dtype=torch.float64))
    for item, amount in enumerate(amounts):
        expected = np.round(images[item].numpy() * amount).astype(np.int64) % 256
        assert np.array_equal(result[item].numpy(), expected)
    assert (images[1] % 4 == 1).any()  # 0.5 has halves to round down, and up
    assert (images[1] % 4 == 3).any()


def test_a_neutral_amount_costs_nothing() -> None:
    images = varied_frames(2)
    assert contrast(images, torch.ones(2, dtype=torch.float64)) is images


def test_a_frame_does_not_depend_on_its_batch() -> None:
    images = varied_frames(8)
    amounts = torch.linspace(0.5, 2, 8, dtype=torch.float64)
    together = contrast(images, amounts)
    for item in range(8):
        part = slice(item, item + 1)
        assert torch.equal(contrast(images[part], amounts[part])[0], together[item])
