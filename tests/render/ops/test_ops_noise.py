"""Frame noise and its blend against Deforum's numbers and the formulas of its specification."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from deforum_golden import Golden, varied_frames

from midivideo.render.ops.noise import blend, frame_noise, perlin


def test_noisy_frames_equal_those_of_deforum(golden: Golden) -> None:
    cases = golden.index("noise_index.json")
    assert len(cases) >= 3
    for case in cases:
        image = golden.frame(case["input"])
        noise = frame_noise(
            case["seed"],
            *image.shape[2:],
            case["noise_type"],
            case["octaves"],
            case["persistence"],
        )
        amount = torch.tensor([case["noise"]], dtype=torch.float64)
        expected = golden.result(case["file"])
        assert torch.equal(blend(image, noise[None], amount), expected), case["file"]


def test_perlin_noise_is_that_of_deforum(golden: Golden) -> None:
    generator = torch.Generator().manual_seed(1234)
    ours = perlin(256, 256, 4, 0.5, generator).numpy()
    assert np.array_equal(ours, golden.array("perlin_256_8x8_o4_p0.5_seed1234.npy"))


def test_uniform_noise_is_the_formula_of_the_specification() -> None:
    """deforum.md 1.7: trunc(clip(N * 0.5 + 0.5, 0, 1) * 255), channel 0 of N on blue."""
    drawn = torch.randn(3, 128, 192, generator=torch.Generator().manual_seed(5)).numpy()
    expected = np.trunc(np.clip(drawn * np.float32(0.5) + np.float32(0.5), 0, 1) * 255)
    noise = frame_noise(5, 128, 192, "uniform", 4, 0.5)
    assert np.array_equal(noise.numpy(), expected.astype(np.uint8)[::-1])


@pytest.mark.parametrize("kind", ["uniform", "perlin"])
def test_other_sizes_enlarge_the_next_smaller_multiple_of_64(kind) -> None:
    small = frame_noise(7, 64, 128, kind, 3, 0.5)
    large = frame_noise(7, 96, 160, kind, 3, 0.5)
    rows = torch.arange(96) * 64 // 96
    columns = torch.arange(160) * 128 // 160
    assert torch.equal(large, small[:, rows][:, :, columns])


def test_a_size_below_64_and_a_lattice_finer_than_pixels_give_noise() -> None:
    tiny = frame_noise(7, 24, 40, "perlin", 6, 0.7)
    assert tiny.shape == (3, 24, 40) and tiny.float().std() > 10


def test_perlin_follows_its_formula_at_sizes_that_are_no_power_of_two() -> None:
    """deforum.md 1.7, pixel by pixel: corners, fade, bilinear, times sqrt(2)."""
    height, width, cells = 192, 320, 8
    ours = perlin(height, width, 1, 0.5, torch.Generator().manual_seed(3)).double()
    angles = (
        2
        * math.pi
        * torch.rand(cells + 1, cells + 1, generator=torch.Generator().manual_seed(3)).double()
    )
    for i, j in ((0, 0), (5, 7), (24, 40), (100, 319), (191, 1)):
        row, column = i * cells / height, j * cells / width
        y, x = row % 1, column % 1
        corners = {}
        for down in (0, 1):
            for right in (0, 1):
                angle = angles[int(row) + down, int(column) + right]
                corners[down, right] = angle.cos() * (y - down) + angle.sin() * (x - right)
        fade_y, fade_x = (6 * t**5 - 15 * t**4 + 10 * t**3 for t in (y, x))
        left = corners[0, 0] + fade_y * (corners[1, 0] - corners[0, 0])
        right = corners[0, 1] + fade_y * (corners[1, 1] - corners[0, 1])
        expected = math.sqrt(2) * (left + fade_x * (right - left))
        assert ours[i, j].item() == pytest.approx(expected.item(), abs=1e-5)


def test_noise_depends_on_its_seed_and_not_on_threads(with_threads) -> None:
    def draw(seed: int = 11) -> torch.Tensor:
        return frame_noise(seed, 192, 320, "perlin", 4, 0.5)

    one = with_threads(1, draw)
    assert torch.equal(one, with_threads(2, draw))
    assert torch.equal(one, with_threads(3, draw))
    assert not torch.equal(one, draw(12))


def test_blended_noise_does_not_depend_on_the_batch() -> None:
    images, noise = varied_frames(8), varied_frames(8, seed=1)
    amounts = torch.linspace(0, 1, 8, dtype=torch.float64)
    together = blend(images, noise, amounts)
    for item in range(8):
        part = slice(item, item + 1)
        assert torch.equal(blend(images[part], noise[part], amounts[part])[0], together[item])
    assert torch.equal(together[0], images[0]) and torch.equal(together[7], noise[7])


def test_no_noise_costs_nothing() -> None:
    images = varied_frames(2)
    assert blend(images, images, torch.zeros(2, dtype=torch.float64)) is images
