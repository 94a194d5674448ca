"""Reading manifests: Deforum's rules and defaults, and errors that say where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.manifest import Manifest, read_manifest
from midivideo.manifest.fields import FIELDS, MANAGED, OPTIONAL
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings
from tests.keyframes.conftest import busy_pattern, evaluate, notes_document

#: Deforum's names of schedules that differ from the manifest's (deforum.md 7).
DEFORUM_NAMES = {
    "strength_schedule": "strength",
    "noise_schedule": "noise",
    "cfg_scale_schedule": "scale",
    "noise_multiplier_schedule": "noise_multiplier",
    "amount_schedule": "antiblur_amount",
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Manifest]:
    def write_and_read(content: Any) -> Manifest:
        path = tmp_path / "some.json"
        path.write_text(json.dumps(content))
        return read_manifest(path)

    return write_and_read


def frames(count: int = 3, **fields: Any) -> list[dict[str, Any]]:
    """Rendered frames with constant fields; a callable gives the value at a frame."""
    return [
        {
            "frame": frame,
            "deforum_prompt": "a cat",
            **{key: value(frame) if callable(value) else value for key, value in fields.items()},
        }
        for frame in range(count)
    ]


def foreign(rendered_frames: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    return {"options": {"output_fps": 24, **options}, "rendered_frames": rendered_frames}


def test_managed_fields_read_as_deforum_reads_them(shared: Path) -> None:
    folder = shared / "golden" / "deforum"
    expected = json.loads((folder / "parseq_expected.json").read_text())[
        "use_deltas=True,non_schedule_overrides=True"
    ]
    manifest = read_manifest(folder / "parseq_manifest.json")
    assert manifest.frames == expected["max_frames"]
    assert manifest.fps == expected["fps"]
    assert manifest.prompts[-1] == expected["prompt_last"]
    assert manifest.managed == {"translation_z", "rotation_3d_z", "strength"}
    for name, values in expected.items():
        field = DEFORUM_NAMES.get(name, name)
        if isinstance(values, list) and field in FIELDS and field != "zoom":
            np.testing.assert_allclose(manifest.series[field], values, atol=1e-9, err_msg=name)


def test_fields_left_out_do_not_move_the_camera(shared: Path) -> None:
    """Deforum's own defaults would: translation_z 1.75, and zoom a sine."""
    manifest = read_manifest(shared / "golden/deforum/parseq_manifest.json")
    assert set(manifest.series["zoom"]) == {1.0}
    assert set(manifest.series["translation_y"]) == {0.0}


def test_every_series_is_there_whatever_the_manifest_holds(read: Any) -> None:
    manifest = read(foreign(frames()))
    names = {*MANAGED, *OPTIONAL, "subseed", "subseed_strength"}
    assert set(manifest.series) == names
    assert {values.shape for values in manifest.series.values()} == {(3,)}
    assert manifest.managed == frozenset()
    assert (manifest.series["translation_z"] == 0).all()
    assert (manifest.series["strength"] == 0.65).all()
    assert (manifest.series["fov"] == 70).all()


def test_our_own_manifest_comes_back_exactly(read: Any) -> None:
    clip = clip_of(notes_document(busy_pattern(), fps="30000/1001"), "notes.json")
    document = document_of(clip, load_mapping("house"), seed=1)
    manifest = read(manifest_of(document, Settings(), Path("song.json")))
    curves = evaluate(document)
    assert manifest.fps == Fraction(30000, 1001)
    assert manifest.managed == set(MANAGED)
    assert manifest.warnings == ()
    for name, field in FIELDS.items():
        values = curves[name]
        if field.motion:
            step = np.diff(values) + (1 if name == "zoom" else 0)
            np.testing.assert_array_equal(manifest.series[name][1:], step)
        else:
            np.testing.assert_array_equal(manifest.series[name], values)
    np.testing.assert_array_equal(manifest.series["seed"], curves["seed"])


