"""Documents are formulas and labelled rows: easy to edit, and exactly the curves."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.keyframes.document import curves_of, document_of
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.load import NamedMapping, load_mapping
from midivideo.keyframes.notes import Clip, clip_of, with_instruments
from midivideo.parseq.check import check_document
from tests.keyframes.conftest import busy_pattern, evaluate, notes_document

Make = Callable[..., Clip]
Write = Callable[[str], NamedMapping]

NAMES = ("kick", "snare", "closed_hat", "open_hat", "pedal_hat", "tom", "cymbal", "melody")
HITS = st.lists(
    st.tuples(
        st.integers(0, 63).map(lambda sixteenth: sixteenth / 4),
        st.sampled_from(NAMES),
        st.integers(1, 127),
    ),
    max_size=60,
)


def assert_same_curves(clip: Clip, named: NamedMapping) -> dict[str, Any]:
    """The document, after making sure that it renders to the dense curves."""
    document = document_of(clip, named, seed=3)
    draws = Draws.of(named.mapping, 3, clip.name)
    notes = with_instruments(clip.notes, named.mapping.instruments)
    dense = curves_of(clip, notes, named.mapping, draws, "preview")
    rendered = evaluate(document)
    for field, values in dense.items():
        np.testing.assert_allclose(rendered[field], values, rtol=1e-12, atol=1e-9, err_msg=field)
    return document


@settings(max_examples=25, deadline=None)
@given(
    HITS,
    st.sampled_from(["house", "v2midi"]),
    st.sampled_from(["24", "12", "60", "30000/1001"]),
    st.sampled_from([90, 124, 174]),
    st.sampled_from([0.02, 0.1, 0.7]),
)
def test_any_pattern_renders_to_its_dense_curves(hits, preset, fps, bpm, duration_s):
    notes = notes_document(hits, seconds=6, fps=fps, bpm=bpm, duration_s=duration_s)
    notes["notes"] = [note for note in notes["notes"] if note["frame"] < notes["frames"]]
    document = assert_same_curves(clip_of(notes, "notes"), load_mapping(preset))
    assert not [each for each in check_document(document) if each.level == "error"]


ENVELOPES = (
    "hold, length: 3 frames", "hold, length: 1/4 beat, overlap: sum", "decay, length: 9 frames",
    "decay, length: 0.2 s, curve: 2.5, overlap: sum", "ramp, length: 5 frames",
    "ramp, length: 1/2 beat, curve: 3", "level", "level, length: 7 frames",
    "adsr, attack: 3 frames, decay: 2 frames, sustain: 0.4, release: 0.3 s",
    "adsr, attack: 1 frame, decay: 5 frames, sustain: 0, release: 1 frame",
)  # fmt: skip
LAYERS = st.lists(
    st.tuples(
        st.sampled_from(ENVELOPES),
        st.sampled_from(["kick", "snare", "[kick, snare]"]),
        st.sampled_from(["", ", alternate: true", ", rest: 0.4 s", ", velocity: {quiet: 0}"]),
        st.sampled_from(["0.3", "-1.25"]),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(
    LAYERS,
    st.sampled_from(["", "combine: min, ", "combine: max, "]),
    st.sampled_from(["", "drift: 0.7, ", "sway: [{period: 8 beats, amount: 2, phase: 0.3}], ",
                     "maximum: 1.5, minimum: -1, "]),
    st.sampled_from(["", "base: 0.5, "]),
    st.lists(st.tuples(st.integers(0, 40).map(lambda n: n / 4), st.sampled_from(["kick", "snare"]),
                       st.integers(1, 127)), max_size=25),
    st.booleans(),
)  # fmt: skip
def test_any_mapping_renders_to_its_dense_curves(
    tmp_path_factory, layers, combine, goes_on, base, hits, slowing
):
    text = ", ".join(
        f"{{by: {by}, envelope: {envelope}, amount: {amount}{more}}}"
        for envelope, by, more, amount in layers
    )
    file = tmp_path_factory.mktemp("mapping") / "own.yaml"
    file.write_text(f"fields: {{translation_x: {{{combine}{goes_on}{base}layers: [{text}]}}}}")
    clip = clip_of(notes_document(hits, seconds=6), "notes")
    if slowing:
        clip = replace(clip, beats=tuple(0.4 * n + 0.01 * n * n for n in range(13)))
    assert_same_curves(clip, load_mapping(str(file)))


def formulas(document: dict[str, Any]) -> dict[str, str]:
    first = document["keyframes"][0]
    return {field: first[f"{field}_i"] for field in document["displayedFields"]}


def test_the_originals_movements_are_one_short_formula_each_with_amounts_in_the_hits_rows(
    clip: Make,
) -> None:
    hits = [(1, "kick", 110), (2, "snare", 96), (3, "closed_hat", 64), (4, "open_hat", 127)]
    document = document_of(clip(hits), load_mapping("v2midi"), seed=0)
    base = document["midivideo"]["draws"]["strength_default"]
    assert formulas(document) | {"rotation_3d_y": ""} == {
        "translation_z": "(if (f==0) (1) else (prev_computed_value)) + (if (k<5) (S/5) else (0))",
        "rotation_3d_x": "prev_computed_value + (if (k<5) (S/5) else (0))",
        "rotation_3d_y": "",
        "rotation_3d_z": "(if (k<10) (S) else (0))",
        "strength": f"{base} + (if (k<1) (S) else (0))",
    }
    rows = {row.get("info"): row for row in document["keyframes"]}
    assert rows["snare:96"]["translation_z"] == pytest.approx(96)
    assert rows["open_hat:127"]["rotation_3d_x"] == 5
    assert set(rows["kick:110"]) == {"frame", "info", "strength"}


@pytest.mark.parametrize("fps", ["24", "30000/1001", "60"])
@pytest.mark.parametrize("bpm", [90, 124])
def test_where_hits_leave_each_other_room_the_formulas_say_it_all(
    clip: Make, fps: str, bpm: int
) -> None:
    hits = [
        (beat, name, 30 + 7 * number)
        for number, beat in enumerate(range(0, 20, 4))
        for name in (NAMES if number % 2 else NAMES[::2])
    ]
    document = assert_same_curves(clip(hits, fps=fps, bpm=bpm), load_mapping("house"))
    rows = document["keyframes"]
    for field, formula in formulas(document).items():
        own = [row["frame"] for row in rows[1:-1] if field in row]
        if own:  # then they are the amounts of hits
            assert "S*" in formula, (field, formula)
        assert not formula.endswith((" + S", " + L", "(f, 1)")), (field, formula)


def test_a_hit_that_still_sounds_on_the_last_frame_stays_in_its_row(clip: Make) -> None:
    hits = [(31.75, "snare", 96), (31.75, "closed_hat", 64)]  # frame 381 of 384
    document = assert_same_curves(clip(hits), load_mapping("v2midi"))
    assert "S/5" in formulas(document)["translation_z"]
    assert formulas(document)["rotation_3d_z"] == "(if (k<10) (S) else (0))"
    assert document["keyframes"][-1]["rotation_3d_z"] == pytest.approx(5)


def test_one_hit_is_edited_in_its_own_row(clip: Make) -> None:
    hits = [(beat, "snare", 96) for beat in range(1, 9)]
    document = document_of(clip(hits), load_mapping("v2midi"), seed=0)
    edited = copy.deepcopy(document)
    row = edited["keyframes"][3]
    row["translation_z"] *= 2
    before, after = (np.diff(evaluate(each)["translation_z"]) for each in (document, edited))
    changed = np.flatnonzero(np.abs(after - before) > 1e-9) + 1
    assert changed.tolist() == list(range(row["frame"], row["frame"] + 5))


def test_all_hits_of_an_instrument_are_edited_in_one_place(clip: Make) -> None:
    hits = [(beat, name, 127) for beat in range(1, 9, 2) for name in ("kick", "tom")]
    document = document_of(clip(hits), load_mapping("house"), seed=0)
    edited = copy.deepcopy(document)
    formula = edited["keyframes"][0]["strength_i"]
    assert formula.count("-0.48*kick") == 1 and 'info_match_since("kick:")' in formula
    edited["keyframes"][0]["strength_i"] = formula.replace("-0.48*kick", "-0.2*kick")
    assert evaluate(document)["strength"][12] == pytest.approx(0.38)
    assert evaluate(edited)["strength"][12] == pytest.approx(0.66)


def test_the_table_has_few_rows_and_every_one_with_hits_names_them(clip: Make) -> None:
    house = [(beat / 2, name, 100) for beat in range(32)
             for name in (["kick"] if beat % 2 == 0 else ["open_hat"])]  # fmt: skip
    document = document_of(clip(house), load_mapping("house"), seed=0)
    rows = document["keyframes"]
    assert len(rows) <= len(house) + 2
    assert all("info" in row for row in rows[:-1])
    busy = document_of(clip(busy_pattern()), load_mapping("house"), seed=0)
    assert len(busy["keyframes"]) < 384 / 2


def test_sway_and_drift_count_in_beats_and_seconds(clip: Make, mapping: Write) -> None:
    text = "fields: {translation_x: {drift: 3, sway: [{period: 16 beats, amount: 4, phase: 0.25}]}}"
    document = document_of(clip(bpm=124), mapping(text), seed=0)
    assert document["keyframes"][0]["translation_x_i"] == "3*s + 4*sin(p=16b, ps=4b)"
    assert len(document["keyframes"]) == 2


def test_where_the_tempo_changes_a_series_of_beats_takes_the_place_of_the_one_tempo(
    clip: Make, mapping: Write
) -> None:
    slowing = replace(clip(), beats=tuple(0.4 * n + 0.01 * n * n for n in range(30)))
    named = mapping("fields: {translation_x: {sway: [{period: 4 beats, amount: 1}]}}")
    document = assert_same_curves(slowing, named)
    assert document["keyframes"][0]["translation_x_i"] == "_sin(2*PI*(beat(f, 1)/4))"
    values = evaluate(document)["translation_x"]
    second_bar = slowing.beats[4] * 24
    assert abs(np.interp(second_bar, np.arange(len(values)), values)) < 0.02


def test_names_that_mean_something_in_the_language_are_evaded(clip: Make, mapping: Write) -> None:
    text = """
    instruments: {s: {notes: [36], drums: true}, bass: {notes: [38]}, double_bass: {notes: [45]}}
    fields:
      translation_x:
        layers:
          - {by: s, envelope: hold, length: 2 frames, amount: 1}
          - {by: bass, envelope: decay, length: 3 frames, amount: 2}
          - {by: double_bass, envelope: decay, length: 4 frames, amount: 3}
    """
    hits = [(1, "kick", 100), (2, "snare", 100), (3, "tom", 100), (3.5, "snare", 100)]
    document = assert_same_curves(clip(hits), mapping(text))
    formula = document["keyframes"][0]["translation_x_i"]
    assert "s_hits" in formula and '"(^| )bass:"' in formula
    assert [series["alias"] for series in document["timeSeries"]][:3] == [
        "s_hits", "bass", "double_bass",
    ]  # fmt: skip


def test_users_formulas_can_ask_for_the_velocity_of_an_instruments_latest_hit(clip: Make) -> None:
    document = document_of(
        clip([(1, "kick", 100), (2, "snare", 50), (4, "kick", 60)]), load_mapping("v2midi"), seed=0
    )
    document["keyframes"][0]["fov_i"] = "kick_velocity"
    fov = evaluate(document)["fov"]
    assert fov[[0, 11, 12, 47, 48, 383]].tolist() == [0, 0, 100, 100, 60, 60]
