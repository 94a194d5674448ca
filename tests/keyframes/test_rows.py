"""Rows of a document are few, and say exactly what the dense curves say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.keyframes.curves import base_of
from midivideo.keyframes.document import curves_of, document_of
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import Clip, with_instruments
from midivideo.keyframes.rows import breakpoints, keyframe_rows, plain_column
from tests.keyframes.conftest import busy_pattern, document_of_rows, evaluate

Make = Callable[..., Clip]


@pytest.mark.parametrize("preset", ["house", "v2midi"])
@pytest.mark.parametrize("options", [{}, {"fps": "30000/1001", "bpm": 174}, {"seconds": 200}])
def test_rows_render_to_the_dense_curves(clip: Make, preset: str, options: dict) -> None:
    own, named = clip(busy_pattern(), **options), load_mapping(preset)
    draws = Draws.of(named.mapping, 3, own.name)
    dense = curves_of(own, with_instruments(own.notes, named.mapping.instruments), named.mapping,
                      draws, "preview")  # fmt: skip
    rendered = evaluate(document_of(own, named, seed=3))
    for field, values in dense.items():
        np.testing.assert_allclose(rendered[field], values, rtol=1e-12, atol=1e-9, err_msg=field)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([-1.5, 0.0, 0.1, 1 / 3, 2.0, 1e4]), min_size=2, max_size=60),
    st.booleans(),
)
def test_any_curve_can_be_written_as_rows(steps: list[float], accumulate: bool) -> None:
    values = np.cumsum(steps) if accumulate else np.array(steps)
    rows = keyframe_rows({"fov": plain_column(values)}, {})
    rendered = evaluate(document_of_rows(rows, "fov"))["fov"]
    np.testing.assert_allclose(rendered, values, rtol=1e-11, atol=1e-10)


def test_a_straight_line_is_two_rows() -> None:
    formula, frames = breakpoints(np.linspace(0, 7, 1000))
    assert (formula, frames.tolist()) == ("L", [0, 999])


def test_a_step_is_one_more_row() -> None:
    formula, frames = breakpoints(np.repeat([1.0, 2.0], 50))
    assert (formula, frames.tolist()) == ("S", [0, 50, 99])


def test_a_very_slow_bend_is_not_lost() -> None:
    values = 2e-13 * np.arange(20000.0) ** 2
    rows = keyframe_rows({"fov": plain_column(values)}, {})
    rendered = evaluate(document_of_rows(rows, "fov"))["fov"]
    np.testing.assert_allclose(rendered, values, rtol=0, atol=1e-9)


def test_there_are_rows_only_where_something_changes(clip: Make) -> None:
    document = document_of(clip([(4, "kick", 100)]), load_mapping("v2midi"), seed=0)
    assert [row["frame"] for row in document["keyframes"]] == [0, 48, 383]
    assert document["keyframes"][1].keys() == {"frame", "info", "strength"}


def test_first_and_last_row_hold_every_field(clip: Make) -> None:
    document = document_of(clip(busy_pattern()), load_mapping("house"), seed=0)
    fields = set(document["managedFields"])
    for row in (document["keyframes"][0], document["keyframes"][-1]):
        assert fields <= row.keys()


def test_rows_are_labelled_with_instruments_and_velocities(clip: Make) -> None:
    hits = [(1, "kick", 100), (1, "snare", 96), (1, "kick", 110)]
    document = document_of(clip(hits), load_mapping("house"), seed=0)
    (label,) = [row["info"] for row in document["keyframes"] if "info" in row]
    assert label == "kick:110 snare:96"


def test_the_base_of_a_field_that_is_not_mapped_is_deforums(clip: Make) -> None:
    document = document_of(clip(), load_mapping("v2midi"), seed=0)
    first = document["keyframes"][0]
    assert (first["noise"], first["fov"], first["zoom"], first["scale"]) == (0.065, 70, 1, 7)
    assert base_of(load_mapping("v2midi").mapping.fields["translation_z"], 0, "", Draws({})) == 1
