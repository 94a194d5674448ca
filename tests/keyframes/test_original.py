"""``v2midi`` against what the original V2MIDI scripts made (golden/seed, parseq.md 3)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midivideo.keyframes.document import document_of
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.manifest.render import rendered
from midivideo.midi import parse
from midivideo.settings import Settings
from tests.keyframes.conftest import evaluate

ROTATIONS = ("rotation_3d_x", "rotation_3d_y", "rotation_3d_z")
ALL = (*ROTATIONS, "strength", "translation_z")

#: For each case the fields that need not agree, by the conditions of parseq.md 3.3.
DIFFERING: dict[str, tuple[str, ...]] = {
    "c01_house_basic": (),
    "c01_house_basic_seed1": (),
    "c01_house_basic_seed2": (),
    "c01_house_basic_fps30": (),
    "c02_varied_velocity": (),
    "c10_other_messages": (),
    "c18_no_drums": (),
    "c20_type1_one_music_track": (),
    "c04_dense_16ths": (*ROTATIONS, "translation_z"),  # f: notches; i: ramps retriggered
    "c06_flams_retrigger": ("rotation_3d_y", "translation_z"),  # i
    "c08_tpb96_grid": ("rotation_3d_x", "rotation_3d_y", "strength", "translation_z"),  # e
    "c11_meta_deltas": ALL,  # c: what comes after a text comes too early
    "c12_tempo_90": ALL,  # b: tempo ignored
    "c14_type1_short_tracks": (*ROTATIONS, "translation_z"),  # a: tracks one after the other
    "c16_vel0_kick_snare": ("strength", "translation_z"),  # d: note-offs taken for hits
    "c01_house_basic_fps12": ("rotation_3d_z", "strength"),  # f: 8ths are 6 frames; g
    "c04_dense_16ths_fps12": (*ROTATIONS, "translation_z"),  # f, i
}


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, dict[str, Any]]:
    folder = shared / "golden" / "seed"
    runs = json.loads((folder / "manifest.json").read_text())
    return {run["case"]: {**run, "folder": folder} for run in runs}


def ours(case: dict[str, Any]) -> dict[str, Any]:
    """Our manifest of a case, with the draws of the original's run."""
    settings = Settings.model_validate({"clip": {"fps": case["fps"], "seconds": 16}})
    notes = parse(case["folder"] / case["input"], settings, start=0)
    document = document_of(
        clip_of(notes, "notes"), load_mapping("v2midi"), seed=0, draws=Draws(case["draws"])
    )
    return rendered(document, evaluate(document), None)


def theirs(case: dict[str, Any]) -> dict[str, Any]:
    return json.loads(gzip.open(case["folder"] / case["rendered"]).read())


def column(manifest: dict[str, Any], name: str) -> np.ndarray:
    return np.array([frame[name] for frame in manifest["rendered_frames"]])


def test_every_case_of_the_original_is_compared(cases: dict[str, Any]) -> None:
    assert set(cases) == set(DIFFERING)


@pytest.mark.parametrize("case", DIFFERING)
def test_values_deltas_and_percentages_equal_the_original(cases: dict[str, Any], case: str) -> None:
    run = cases[case]
    own, original = ours(run), theirs(run)
    for field in set(ALL) - set(DIFFERING[case]):
        for suffix in ("", "_delta", "_pc"):
            name = field + suffix
            np.testing.assert_allclose(
                column(own, name), column(original, name), rtol=0, atol=1e-9, err_msg=name
            )
        for key in ("max", "min"):
            assert own["rendered_frames_meta"][field][key] == pytest.approx(
                original["rendered_frames_meta"][field][key], abs=1e-9
            )


@pytest.mark.parametrize("case", [case for case, fields in DIFFERING.items() if fields])
def test_fields_differ_only_where_a_bug_of_the_original_is_mended(
    cases: dict[str, Any], case: str
) -> None:
    run = cases[case]
    own, original = ours(run), theirs(run)
    for field in DIFFERING[case]:
        assert np.abs(column(own, field) - column(original, field)).max() > 1e-6, field


