"""Formulas in mapping files."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import NamedMapping
from midivideo.keyframes.notes import Clip
from midivideo.resources import RESOURCES
from tests.keyframes.conftest import evaluate
from tests.keyframes.test_formulas import assert_same_curves

Make = Callable[..., Clip]
Write = Callable[[str], NamedMapping]


def layer(text: str, more: str = "") -> str:
    return f"{more}\nfields: {{translation_x: {{layers: [{{by: kick, {text}}}]}}}}"


def values(clip: Clip, named: NamedMapping) -> np.ndarray:
    assert_same_curves(clip, named)
    return evaluate(document_of(clip, named, seed=0))["translation_x"]


def test_an_amount_may_ask_what_a_hit_is_like(clip: Make, mapping: Write) -> None:
    hits = [(1, "kick", 127), (2, "kick", 64)]
    text = '"velocity/127 + pitch + 100*duration + 1000*number"'
    named = mapping(layer(f"envelope: hold, length: 1 frame, amount: {text}"))
    curve = values(clip(hits, duration_s=0.25), named)
    np.testing.assert_allclose(curve[[12, 24]], [1 + 36 + 25, 64 / 127 + 36 + 25 + 1000])


def test_an_amount_may_use_draws_and_velocity_still_counts(clip: Make, mapping: Write) -> None:
    text = 'envelope: level, amount: "2*throw", velocity: {quiet: 0.5}'
    named = mapping(layer(text, "draws: {throw: [3, 3]}"))
    assert values(clip([(1, "kick", 1)]), named)[-1] == pytest.approx(3)


def test_to_may_be_a_formula(clip: Make, mapping: Write) -> None:
    named = mapping(layer('envelope: hold, length: 2 frames, to: "velocity"'))
    assert values(clip([(1, "kick", 90)]), named)[12] == pytest.approx(90)


def test_an_envelope_is_drawn_in_frames_seconds_and_beats(clip: Make, mapping: Write) -> None:
    named = mapping(layer('envelope: "k + 100*seconds + 10000*beats", length: 1/2 beat, amount: 2'))
    curve = values(clip([(1, "kick", 100)]), named)
    k = np.arange(6)
    np.testing.assert_allclose(curve[12:18], 2 * (k + 100 * k / 24 + 10000 * k / 12))
    assert not curve[18:].any() and not curve[:12].any()


@pytest.mark.parametrize("overlap", ["strongest", "sum"])
@pytest.mark.parametrize("fps", ["24", "30000/1001"])
def test_envelopes_of_several_hits_render_to_their_curves(
    clip: Make, mapping: Write, overlap: str, fps: str
) -> None:
    text = (
        'envelope: "_cos(2*PI*beats)*max(0, 1-k/(4+velocity/10))^2", length: 0.6 s, '
        f'amount: "pitch/12 - number", alternate: true, overlap: {overlap}'
    )
    hits = [(1, "kick", 127), (2.5, "kick", 30), (2.75, "kick", 90), (7, "kick", 1)]
    assert np.abs(values(clip(hits, fps=fps), mapping(layer(text)))).max() > 1


def test_one_hits_formula_stays_in_the_document(clip: Make, mapping: Write) -> None:
    named = mapping(
        layer(
            'envelope: "max(0, 1-seconds/len)^2", length: 12 frames, amount: 3',
            "draws: {len: [1, 1]}",
        )
    )
    document = document_of(clip([(1, "kick", 100), (4, "kick", 50)]), named, seed=0)
    formula = document["keyframes"][0]["translation_x_i"]
    assert formula == "(if (k<12) (S*(max(0, 1 - f2s(k) / 1) ^ 2)) else (0))"


def test_an_envelope_that_stands_no_time_before_its_hit_is_not_asked_there(
    clip: Make, mapping: Write
) -> None:
    text = """
    fields:
      translation_x:
        layers:
          - {by: kick, envelope: "1/(k+1)", length: 6 frames, amount: 1}
          - {by: snare, envelope: "_sqrt(k)", length: 6 frames, amount: 1}
    """
    document = assert_same_curves(clip([(4, "kick", 100), (6, "snare", 100)]), mapping(text))
    assert "_sqrt" in document["keyframes"][0]["translation_x_i"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('amount: "2*velocty"', ["layers.0.amount", "character 3", "do you mean `velocity`?"]),
        ('amount: "2*(velocity"', ["layers.0.amount", "character"]),
        ('amount: "sin(p=4)"', ["layers.0.amount", "character 1", "no function `sin`"]),
        ('amount: "k+1"', ["layers.0.amount", "character 1", "no variable `k`"]),
        ('amount: "S*2"', ["layers.0.amount", "no variable `S`", "velocity"]),
        ('amount: "if (velocity>9) 1 else 2 + 1"', ["layers.0.amount", "several ways"]),
        ('amount: "1 + rand()"', ["layers.0.amount", "no function `rand`"]),
        ("amount: '1 + \"a\"'", ["layers.0.amount", "a text is no number"]),
        ('amount: 1, envelope: "1-k/*2"', ["layers.0.envelope", "character 5"]),
        ('amount: 1, envelope: "1-f/2"', ["layers.0.envelope", "no variable `f`"]),
        ('amount: "velocity", draws: 1', ["layers.0.draws", "no such key"]),
    ],
)
def test_a_mistake_is_told_with_its_layer_and_place(
    mapping: Write, text: str, said: list[str]
) -> None:
    envelope = "" if "envelope" in text else "envelope: hold, "
    with pytest.raises(UserError) as error:
        mapping(layer(f"{envelope}length: 5 frames, {text}"))
    for words in ["own.yaml", "fields.translation_x.", *said]:
        assert words in str(error.value)


def test_a_formula_that_gives_no_number_is_told_with_the_hit(clip: Make, mapping: Write) -> None:
    named = mapping(layer('envelope: hold, length: 1 s, amount: "_sqrt(50-velocity)"'))
    with pytest.raises(UserError, match=r"_sqrt\(50-velocity\).*no number for velocity 90"):
        document_of(clip([(1, "kick", 90)]), named, seed=0)
    named = mapping(layer('envelope: "1/k", length: 1 s, amount: 1'))
    with pytest.raises(UserError, match=r"character 2 of `1/k`: division by zero"):
        document_of(clip([(1, "kick", 90)]), named, seed=0)


def test_a_draw_can_not_be_called_like_a_variable(mapping: Write) -> None:
    with pytest.raises(UserError, match=r"draws\.velocity.*another name"):
        mapping("draws: {velocity: [0, 1]}")


def test_the_example_of_the_guide_works(clip: Make, mapping: Write) -> None:
    guide = (RESOURCES / "docs/mapping.md").read_text()
    named = mapping(
        guide.split("```yaml\n")[1].split("```")[0] + "instruments: {melody: {drums: false}}"
    )
    hits = [(1, "snare", 100), (3, "snare", 90), (2, "melody", 80)]
    assert_same_curves(clip(hits), named)
