"""What envelopes, velocity, turns and rests make of hits."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import NamedMapping
from midivideo.keyframes.notes import Clip
from tests.keyframes.conftest import evaluate

Make = Callable[..., Clip]
Write = Callable[[str], NamedMapping]


def curve(clip: Clip, mapping: NamedMapping, field: str = "translation_x", **options: Any):
    return evaluate(document_of(clip, mapping, seed=0, **options))[field]


def one(layer: str, field: str = "translation_x", more: str = "") -> str:
    return f"fields: {{{field}: {{{more} layers: [{{by: kick, {layer}}}]}}}}"


KICK = [(1, "kick", 127)]  # frame 12


def test_hold_is_full_for_its_length_from_the_hits_own_frame(clip: Make, mapping: Write) -> None:
    values = curve(clip(KICK), mapping(one("envelope: hold, length: 5 frames, amount: 3")))
    assert np.flatnonzero(values).tolist() == [12, 13, 14, 15, 16]
    assert set(values[12:17]) == {3.0}


def test_hold_of_a_short_time_lasts_one_frame(clip: Make, mapping: Write) -> None:
    values = curve(clip(KICK), mapping(one("envelope: hold, length: 0.001 s, amount: 3")))
    assert np.flatnonzero(values).tolist() == [12]


def test_decay_starts_full_and_reaches_nothing(clip: Make, mapping: Write) -> None:
    values = curve(clip(KICK), mapping(one("envelope: decay, length: 4 frames, amount: 8")))
    np.testing.assert_allclose(values[11:17], [0, 8, 6, 4, 2, 0], atol=1e-9)


def test_a_curved_decay_falls_fast_and_eases_out(clip: Make, mapping: Write) -> None:
    text = one("envelope: decay, length: 4 frames, curve: 3, amount: 1")
    values = curve(clip(KICK), mapping(text))
    np.testing.assert_allclose(values[12:17], (1 - np.arange(5) / 4) ** 3, atol=1e-9)


def test_ramps_move_on_the_hits_frame_and_add_up(clip: Make, mapping: Write) -> None:
    hits = [(1, "kick", 127), (2, "kick", 127)]
    values = curve(clip(hits), mapping(one("envelope: ramp, length: 4 frames, amount: 8")))
    np.testing.assert_allclose(values[11:17], [0, 2, 4, 6, 8, 8], atol=1e-9)
    np.testing.assert_allclose(values[-1], 16, atol=1e-9)


def test_level_stays_until_the_next_hit(clip: Make, mapping: Write) -> None:
    hits = [(1, "kick", 127), (2, "kick", 64)]
    text = one("envelope: level, amount: 1, velocity: {quiet: 0, loud: 1}")
    values = curve(clip(hits), mapping(text))
    np.testing.assert_allclose(values[[11, 12, 23, 24, 383]], [0, 1, 1, 0.5, 0.5], atol=1e-9)


def test_adsr_follows_the_notes_length(clip: Make, mapping: Write) -> None:
    text = one(
        "envelope: adsr, attack: 2 frames, decay: 2 frames, sustain: 0.5, release: 4 frames, "
        "amount: 1"
    )
    values = curve(clip(KICK, duration_s=0.5), mapping(text))
    np.testing.assert_allclose(
        values[11:30], [0, 0.5, 1, 0.75, *[0.5] * 10, 0.375, 0.25, 0.125, 0, 0], atol=1e-9
    )


def test_lengths_in_beats_follow_the_tempo(clip: Make, mapping: Write) -> None:
    text = one("envelope: hold, length: 1/2 beat, amount: 1")
    assert curve(clip(KICK, bpm=60), mapping(text)).sum() == 12
    assert curve(clip(KICK, bpm=120), mapping(text)).sum() == 6


@pytest.mark.parametrize("fps", ["24", "30", "60"])
def test_lengths_in_seconds_last_as_long_at_any_rate(clip: Make, mapping: Write, fps: str) -> None:
    text = one("envelope: hold, length: 0.5 s, amount: 1")
    assert curve(clip(KICK, fps=fps), mapping(text)).sum() / int(fps) == 0.5


def test_velocity_goes_from_quiet_to_loud_along_its_curve(clip: Make, mapping: Write) -> None:
    hits = [(1, "kick", 1), (2, "kick", 64), (3, "kick", 127)]
    text = one(
        "envelope: hold, length: 1 frame, amount: 10, velocity: {quiet: 0.2, loud: 1, curve: 2}"
    )
    np.testing.assert_allclose(
        curve(clip(hits), mapping(text))[[12, 24, 36]], [2, 10 * (0.2 + 0.8 * 0.25), 10], atol=1e-9
    )


def test_a_target_is_reached_from_any_base(clip: Make, mapping: Write) -> None:
    text = one("envelope: hold, length: 1 frame, to: 0.4", "strength", "base: 0.9, combine: min,")
    values = curve(clip(KICK), mapping(text), "strength")
    np.testing.assert_allclose(values[[11, 12, 13]], [0.9, 0.4, 0.9], atol=1e-9)


def test_hits_take_turns(clip: Make, mapping: Write) -> None:
    hits = [(1, "kick", 127), (2, "kick", 127), (3, "kick", 127)]
    text = one("envelope: hold, length: 1 frame, amount: 1, alternate: true")
    assert curve(clip(hits), mapping(text))[[12, 24, 36]].tolist() == [1, -1, 1]


def test_a_roll_goes_no_further_than_single_hits_with_rest(clip: Make, mapping: Write) -> None:
    text = one("envelope: ramp, length: 2 frames, amount: 10, rest: 0.5 s")
    singles = curve(clip([(beat, "kick", 127) for beat in range(1, 9)]), mapping(text))
    roll = curve(clip([(1 + step / 4, "kick", 127) for step in range(29)]), mapping(text))
    assert singles[-1] == pytest.approx(80)
    assert roll[-1] == pytest.approx(80)


@pytest.mark.parametrize(
    ("combine", "expected"), [("sum", 0.5 - 0.2), ("min", 0.5 - 0.3), ("max", 0.5 + 0.1)]
)
def test_layers_combine(clip: Make, mapping: Write, combine: str, expected: float) -> None:
    text = f"""
    fields:
      strength:
        base: 0.5
        combine: {combine}
        layers:
          - {{by: kick, envelope: hold, length: 1 frame, amount: -0.3}}
          - {{by: snare, envelope: hold, length: 1 frame, amount: 0.1}}
    """
    hits = [(1, "kick", 127), (1, "snare", 127)]
    assert curve(clip(hits), mapping(text), "strength")[12] == pytest.approx(expected)


def test_curves_do_not_depend_on_the_order_of_notes_or_layers(clip: Make, mapping: Write) -> None:
    layers = [
        "{by: kick, envelope: adsr, attack: 3 frames, decay: 5 frames, release: 1 s, amount: 0.7}",
        "{by: kick, envelope: ramp, length: 0.3 s, curve: 3, amount: 0.1, rest: 1 s}",
        "{by: [kick, snare], envelope: decay, length: 1 beat, amount: 1.3, overlap: sum}",
        "{by: snare, envelope: level, amount: 0.3, velocity: {quiet: 0.1}}",
    ]
    dice = random.Random(1)
    hits = [(dice.randrange(120) / 4, dice.choice(["kick", "snare"]), dice.randint(1, 127))
            for _ in range(80)]  # fmt: skip
    results = []
    for _ in range(4):
        text = "\n".join(
            ["fields:", "  fov:", "    layers:", *(f"      - {layer}" for layer in layers)]
        )
        results.append(curve(clip(hits), mapping(text), "fov"))
        dice.shuffle(layers)
        dice.shuffle(hits)
    assert all(np.array_equal(results[0], other) for other in results[1:])


def test_base_values_may_depend_on_the_painter(clip: Make, mapping: Write) -> None:
    own = mapping("fields: {noise: {base: {preview: 0, default: 0.02}}}")
    assert set(curve(clip(), own, "noise", painter="preview")) == {0.0}
    assert set(curve(clip(), own, "noise", painter="diffusion")) == {0.02}


def test_drift_is_in_units_a_second(clip: Make, mapping: Write) -> None:
    own = mapping("fields: {translation_z: {drift: 12}}")
    for fps in ("24", "60"):
        values = curve(clip(fps=fps), own, "translation_z")
        assert values[int(fps) * 10] == pytest.approx(120)


def test_a_sway_comes_back_after_each_period_and_meets_the_beats(
    clip: Make, mapping: Write
) -> None:
    own = mapping("fields: {rotation_3d_y: {sway: [{period: 16 beats, amount: 4}]}}")
    values = curve(clip(bpm=120), own, "rotation_3d_y")
    np.testing.assert_allclose(values[[0, 48, 96, 144, 192]], [0, 4, 0, -4, 0], atol=1e-9)
    beats = np.arange(0, 384, 12)
    np.testing.assert_allclose(values[beats], 4 * np.sin(2 * np.pi * beats / 192), atol=1e-9)


def test_draws_stay_in_their_range_differ_by_clip_and_are_recorded(
    clip: Make, mapping: Write
) -> None:
    own = mapping("draws: {depth: [2, 3]}\nfields: {translation_y: {base: depth}}")
    depths = []
    for seed in range(20):
        document = document_of(clip(), own, seed=seed)
        depth = document["midivideo"]["draws"]["depth"]
        assert evaluate(document)["translation_y"] == pytest.approx(depth, abs=1e-9)
        depths.append(depth)
    assert all(2 <= depth <= 3 for depth in depths)
    assert len(set(depths)) == 20


def test_a_mappings_own_instruments_replace_those_of_the_config(clip: Make, mapping: Write) -> None:
    text = "instruments: {kick: {notes: [38], channels: [10]}}\n"
    layer = one("envelope: hold, length: 1 frame, amount: 1")
    hits = [(1, "kick", 127), (2, "snare", 127)]
    values = curve(clip(hits), mapping(text + layer))
    assert np.flatnonzero(values).tolist() == [24]


def test_limits_cut_a_curve_off(clip: Make, mapping: Write) -> None:
    text = one("envelope: hold, length: 1 frame, amount: 9", more="minimum: 1, maximum: 4,")
    values = curve(clip(KICK), mapping(text))
    assert values[[11, 12]].tolist() == [1, 4]
