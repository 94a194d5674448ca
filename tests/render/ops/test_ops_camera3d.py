"""The 3D camera against Deforum's own warps, and its own rules."""

from __future__ import annotations

import pytest
import torch
from deforum_golden import Golden, motion_3d, varied_frames

from midivideo.errors import UserError
from midivideo.render.ops.camera3d import Motion3D, warp_3d
from midivideo.render.ops.depth import depth_z

NAMES = {
    "rotation_3d_x": "rotation_x",
    "rotation_3d_y": "rotation_y",
    "rotation_3d_z": "rotation_z",
    "translation_x": "translation_x",
    "translation_y": "translation_y",
    "translation_z": "translation_z",
    "fov": "fov",
    "aspect_ratio": "aspect",
}
#: Modes that the renderer has; the "(old)" ones take raw depth and other sampling.
NEAR_IS_LARGE = {"Midas-3-Hybrid": True, "Zoe": False}


def warped_cases(golden: Golden) -> list[tuple[dict, torch.Tensor, torch.Tensor]]:
    """Every golden warp that applies: the case, our picture, Deforum's."""
    cases = []
    for case in golden.index("warp3d_index.json"):
        if case["depth_algorithm"] not in NEAR_IS_LARGE or case["padding_mode"] != "border":
            continue
        image = golden.frame(case["input"])
        depth = None
        if case["depth"]:
            raw = torch.from_numpy(golden.array(case["depth"]))[None]
            depth = depth_z(raw, near_is_large=NEAR_IS_LARGE[case["depth_algorithm"]])
        if case["dtype"] == "float32":
            image = image.float()
        motion = motion_3d(**{ours: float(case["params"][name]) for name, ours in NAMES.items()})
        cases.append((case, warp_3d(image, motion, depth), golden.result(case["file"])))
    return cases


def test_warps_equal_those_of_deforum(golden: Golden) -> None:
    cases = warped_cases(golden)
    assert len(cases) >= 26
    for case, ours, theirs in cases:
        assert ours.dtype == theirs.dtype, case["file"]
        error = (ours.double() - theirs.double()).abs().max().item()
        allowed = 1 if case["dtype"] == "uint8" else 0.02
        assert error <= allowed, f"{case['file']}: {error}"


def test_a_camera_at_rest_loses_the_same_levels_as_in_deforum(golden: Golden) -> None:
    image = golden.frame("img256_bgr.png")
    expected = golden.result("warp3d_256_00_flat.npy")
    assert torch.equal(warp_3d(image, motion_3d()), expected)


def varied_motion(count: int) -> Motion3D:
    steps = torch.arange(count, dtype=torch.float32)
    return Motion3D(
        rotation_x=0.3 * steps - 1,
        rotation_y=1.0 - 0.2 * steps,
        rotation_z=2.0 * steps - 7,
        translation_x=3 * steps - 10,
        translation_y=5 - 2 * steps,
        translation_z=4 * steps - 6,
        fov=40 + 5 * steps,
        aspect=1 + 0.1 * steps,
    )


def one(motion: Motion3D, item: int) -> Motion3D:
    fields = Motion3D.__dataclass_fields__
    return Motion3D(**{name: getattr(motion, name)[item : item + 1] for name in fields})


@pytest.mark.parametrize("with_depth", [False, True], ids=["flat", "depth"])
def test_a_frame_does_not_depend_on_its_batch_or_on_threads(with_depth: bool, with_threads) -> None:
    images = varied_frames(8)
    motion = varied_motion(8)
    depth = None
    if with_depth:
        depth = depth_z(images[:, 0].float() + images[:, 1], near_is_large=True)
    together = with_threads(1, lambda: warp_3d(images, motion, depth))
    assert torch.equal(together, with_threads(2, lambda: warp_3d(images, motion, depth)))
    assert torch.equal(together, with_threads(3, lambda: warp_3d(images, motion, depth)))
    for item in range(8):
        z = None if depth is None else depth[item : item + 1]
        alone = warp_3d(images[item : item + 1], one(motion, item), z)
        assert torch.equal(alone[0], together[item])


def test_a_plane_given_as_depth_is_the_flat_picture() -> None:
    images = varied_frames(4).float()
    motion = varied_motion(4)
    flat = warp_3d(images, motion)
    plane = warp_3d(images, motion, torch.ones(4, 48, 80))
    assert (flat - plane).abs().max() < 0.02


def test_a_camera_in_or_behind_the_picture_gives_pixels_and_no_nan() -> None:
    image = varied_frames(1).float()
    for steps in (200.0, 200.0 * (1 + 1e-7), 260.0, 1e9):
        for turn in (0.0, 90.0, 180.0):
            motion = motion_3d(translation_z=steps, rotation_y=turn)
            warped = warp_3d(image, motion)
            assert warped.isfinite().all()
            assert warped.min() >= 0 and warped.max() <= 255


def test_a_motion_that_is_no_number_gives_pixels_all_the_same() -> None:
    image = varied_frames(1).float()
    for field in ("translation_x", "translation_z", "rotation_y"):
        assert warp_3d(image, motion_3d(**{field: float("nan")})).isfinite().all()


@pytest.mark.parametrize(("field", "key"), [("fov", "fov"), ("aspect", "aspect_ratio")])
def test_a_lens_that_shows_nothing_is_refused_by_its_name(field: str, key: str) -> None:
    with pytest.raises(UserError, match=key):
        warp_3d(varied_frames(1), motion_3d(**{field: 0.0}))


def centre_of_light(image: torch.Tensor) -> tuple[float, float]:
    """Column and row of the mean light."""
    light = image[0, 0].double()
    positions = torch.arange(64, dtype=torch.float64)
    columns, rows = light.sum(0), light.sum(1)
    return float(columns @ positions / light.sum()), float(rows @ positions / light.sum())


def test_the_picture_moves_against_the_camera() -> None:
    image = torch.zeros(1, 3, 64, 64, dtype=torch.uint8)
    image[..., 28:36, 28:36] = 255
    lit = (image > 127).sum()
    assert (warp_3d(image, motion_3d(translation_z=40)) > 127).sum() > lit
    assert (warp_3d(image, motion_3d(translation_z=-40)) > 127).sum() < lit
    column, row = centre_of_light(image)
    right_column, right_row = centre_of_light(warp_3d(image, motion_3d(translation_x=20)))
    assert right_column < column - 2 and abs(right_row - row) < 0.1
    up_column, up_row = centre_of_light(warp_3d(image, motion_3d(translation_y=20)))
    assert up_row > row + 2 and abs(up_column - column) < 0.1
