"""The default look: on the beat, watchable, and safe."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from midivideo.keyframes.document import document_of
from midivideo.keyframes.flashes import limited
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.mapping import Flashes
from midivideo.keyframes.notes import Clip
from midivideo.manifest.render import deltas
from tests.keyframes.conftest import busy_pattern, evaluate

Make = Callable[..., Clip]
BLAST = [(step / 4, name, 127) for step in range(200) for name in ("kick", "snare", "cymbal")]


def house(clip: Clip, seed: int = 0, painter: str = "preview") -> dict[str, np.ndarray]:
    return evaluate(document_of(clip, load_mapping("house"), seed=seed, painter=painter))


def test_a_kick_breaks_the_picture_on_its_own_frame_and_harder_hits_more(clip: Make) -> None:
    strength = house(clip([(4, "kick", 127), (8, "kick", 40)]))["strength"]
    assert strength[47] == strength[95] == 0.86
    assert strength[48] < strength[96] < 0.8
    assert (np.diff(strength[48:58]) >= 0).all()
    assert strength[58] == 0.86


def test_the_drawn_length_of_a_kick_is_how_long_the_picture_takes_to_settle(clip: Make) -> None:
    settled = {}
    for seed in range(12):
        document = document_of(
            clip([(4, "kick", 127)], fps="100"), load_mapping("house"), seed=seed
        )
        strength = evaluate(document)["strength"]
        frames = int((strength[200:] < 0.86).sum())
        settled[frames] = document["midivideo"]["draws"]["kick_length"]
    assert len(settled) > 3
    for frames, seconds in settled.items():
        assert frames / 100 == pytest.approx(seconds, abs=0.02)


@pytest.mark.parametrize("name", ["kick", "snare"])
@pytest.mark.parametrize("fps", ["24", "60"])
def test_a_hit_moves_the_camera_most_on_its_own_frame(clip: Make, name: str, fps: str) -> None:
    curves = house(clip([(beat, name, 110) for beat in range(4, 28, 2)], fps=fps))
    field = {"kick": "translation_z", "snare": "rotation_3d_z"}[name]
    speed = np.abs(deltas(field, curves[field]))
    onsets = [beat * int(fps) // 2 for beat in range(4, 28, 2)]
    between = np.delete(speed[1:], np.subtract(onsets, 1))
    assert speed[onsets].min() > between.max()


def test_rotation_and_sideways_motion_stay_near_where_they_began(clip: Make) -> None:
    for hits in (busy_pattern(), BLAST, []):
        curves = house(clip(hits, seconds=120))
        for field in ("rotation_3d_x", "rotation_3d_y", "rotation_3d_z"):
            assert np.abs(curves[field]).max() < 10, field
        for field in ("translation_x", "translation_y"):
            assert np.abs(curves[field]).max() < 25, field


def test_even_a_blast_of_drums_flies_at_a_speed_that_can_be_watched(clip: Make) -> None:
    steps = deltas("translation_z", house(clip(BLAST, bpm=200))["translation_z"])
    assert (steps >= 0).all()
    seconds = np.convolve(steps, np.ones(24), mode="valid")
    assert seconds.max() < 100  # a third closer each second


def test_hats_do_not_jerk(clip: Make) -> None:
    quiet = house(clip())
    for name in ("closed_hat", "open_hat", "pedal_hat"):
        hats = house(clip([(step / 4, name, 110) for step in range(128)]))
        for field in ("rotation_3d_x", "rotation_3d_y"):
            own = np.diff(hats[field] - quiet[field])
            assert np.abs(own).max() < 0.3, (name, field)
        assert np.array_equal(hats["strength"], quiet["strength"])


def test_silence_keeps_moving_slowly(clip: Make) -> None:
    curves = house(clip(seconds=60))
    flight = deltas("translation_z", curves["translation_z"])[1:] * 24
    assert flight.min() > 10 and flight.max() < 25
    turning = sum(
        np.abs(deltas(field, curves[field])[1:])
        for field in ("rotation_3d_x", "rotation_3d_y", "rotation_3d_z")
    )
    assert turning.max() < 0.5
    assert (turning > 0).mean() > 0.95


@pytest.mark.parametrize("fps", ["12", "24", "30000/1001", "60"])
def test_no_second_has_more_than_three_large_breaks(clip: Make, fps: str) -> None:
    for hits in (busy_pattern(), BLAST):
        own = clip(hits, fps=fps, bpm=170)
        large = house(own)["strength"] < 0.86 - 0.2 - 1e-9
        window = np.convolve(large, np.ones(int(np.ceil(own.fps))), mode="valid")
        assert window.max() == 3


def test_a_break_too_many_becomes_small_not_nothing(clip: Make) -> None:
    strength = house(clip(BLAST))["strength"]
    assert np.allclose(strength[::3][strength[::3] > 0.6], 0.66)


def test_the_limiter_keeps_the_loudest_hits() -> None:
    strength = np.full(24, 0.9)
    strength[[2, 6, 10, 14, 18]] = [0.5, 0.4, 0.6, 0.3, 0.45]
    kept = limited(strength, 0.9, Flashes(per_second=3, depth=0.2), 24)
    np.testing.assert_allclose(kept[[2, 6, 10, 14, 18]], [0.7, 0.4, 0.7, 0.3, 0.45])


def test_noise_is_for_diffusion_only(clip: Make) -> None:
    assert house(clip())["noise"].max() == 0
    assert house(clip(), painter="diffusion")["noise"].min() > 0
