"""Memory and time that jobs ask a cluster for."""

from __future__ import annotations

import pytest

from midivideo import allowance
from midivideo.allowance import Allowance
from midivideo.settings.model import Render

PREVIEW = Render()
DIFFUSION = Render(painter="diffusion", model="model")
CLIP = 16 * 24


def test_every_further_attempt_may_take_twice_as_much():
    first = Allowance(mem_mb=1000, minutes=6)
    assert first.on_attempt(1) == first
    assert first.on_attempt(2) == Allowance(2000, 12)
    assert first.on_attempt(3) == Allowance(4000, 24)


def test_time_and_memory_of_a_batch_grow_with_its_clips():
    few, many = (allowance.rendering(DIFFUSION, clips * CLIP, gpu=True) for clips in (8, 64))
    assert many.minutes - 20 == pytest.approx(8 * (few.minutes - 20), abs=8)
    assert few.mem_mb + 20 < many.mem_mb < few.mem_mb + 100


@pytest.mark.parametrize(
    ("settings", "gpu", "at_least", "at_most"),
    [
        # 58 frames a second, measured: 6.6 s.
        (PREVIEW, False, 1, 10),
        # A T4 paints about ten frames of 256 x 256 a second.
        (DIFFUSION, True, 1 + 10, 30),
        # A CPU core needs half a minute to a minute a frame.
        (DIFFUSION, False, 4 * 60, 12 * 60),
    ],
)
def test_a_clip_of_the_usual_size_has_time_enough_and_no_day(settings, gpu, at_least, at_most):
    assert at_least <= allowance.rendering(settings, CLIP, gpu=gpu).minutes <= at_most


def test_large_pictures_and_many_steps_get_more():
    large = DIFFUSION.model_copy(update={"width": 512, "height": 512, "steps": 30})
    small, more = (allowance.rendering(each, 64 * CLIP, gpu=True) for each in (DIFFUSION, large))
    assert more.minutes > 5 * small.minutes
    assert more.mem_mb > small.mem_mb
    assert allowance.coding(large, CLIP).mem_mb > allowance.coding(DIFFUSION, CLIP).mem_mb


def test_what_goes_through_all_clips_grows_with_them():
    few, many = allowance.gathering(100, 8), allowance.gathering(40_000, 8)
    assert few.minutes < 10 < 60 < many.minutes
    assert few.mem_mb < many.mem_mb < 20_000
