"""Unsharp masking against Deforum and OpenCV: exact."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from deforum_golden import Golden, varied_frames

from midivideo.errors import UserError
from midivideo.render.ops.sharpen import gaussian_blur, gaussian_weights, unsharp


def settings(count: int, kernel=5, sigma=1.0, amount=0.1, threshold=0.0) -> list[torch.Tensor]:
    values = (kernel, sigma, amount, threshold)
    return [torch.full((count,), float(value), dtype=torch.float64) for value in values]


@pytest.mark.parametrize(
    ("file", "amount"), [("unsharp_0_k5_s1_a0.1_t0.npy", 0.1), ("unsharp_1_k5_s1_a1.0_t0.npy", 1.0)]
)
def test_sharpened_frames_equal_those_of_deforum(golden: Golden, file: str, amount: float) -> None:
    sharpened = unsharp(golden.frame("img96x128_bgr.png"), *settings(1, amount=amount))
    assert torch.equal(sharpened, golden.result(file))


def test_the_default_weights_are_those_of_the_specification() -> None:
    assert gaussian_weights(5, 1.0) == (14, 62, 104, 62, 14)


@pytest.mark.parametrize("kernel", [1, 3, 5, 7, 9, 21, 31])
def test_the_blur_for_other_devices_equals_opencv(kernel: int) -> None:
    images = varied_frames(2)
    for sigma in (0.0, 0.3, 0.8, 1.0, 1.5, 3.0, 10.0):
        planes = images.flatten(0, 1).numpy()
        expected = [cv2.GaussianBlur(plane, (kernel, kernel), sigma) for plane in planes]
        ours = gaussian_blur(images, kernel, sigma).flatten(0, 1).numpy()
        assert np.array_equal(ours, np.stack(expected))


def test_a_threshold_keeps_what_the_wrapped_difference_says() -> None:
    """deforum.md 1.6: |image - blur| < threshold in uint8, which wraps."""
    images = varied_frames(1)
    image = images[0].numpy()
    blurred = np.stack([cv2.GaussianBlur(plane, (5, 5), 1.0) for plane in image])
    sharp = np.clip(1.7 * image.astype(float) - 0.7 * blurred.astype(float), 0, 255).round()
    expected = np.where(np.absolute(image - blurred) < 9, image, sharp.astype(np.uint8))
    ours = unsharp(images, *settings(1, amount=0.7, threshold=9))
    assert np.array_equal(ours[0].numpy(), expected)


def test_an_even_kernel_is_refused_by_its_name() -> None:
    with pytest.raises(UserError, match=r"antiblur_kernel.*4.*odd"):
        unsharp(varied_frames(1), *settings(1, kernel=4))


@pytest.mark.parametrize("kernel", [1_000_001, 1_000_000_001])
def test_a_kernel_wider_than_any_picture_is_refused_before_it_takes_minutes(kernel: int) -> None:
    with pytest.raises(UserError, match=r"antiblur_kernel.*999"):
        unsharp(varied_frames(1), *settings(1, kernel=kernel))


def test_an_amount_of_zero_costs_nothing_and_skips_its_item() -> None:
    images = varied_frames(2)
    assert unsharp(images, *settings(2, amount=0)) is images
    kernels, sigmas, amounts, thresholds = settings(2, kernel=4)
    amounts[:] = torch.tensor([0.0, 0.5])
    kernels[1] = 3
    sharpened = unsharp(images, kernels, sigmas, amounts, thresholds)
    assert torch.equal(sharpened[0], images[0]) and not torch.equal(sharpened[1], images[1])


def test_a_frame_does_not_depend_on_its_batch_or_on_threads(with_threads) -> None:
    images = varied_frames(8)
    steps = torch.arange(8, dtype=torch.float64)
    values = [2 * (steps % 3) + 1, 0.5 + steps % 2, steps / 5, steps]
    together = with_threads(1, lambda: unsharp(images, *values))
    assert torch.equal(together, with_threads(2, lambda: unsharp(images, *values)))
    for item in range(8):
        part = slice(item, item + 1)
        alone = unsharp(images[part], *(value[part] for value in values))
        assert torch.equal(alone[0], together[item])