def hits(case: dict[str, Any], pitch: int) -> list[tuple[int, int]]:
    """Frame and velocity of the case's hits, by an exact clock of one tempo and no meta delay."""
    return [
        (frame, velocity)
        for frame, kind, channel, note, velocity in case["frame_events"]
        if kind == "note_on" and channel == 9 and note == pitch and velocity > 0
    ]


def test_hats_hold_their_level_without_notches(cases: dict[str, Any]) -> None:
    case = cases["c04_dense_16ths"]
    expected = np.zeros(case["total_frames"])
    for frame, velocity in hits(case, 42):
        expected[frame : frame + 10] = 10 * (velocity - 1) / 126
    np.testing.assert_allclose(column(ours(case), "rotation_3d_z"), expected, atol=1e-9)
    assert (expected > 0).all()
    assert (column(theirs(case), "rotation_3d_z") == 0).sum() == 125


@pytest.mark.parametrize("case", ["c04_dense_16ths", "c06_flams_retrigger"])
@pytest.mark.parametrize(
    ("field", "pitch", "base", "scale"),
    [
        ("rotation_3d_x", 46, 0, lambda velocity: (velocity - 1) / 126),
        ("rotation_3d_y", 44, 0, lambda velocity: (velocity - 1) / 126),
        ("translation_z", 38, 1, lambda velocity: velocity / 5),
    ],
)
def test_retriggered_ramps_superpose(
    cases: dict[str, Any], case: str, field: str, pitch: int, base: float, scale: Any
) -> None:
    steps = np.zeros(cases[case]["total_frames"] + 5)
    for frame, velocity in hits(cases[case], pitch):
        steps[frame : frame + 5] += scale(velocity)
    expected = base + np.cumsum(steps)[:-5]
    np.testing.assert_allclose(column(ours(cases[case]), field), expected, atol=1e-9)


def test_note_ons_of_velocity_0_are_no_hits(cases: dict[str, Any]) -> None:
    case = cases["c16_vel0_kick_snare"]
    kicks = [frame for frame, _ in hits(case, 36)]
    strength = column(ours(case), "strength")
    assert np.flatnonzero(strength < 0.6).tolist() == sorted(set(kicks))


def test_tracks_start_together(cases: dict[str, Any]) -> None:
    """The original played the tracks of c14 one after the other."""
    case = cases["c14_type1_short_tracks"]
    own = ours(case)
    moving = np.flatnonzero(column(own, "translation_z_delta")[1:]) + 1
    assert moving.min() == 12
    assert column(theirs(case), "translation_z_delta")[12] == 0


def test_tempo_is_heeded(cases: dict[str, Any]) -> None:
    """A kick a beat at 90 bpm is a kick every 16 frames."""
    case = cases["c12_tempo_90"]
    dips = np.flatnonzero(column(ours(case), "strength") < 0.6)
    assert dips.tolist() == list(range(0, case["total_frames"], 16))


def test_a_kick_on_a_frame_boundary_is_not_early(cases: dict[str, Any]) -> None:
    """Ticks of c08 lie on frame boundaries where the original's floats fall short."""
    case = cases["c08_tpb96_grid"]
    own, original = (
        np.flatnonzero(column(run, "strength") < 0.6) for run in (ours(case), theirs(case))
    )
    assert len(own) == len(original)
    assert set(own - original) == {0, 1}


def test_at_12_frames_a_second_no_kick_is_erased(cases: dict[str, Any]) -> None:
    case = cases["c01_house_basic_fps12"]
    dips = np.flatnonzero(column(ours(case), "strength") < 0.6)
    assert dips.tolist() == list(range(0, case["total_frames"], 6))
    assert (column(theirs(case), "strength") > 0.6).all()
