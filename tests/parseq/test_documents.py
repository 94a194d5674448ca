"""Documents of every vintage, rendered to manifests."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import pytest

from midivideo.errors import UserError
from midivideo.manifest import read_manifest
from midivideo.parseq.document import load_document
from midivideo.parseq.fields import DEFAULTS
from midivideo.parseq.render import render_document
from tests.parseq.conftest import document, values


def texts(manifest):
    return values(manifest, "deforum_prompt")


def test_everything_that_may_be_left_out_gets_parseqs_defaults():
    loaded = load_document({"keyframes": [{"frame": 0}, {"frame": 3}], "prompts": {}})
    assert loaded["managedFields"] == list(DEFAULTS)
    assert len(DEFAULTS) == 63
    assert loaded["displayedFields"] == ["seed", "scale", "noise", "noise_multiplier", "strength"]
    assert loaded["options"] == {
        "input_fps": 20,
        "bpm": 140,
        "output_fps": 20,
        "cc_window_width": 0,
        "cc_window_slide_rate": 1,
        "cc_use_input": False,
        "cadence": 1,
    }
    assert (loaded["timeSeries"], loaded["keyframeLock"]) == ([], "frames")
    assert loaded["reverseRender"] is False


def test_a_rendered_manifest_is_a_document_again_and_the_argument_is_left_alone():
    given = document([{"frame": 0, "angle": 1}, {"frame": 2, "angle": 3}], extra=[1])
    before = json.dumps(given)
    manifest = render_document(given)
    assert json.dumps(given) == before
    assert manifest["extra"] == [1]
    assert render_document(manifest) == manifest
    assert "rendered_frames" not in load_document(manifest)


@pytest.mark.parametrize(
    ("given", "positive"),
    [
        ({"positive": "a", "negative": "b"}, ["a"]),
        ([{"positive": "a"}, {"positive": "c", "from": 1, "to": 1}], ["a", "c"]),
        ({"format": "v2", "promptList": [{"positive": "a", "negative": "b"}]}, ["a"]),
    ],
)
def test_all_formats_of_prompts_become_the_latest(given, positive):
    prompts = load_document({"keyframes": [{"frame": 0}, {"frame": 9}], "prompts": given})[
        "prompts"
    ]
    assert (prompts["format"], prompts["enabled"]) == ("v2", True)
    assert [prompt["positive"] for prompt in prompts["promptList"]] == positive
    first = prompts["promptList"][0]
    assert (first["allFrames"], first["from"], first["to"]) == (True, 0, 9)
    assert first["overlap"]["type"] == "none"
    assert prompts["commonPromptPos"] == "append"


def test_a_list_of_prompts_is_switched_off_by_its_first_one():
    rows = [{"frame": 0, "fov": 1}, {"frame": 1}]
    off = [{"positive": "a", "enabled": False}, {"positive": "b", "enabled": True}]
    assert (
        "deforum_prompt" not in render_document(document(rows, prompts=off))["rendered_frames"][0]
    )
    on = render_document(document(rows, prompts=[*reversed(off)]))
    assert texts(on) == ["b: 1 AND a: 1 --neg : 1 AND : 1"] * 2


def test_rows_are_sorted_and_numbers_may_be_texts_or_null():
    manifest = render_document(
        document(
            [
                {"frame": 4, "angle": "8"},
                {"frame": 0, "angle": "", "angle_i": "S"},
                {"frame": 2, "angle": None},
            ]
        )
    )
    assert values(manifest, "angle") == [0, 0, 0, 0, 8]


def test_a_formula_holds_until_the_next_and_of_two_rows_on_a_frame_the_first_counts():
    rows = [
        {"frame": 0, "fov": 1, "fov_i": "f"},
        {"frame": 2, "fov_i": ""},
        {"frame": 3, "fov_i": "10"},
        {"frame": 3, "fov_i": "20"},
        {"frame": 4, "fov_i": 7},
        {"frame": 5},
    ]
    assert values(render_document(document(rows)), "fov") == [0, 1, 2, 10, 7, 7]


def test_each_formula_starts_its_memory_afresh():
    rows = [
        {"frame": 0, "fov": 0, "fov_i": "rand(s=1)"},
        {"frame": 2, "fov_i": "rand(s=1)"},
        {"frame": 3},
    ]
    found = values(render_document(document(rows)), "fov")
    assert found[:2] == found[2:]
    assert found[0] != found[1]


def test_outer_rows_without_a_value_are_keyframes_too():
    rows = [{"frame": 0}, {"frame": 2, "fov": 5, "fov_i": "k"}, {"frame": 4}]
    assert values(render_document(document(rows)), "fov") == [5, 5, 0, 1, 0]
    rows[0]["fov_i"] = "if (k<1) S else 0"
    rows[1]["fov_i"] = ""
    assert values(render_document(document(rows)), "fov") == [5, 0, 5, 0, 5]


def test_fields_are_evaluated_in_order_and_see_only_those_before_them():
    rows = [
        {"frame": 0, "zoom": 2, "near_i": 'dangerous("zoom")', "far_i": 'dangerous("yaw")'},
        {"frame": 1, "yaw": 3},
    ]
    given = document(rows, managedFields=["zoom", "near", "far", "yaw"])
    manifest = render_document(given)
    assert values(manifest, "near") == [2, 2]
    assert values(manifest, "far") == [-1, -1]


def test_what_is_no_number_is_null_and_the_manifest_is_json():
    rows = [{"frame": 0, "fov": 1, "fov_i": "_log(0-f)"}, {"frame": 1}]
    manifest = render_document(document(rows))
    assert values(manifest, "fov") == [None, None]
    json.dumps(manifest, allow_nan=False)


def test_reversed_frames_turn_their_steps_round():
    rows = [{"frame": 0, "zoom": 1, "angle": 0}, {"frame": 4, "zoom": 2, "angle": 8}]
    manifest = render_document(document(rows, reverseRender=True))
    frames = manifest["rendered_frames"]
    assert [frame["frame"] for frame in frames] == [0, 1, 2, 3, 4]
    assert values(manifest, "angle") == [8, 6, 4, 2, 0]
    assert values(manifest, "angle_delta") == [-2, -2, -2, -2, 0]
    assert values(manifest, "zoom_delta") == [0.8, 0.8, 0.8, 0.8, 1]


def test_our_renderer_reads_the_manifest(tmp_path):
    rows = [{"frame": 0, "translation_z": 0, "strength": 0.5}, {"frame": 9, "translation_z": 18}]
    path = tmp_path / "manifest.json"
    prompts = {"positive": "drum ${f}", "negative": "blur"}
    path.write_text(json.dumps(render_document(document(rows, prompts=prompts))))
    manifest = read_manifest(path)
    assert (manifest.frames, manifest.fps) == (10, 24)
    assert manifest.series["translation_z"].tolist() == pytest.approx([0] + [2] * 9)
    assert manifest.prompts[3] == "drum 3.00000 --neg blur"


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"keyframes": [{"frame": 0}]}, ["keyframes", "at least 2 rows"]),
        ({"keyframes": [{"frame": 1}, {"frame": 2}]}, ["first row must be on frame 0"]),
        ({"keyframes": [{"frame": 0}, {"frame": 1.5}]}, ["keyframes[1].frame", "1.5"]),
        ({"keyframes": [{"frame": 0}, {"frame": 10**9}]}, ["keyframes[1].frame", "199999"]),
        ({"keyframes": [{"frame": 0}, 3]}, ["keyframes[1]", "JSON object"]),
        ({"options": {"output_fps": 0}}, ["options.output_fps", "above 0"]),
        ({"options": {"bpm": "fast"}}, ["options.bpm", "'fast'"]),
        ({"managedFields": "fov"}, ["managedFields", "list of field names"]),
        ({"managedFields": []}, ["managedFields", "names no field"]),
        ({"timeSeries": [{"alias": "x"}]}, ["timeSeries[0]", "timestampType"]),
        ({"prompts": "a drum"}, ["prompts", "JSON object or a list"]),
        ({"prompts": [{"positive": 3}]}, ["prompts.promptList[0].positive", "3"]),
        ({"prompts": {"promptList": [], "commonPromptPos": "on top"}}, ["append, prepend"]),
        ({"prompts": [{"overlap": {"type": "cubic"}}]}, ["overlap.type", "none, linear, custom"]),
        ({"prompts": {"positive": "a ${1+}"}}, ["promptList[0].positive", "character 3 of `1+`"]),
        ({"prompts": {"positive": "a ${1/(f-1)}"}}, ["at frame 1", "division by zero"]),
        ({"prompts": {"positive": "a ${L}"}}, ["no meaning in a prompt"]),
    ],
)
def test_a_document_that_cannot_be_rendered_is_refused_with_file_and_key(change, parts):
    given = document([{"frame": 0, "fov": 1}, {"frame": 3}]) | change
    with pytest.raises(UserError) as caught:
        render_document(given, file="song.json")
    assert str(caught.value).startswith("song.json: ")
    for part in parts:
        assert part in str(caught.value)


def test_a_formula_error_names_row_field_and_character():
    rows = [{"frame": 0, "fov": 1}, {"frame": 2, "fov_i": "S + 1 / (f - 3)"}, {"frame": 5}]
    with pytest.raises(UserError) as caught:
        render_document(document(rows), file="song.json")
    assert str(caught.value) == (
        "song.json: keyframes: frame 2: fov_i: at frame 3: "
        "character 7 of `S + 1 / (f - 3)`: division by zero"
    )


def test_a_prompt_draws_and_remembers_nothing_from_frame_to_frame():
    rows = [{"frame": 0, "fov": 1}, {"frame": 2}]
    given = document(rows, prompts={"positive": "${rand(s=1)}"})
    assert texts(render_document(given)) == ["0.26945"] * 3


def test_prompts_see_fields_labels_and_the_frame_as_its_own_keyframe():
    rows = [{"frame": 0, "fov": 1}, {"frame": 2, "info": "kick"}, {"frame": 4, "fov": 5}]
    text = '${fov} ${k} ${active_keyframe} ${info_match("kick"):fov}\nend'
    found = texts(render_document(document(rows, prompts={"positive": text})))
    assert found[3] == "4.00000 0.00000 3.00000 (1:4) end"


def test_fragments_of_several_lines_and_common_prompts_before_the_text():
    rows = [{"frame": 0, "fov": 1}, {"frame": 1}]
    prompts = {
        "promptList": [{"positive": '${if (f<1)\n "x" else "y"} one ', "negative": ""}],
        "commonPrompt": {"positive": "\nfilm, ", "negative": "grain"},
        "commonPromptPos": "prepend",
    }
    found = texts(render_document(document(rows, prompts=prompts)))
    assert found == ["film,  x one --neg grain", "film,  y one --neg grain"]


def test_two_prompts_fade_into_each_other_with_weights_that_sum_to_one():
    def part(name, start, end, fade_in, fade_out):
        overlap = {"type": "linear", "inFrames": fade_in, "outFrames": fade_out}
        return {"positive": name, "from": start, "to": end, "overlap": overlap}

    rows = [{"frame": 0, "fov": 1}, {"frame": 12}]
    prompts = {"promptList": [part("a", 0, 8, 0, 4), part("b", 4, 12, 4, 0)]}
    found = texts(render_document(document(rows, prompts=prompts)))
    assert found[3] == "a"
    assert found[5] == "a: 0.7500 AND b: 0.2500 --neg : 0.7500 AND : 0.2500"
    assert found[9] == "b"


def test_rendering_is_the_same_in_another_process(tmp_path, root):
    rows = [
        {"frame": 0, "fov": 1, "fov_i": "rand()+smrand()", "near_i": "vibe()"},
        {"frame": 20, "near": 2},
    ]
    path = tmp_path / "song.json"
    path.write_text(json.dumps(document(rows)))
    script = (
        "import json, sys; from midivideo.parseq.render import render_document; "
        "print(json.dumps(render_document(json.load(open(sys.argv[1])))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, path],
        env=os.environ | {"PYTHONPATH": str(root / "workflow")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == render_document(document(rows))


def test_a_long_document_with_every_interpolation_is_finite():
    rows = [{"frame": 40 * n, "fov": n % 3, "near": n, "far": n} for n in range(12)]
    rows[0] |= {"fov_i": "C", "near_i": "P", "far_i": 'bez(c="easeInOut")'}
    manifest = render_document(document(rows))
    for field in ("fov", "near", "far"):
        assert all(math.isfinite(value) for value in values(manifest, field))
    assert values(manifest, "near") == pytest.approx([f / 40 for f in range(441)], abs=1e-6)


def test_reading_and_checking_documents_needs_no_heavy_library(root):
    script = (
        "import sys, midivideo.parseq.check, midivideo.parseq.render; "
        "print(sorted({'numpy', 'torch', 'pandas', 'cv2'} & sys.modules.keys()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(root / "workflow")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
