"""The noise of a frame."""

from __future__ import annotations

import torch

from midivideo.render.painters.diffusion.samplers import NoiseStream

SHAPE = (4, 32, 32)


def test_draws_follow_one_generator_with_the_frames_seed() -> None:
    generator = torch.Generator().manual_seed(42)
    noise = NoiseStream(42, SHAPE)
    for _ in range(3):
        assert torch.equal(noise.draw(), torch.randn(SHAPE, generator=generator))


def test_a_subseed_turns_the_first_draw_only() -> None:
    plain, turned = NoiseStream(42, SHAPE), NoiseStream(42, SHAPE, subseed=43, subseed_strength=0.4)
    assert not torch.equal(plain.draw(), turned.draw())
    assert torch.equal(plain.draw(), turned.draw())


def test_a_subseed_strength_of_0_changes_nothing_and_of_1_is_the_subseed() -> None:
    def first(seed: int, share: float) -> torch.Tensor:
        return NoiseStream(seed, SHAPE, subseed=43, subseed_strength=share).draw()

    assert torch.equal(first(42, 0.0), NoiseStream(42, SHAPE).draw())
    assert torch.allclose(first(42, 1.0), NoiseStream(43, SHAPE).draw(), atol=1e-6)


def test_mixed_noise_keeps_its_variance() -> None:
    mixed = NoiseStream(42, SHAPE, subseed=43, subseed_strength=0.5).draw()
    assert 0.95 < float(mixed.std()) < 1.05


def test_the_same_seed_as_subseed_changes_nothing() -> None:
    same = NoiseStream(42, SHAPE, subseed=42, subseed_strength=0.5).draw()
    assert torch.allclose(same, NoiseStream(42, SHAPE).draw())
