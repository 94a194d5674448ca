"""Noise that is drawn ahead is the noise that would be drawn when asked for."""

from __future__ import annotations

import torch

from midivideo.render.grain import Grain
from midivideo.settings.model import Render


def test_noise_drawn_ahead_is_the_same_and_is_drawn_once():
    settings = Render(width=96, height=64)
    ahead, at_once = Grain(settings, ahead=True), Grain(settings, ahead=False)
    for seed in (1, 2, 3, 2):
        ahead.foresee(seed)
    for seed in (3, 1, 2, 2, 9):
        assert torch.equal(ahead.of(seed), at_once.of(seed))
    assert not ahead._foreseen
