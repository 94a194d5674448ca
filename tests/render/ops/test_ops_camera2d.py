"""The 2D camera against Deforum's own warps, and its own rules."""

from __future__ import annotations

import pytest
import torch
from deforum_golden import Golden, varied_frames

from midivideo.render.ops.camera2d import Motion2D, warp_2d

NAMES = {
    "angle": "angle",
    "zoom": "zoom",
    "translation_x": "translation_x",
    "translation_y": "translation_y",
    "transform_center_x": "center_x",
    "transform_center_y": "center_y",
}


def motion_2d(count: int = 1, **values: float) -> Motion2D:
    neutral = dict.fromkeys(NAMES.values(), 0.0) | {"zoom": 1.0, "center_x": 0.5, "center_y": 0.5}
    fields = (neutral | values).items()
    return Motion2D(**{k: torch.full((count,), v, dtype=torch.float64) for k, v in fields})


def test_warps_without_the_flip_equal_those_of_deforum(golden: Golden) -> None:
    cases = [c for c in golden.index("warp2d_index.json") if not c["enable_perspective_flip"]]
    assert {case["border"] for case in cases} == {"replicate", "wrap"}
    for case in cases:
        motion = motion_2d(**{ours: float(case["params"][name]) for name, ours in NAMES.items()})
        warped = warp_2d(golden.frame(case["input"]), motion, case["border"])
        assert torch.equal(warped, golden.result(case["file"])), case["file"]


def test_a_camera_at_rest_leaves_the_picture_as_it_is() -> None:
    images = varied_frames(2)
    assert torch.equal(warp_2d(images, motion_2d(2), "replicate"), images)


def test_wrapped_pixels_come_in_from_the_other_side() -> None:
    images = varied_frames(1)
    moved = warp_2d(images, motion_2d(translation_x=5, translation_y=-3), "wrap")
    assert torch.equal(moved, images.roll((-3, 5), dims=(2, 3)))


def test_a_quarter_turn_is_counter_clockwise() -> None:
    images = varied_frames(1, height=64, width=64)
    # OpenCV's pivot of half the width lies half a pixel from the picture's centre.
    turned = warp_2d(images, motion_2d(angle=90, center_x=31.5 / 64, center_y=31.5 / 64), "wrap")
    assert torch.equal(turned, images.rot90(1, dims=(2, 3)))


@pytest.mark.parametrize("border", ["replicate", "wrap"])
def test_extreme_zoom_gives_pixels(border) -> None:
    images = varied_frames(1)
    for zoom in (0.0, 1e-300, 1e-9, -1.0, 1e9):
        assert warp_2d(images, motion_2d(zoom=zoom), border).shape == images.shape


@pytest.mark.parametrize("border", ["replicate", "wrap"])
def test_a_frame_does_not_depend_on_its_batch_or_on_threads(border, with_threads) -> None:
    images = varied_frames(8)
    steps = torch.arange(8, dtype=torch.float64)
    fields = (3 * steps - 10, 0.8 + 0.1 * steps, steps - 3, 2 - steps, steps / 8, 1 - steps / 8)
    motion = Motion2D(*fields)
    together = with_threads(1, lambda: warp_2d(images, motion, border))
    assert torch.equal(together, with_threads(2, lambda: warp_2d(images, motion, border)))
    for item in range(8):
        alone = Motion2D(*(field[item : item + 1] for field in fields))
        warped = warp_2d(images[item : item + 1], alone, border)
        assert torch.equal(warped[0], together[item])
