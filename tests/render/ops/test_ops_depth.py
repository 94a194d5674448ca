"""Depth equalisation against Deforum's numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from deforum_golden import Golden, varied_frames

from midivideo.render.ops.depth import depth_z, equalize


def test_equalised_depth_is_that_of_deforum(golden: Golden) -> None:
    raw = torch.from_numpy(golden.array("depth96x128_raw.npy"))[None]
    expected = golden.array("depth96x128_equalized.npy")
    assert np.abs(equalize(raw)[0].numpy() - expected).max() < 1e-15


def test_near_is_one_and_far_is_two_whatever_the_model_calls_large() -> None:
    ramp = torch.linspace(3, 9, 64 * 64).view(1, 64, 64)
    inverse = depth_z(ramp, near_is_large=True)
    distance = depth_z(ramp, near_is_large=False)
    assert inverse[0, -1, -1] == 1 and distance[0, -1, -1] == 2
    assert inverse.min() >= 1 and inverse.max() <= 2
    assert torch.allclose(inverse + distance, torch.full_like(ramp, 3.0))


@pytest.mark.parametrize("broken", ["constant", "nan", "infinite"])
def test_a_map_that_says_nothing_is_a_plane_and_leaves_its_neighbours_alone(broken: str) -> None:
    good = varied_frames(1)[:, 0].float()
    bad = torch.full_like(good, 7.0)
    if broken != "constant":
        bad[0, :5] = 3.0
        bad[0, 20, 30] = float("nan") if broken == "nan" else float("-inf")
    both = depth_z(torch.cat([bad, good]), near_is_large=True)
    assert (both[0] == 1).all()
    assert torch.equal(both[1:], depth_z(good, near_is_large=True))


def test_a_map_does_not_depend_on_its_batch_or_on_threads(with_threads) -> None:
    raw = varied_frames(8)[:, 1].float()
    together = with_threads(1, lambda: equalize(raw))
    assert torch.equal(together, with_threads(2, lambda: equalize(raw)))
    for item in range(8):
        assert torch.equal(equalize(raw[item : item + 1])[0], together[item])
