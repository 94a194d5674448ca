"""Colour match against Deforum, scikit-image and OpenCV: exact."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from deforum_golden import Golden, bgr_array, varied_frames
from skimage.exposure import match_histograms

from midivideo.render.ops import colour_spaces
from midivideo.render.ops.colour import Reference, match, reference
from midivideo.render.ops.levels import histogram

CODES = {
    "lab": (cv2.COLOR_RGB2LAB, cv2.COLOR_LAB2RGB),
    "hsv": (cv2.COLOR_RGB2HSV, cv2.COLOR_HSV2RGB),
}


def as_deforum_does(image: torch.Tensor, model: torch.Tensor, space: str) -> np.ndarray:
    """scikit-image on BGR arrays, converted by OpenCV as if they were RGB (deforum.md 1.5)."""
    source, template = bgr_array(image), bgr_array(model)
    if space == "rgb":
        return match_histograms(source, template, channel_axis=-1)
    there, back = CODES[space]
    matched = match_histograms(
        cv2.cvtColor(source, there), cv2.cvtColor(template, there), channel_axis=-1
    )
    return cv2.cvtColor(matched, back)


@pytest.mark.parametrize("space", ["lab", "rgb"])
def test_matched_colours_are_those_of_deforum(golden: Golden, space) -> None:
    model = reference(golden.frame("color_ref_bgr.png"), space)
    matched = match(golden.frame("color_src_bgr.png"), model, space)
    assert torch.equal(matched, golden.result(f"color_out_{space.upper()}.npy"))


def degenerate_frames() -> torch.Tensor:
    """Black, white, one grey, two levels, a ramp without its ends."""
    pictures = torch.zeros(5, 3, 48, 80, dtype=torch.uint8)
    pictures[1] = 255
    pictures[2] = 100
    pictures[3, :, 10:] = 200
    pictures[4] = torch.linspace(30, 220, 80).to(torch.uint8)
    return pictures


@pytest.mark.parametrize("space", ["lab", "hsv", "rgb"])
def test_matched_colours_equal_scikit_image_on_all_sorts_of_pictures(space) -> None:
    images = torch.cat([varied_frames(6), degenerate_frames()])
    models = reference(images, space)
    for first in range(len(images)):
        for second in range(len(images)):
            image = images[first : first + 1]
            matched = match(image, models[second : second + 1], space)
            expected = as_deforum_does(image, images[second : second + 1], space)
            assert np.array_equal(bgr_array(matched), expected), (first, second)


@pytest.mark.parametrize("space", ["lab", "hsv", "rgb"])
def test_a_frame_does_not_depend_on_its_batch_or_on_threads(space, with_threads) -> None:
    images = varied_frames(8)
    models = reference(varied_frames(8, seed=1), space)
    together = with_threads(1, lambda: match(images, models, space))
    assert torch.equal(together, with_threads(2, lambda: match(images, models, space)))
    for item in range(8):
        alone = match(images[item : item + 1], models[item : item + 1], space)
        assert torch.equal(alone[0], together[item])


def test_references_of_single_clips_stack_to_a_batch() -> None:
    images = varied_frames(3)
    models = reference(images, "lab")
    again = Reference.stack([models[2], models[0], models[1]])
    order = torch.tensor([2, 0, 1])
    assert torch.equal(again.cumulative, models[order].cumulative)
    matched = match(images[order], again, "lab")
    assert torch.equal(matched, match(images, models, "lab")[order])


@pytest.mark.parametrize("code", ["COLOR_BGR2LAB", "COLOR_LAB2BGR", "COLOR_BGR2HSV"])
def test_the_table_for_other_devices_has_the_exact_values_of_opencv(code: str) -> None:
    images = varied_frames(2)
    expected = [cv2.cvtColor(i.permute(1, 2, 0).numpy(), getattr(cv2, code)) for i in images]
    converted = colour_spaces.with_table(images, code).permute(0, 2, 3, 1).numpy()
    assert np.array_equal(converted, np.stack(expected))
    colour_spaces._table.cache_clear()


def test_a_histogram_counts_every_pixel_at_its_level() -> None:
    images = varied_frames(3)
    counts = histogram(images)
    for item, picture in enumerate(images.numpy()):
        for channel, plane in enumerate(picture):
            expected = np.bincount(plane.ravel(), minlength=256)
            assert np.array_equal(counts[item, channel].numpy(), expected)