def test_a_manifest_that_parseq_wrote_with_all_its_fields_can_be_read(shared: Path) -> None:
    """Document 23 manages all 63 fields of Parseq, with Parseq's defaults."""
    manifest = read_manifest(shared / "golden/parseq/rendered/23_loader_defaults.json")
    assert manifest.series["translation_z"][0] == 10
    assert (manifest.series["translation_z"][1:] == 0).all()
    assert (manifest.series["fov"] == 40).all()


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(foreign(frames())))
    assert read_manifest(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_motion_without_its_delta_counts_as_left_out_and_is_said(read: Any) -> None:
    manifest = read(foreign(frames(rotation_3d_y=lambda frame: 3 * frame)))
    assert (manifest.series["rotation_3d_y"] == 0).all()
    assert any("rotation_3d_y_delta" in warning for warning in manifest.warnings)


def test_strength_is_clamped(read: Any) -> None:
    manifest = read(foreign(frames(strength=lambda frame: 2.0 * frame - 1)))
    assert manifest.series["strength"].tolist() == [0, 1, 1]


def test_a_rate_written_as_text_is_read_as_a_number(read: Any) -> None:
    assert read(foreign(frames(), output_fps="12.5")).fps == Fraction(25, 2)


def test_a_rate_that_was_changed_in_parseq_counts(read: Any) -> None:
    content = foreign(frames(), output_fps=30) | {"midivideo": {"fps": "24"}}
    assert read(content).fps == 30


def test_frames_may_come_in_any_order_and_the_last_of_two_counts(read: Any) -> None:
    rows = frames(fov=lambda frame: 40 + frame)[::-1]
    manifest = read(foreign([*rows, {**rows[0], "fov": 99}]))
    assert manifest.series["fov"].tolist() == [40, 41, 99]


def test_seeds_below_0_count_up_instead(read: Any) -> None:
    manifest = read(foreign(frames(seed=-1, subseed=-1, subseed_strength=0)))
    assert manifest.series["seed"].tolist() == [0, 1, 2]
    assert manifest.series["subseed"].tolist() == [0, 0, 0]
    assert any("seed" in warning for warning in manifest.warnings)


def test_cadence_and_missing_prompts_are_said(read: Any) -> None:
    rows = frames()
    for row in rows:
        del row["deforum_prompt"]
    manifest = read(foreign(rows, cadence=3))
    assert manifest.prompts == ["", "", ""]
    assert len(manifest.warnings) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], ["rendered_frames"]),
        ({"keyframes": [], "options": {}}, ["midivideo prompts"]),
        ({"rendered_frames": frames()}, ["options"]),
        (foreign(frames(), output_fps=0), ["options.output_fps", "found: 0", "0.1 to 1000"]),
        (foreign(frames(), output_fps=""), ["options.output_fps"]),
        (foreign([{"frame": 0.5}]), ["rendered_frames[0].frame", "0.5"]),
        (foreign([*frames(2), *frames(5)[3:]]), ["frame 2", "missing"]),
        (foreign([*frames(2, fov=40), frames(3)[2]]), ["frame 2: fov", "every frame"]),
        (foreign(frames(noise=None)), ["frame 0: noise", "no number"]),
        (foreign(frames(noise="0.1")), ["frame 0: noise", "'0.1'"]),
        (foreign(frames(contrast=-1)), ["frame 0: contrast", "from 0"]),
        (foreign(frames(noise=lambda frame: frame)), ["frame 2: noise", "up to 1"]),
        (foreign(frames(deforum_prompt="a --neg b --neg c")), ["frame 0: deforum_prompt"]),
        (foreign(frames(deforum_prompt=lambda f: 7)), ["frame 0: deforum_prompt", "7"]),
        (foreign(frames(deforum_prompt="a `t` b")), ["frame 0: deforum_prompt", "maths"]),
    ],
)
def test_a_wrong_manifest_says_file_frame_and_field(
    read: Any, content: Any, said: list[str]
) -> None:
    with pytest.raises(UserError) as error:
        read(content)
    for words in ["some.json", *said]:
        assert words in str(error.value)
