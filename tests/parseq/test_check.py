"""`midivideo parseq`: what the checks find, and the command line."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midivideo.cli import main
from midivideo.errors import UserError
from midivideo.manifest.fields import MANAGED
from midivideo.parseq.check import check_document
from midivideo.parseq.check.head import KNOWN
from midivideo.parseq.render import render_document
from tests.parseq.conftest import document

ROWS = [{"frame": 0, "strength": 0.5, "angle": 0}, {"frame": 4, "strength": 0.6, "angle": 4}]
PROMPTS = {"positive": "a drum", "negative": "blur"}


def found(given):
    return [str(finding) for finding in check_document(given)]


def rows_with(number, **values):
    return [{**row, **(values if n == number else {})} for n, row in enumerate(ROWS)]


def test_a_good_document_and_its_manifest_have_no_findings():
    given = document(ROWS, prompts=PROMPTS)
    assert found(given) == []
    assert found(render_document(given)) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"meta": None}, 'error: meta: Parseq\'s import fails silently without it; add "meta": {}'),
        ({"managedFields": None}, "warning: managedFields: without it all 63 fields"),
        ({"options": {"output_fps": 24}}, "warning: options.bpm: is missing, so it is 140"),
        (
            {"options": {"output_fps": "24", "bpm": 1}},
            "warning: options.output_fps: the text '24' reaches Deforum as a text",
        ),
        (
            {"options": {"output_fps": 24, "bpm": 120, "cadence": 3}},
            "warning: keyframes: frame 4: strength: with cadence 3 Deforum reads strength on every",
        ),
        (
            {"managedFields": ["strenght"]},
            "warning: managedFields: strenght: neither Parseq nor Deforum knows this field; "
            "do you mean strength?",
        ),
        (
            {"managedFields": ["strength"]},
            "warning: keyframes: frame 0: angle: is not managed, so nothing reads it "
            "and in 1 more rows; add angle to managedFields",
        ),
        (
            {"keyframes": rows_with(1, anlge=3)},
            "warning: keyframes: frame 4: anlge: is no field; do you mean angle?",
        ),
        (
            {"keyframes": [*ROWS, {"frame": 4, "angle": 5}]},
            "warning: keyframes: frame 4: two rows are on this frame",
        ),
        (
            {"keyframes": rows_with(0, angle=None)},
            "warning: keyframes: frame 0: angle: null counts",
        ),
        (
            {"keyframes": rows_with(0, angle="left")},
            "error: keyframes: frame 0: angle: 'left' is no number and is passed over",
        ),
        (
            {"keyframes": rows_with(0, angle_i="sin(")},
            "error: keyframes: frame 0: angle_i: character 5 of `sin(`: expected a value",
        ),
        (
            {"keyframes": rows_with(0, angle_i="1 + if (f<2) 1 else 2 * 3")},
            "error: keyframes: frame 0: angle_i: character 5 of `1 + if (f<2) 1 else 2 * 3`: "
            "this `if` can be read in several ways",
        ),
        (
            {"keyframes": rows_with(0, angle_i="if (0) 2 else 3 + 4")},
            "warning: keyframes: frame 0: angle_i: character 1 of `if (0) 2 else 3 + 4`: this `if`",
        ),
        (
            {"keyframes": rows_with(0, angle_i="rand(0, 1)")},
            "warning: keyframes: frame 0: angle_i: character 1 of `rand(0, 1)`: without a seed "
            "Parseq's rand differs at every rendering; add s=1",
        ),
        (
            {"keyframes": rows_with(0, angle_i="_sqrt(2-f)")},
            "error: angle: frame 3 and 1 more: the formula gives NaN",
        ),
        (
            {"keyframes": [{"frame": 0}, {"frame": 2, "angle": 5}, {"frame": 4, "angle": 0}]},
            None,
        ),
        (
            {
                "keyframes": [
                    {"frame": 0, "angle_i": "if (k<1) S else 0"},
                    {"frame": 2, "angle": 5},
                    {"frame": 4, "angle": 0},
                ]
            },
            "warning: keyframes: frame 0: angle: the row has no value, so Parseq puts the nearest "
            "row's there, and the formula `if (k<1) S else 0` fires here as at a real event; "
            "write the neutral value into this row",
        ),
        (
            {"prompts": {"positive": "a --neg b", "negative": "c"}},
            "error: deforum_prompt: frame 0 and 4 more: `--neg` stands there more than once",
        ),
        (
            {"prompts": {"positive": "a `1+1`"}},
            "error: deforum_prompt: frame 0 and 4 more: Deforum evaluates text between back-ticks",
        ),
        (
            {"prompts": {"positive": "a ${f"}},
            "error: prompts.promptList[0].positive: a `${` has no `}`",
        ),
        (
            {"prompts": {"positive": "a ${foo}"}},
            "error: prompts.promptList[0].positive: character 1 of `foo`: there is no variable",
        ),
        (
            {"prompts": [{"positive": "a", "from": 2, "to": 3}]},
            "warning: prompts: frame 0 and 2 more: no prompt counts here",
        ),
        (
            {"prompts": {"promptList": [{"positive": "a", "enabled": False}]}},
            "warning: prompts.promptList[0]: Parseq ignores that a single prompt is disabled",
        ),
    ],
)
def test_a_check_names_the_place_the_trouble_and_the_fix(change, finding):
    given = document(ROWS, prompts=PROMPTS) | change
    findings = found({key: value for key, value in given.items() if value is not None})
    if finding is None:
        assert not findings
    else:
        assert any(line.startswith(finding) for line in findings), findings


def test_one_broken_formula_does_not_hide_the_next():
    rows = [{**ROWS[0], "strength_i": "1/0", "angle_i": "foo"}, ROWS[1]]
    findings = found(document(rows, prompts=PROMPTS))
    assert [line.split(": ")[3] for line in findings] == ["strength_i", "angle_i"]


def test_every_field_that_our_renderer_reads_is_known():
    assert set(MANAGED) <= KNOWN


def manifest_without(*keys, frame=None):
    manifest = render_document(document(ROWS, prompts=PROMPTS))
    for row in manifest["rendered_frames"]:
        if frame is None or row["frame"] == frame:
            for key in keys:
                del row[key]
    return manifest


@pytest.mark.parametrize(
    ("manifest", "finding"),
    [
        (
            manifest_without("angle_delta"),
            "error: rendered_frames: angle_delta: is missing, so Deforum",
        ),
        (
            manifest_without("strength", frame=2),
            "error: rendered_frames: frame 2: strength: is missing, though frame 0 has it",
        ),
    ],
)
def test_a_manifest_that_deforum_would_misread_is_found(manifest, finding):
    assert any(line.startswith(finding) for line in found(manifest))
    del manifest["keyframes"]
    assert any(line.startswith(finding) for line in found(manifest))


def test_gaps_nulls_and_missing_ranges_in_a_manifest_are_found():
    manifest = render_document(document(ROWS, prompts=PROMPTS))
    manifest["rendered_frames"][1]["angle"] = None
    manifest["rendered_frames"][3]["frame"] = 7
    manifest["rendered_frames"][2]["deforum_prompt"] = "a --neg b --neg c"
    del manifest["rendered_frames_meta"]
    findings = "\n".join(found(manifest))
    assert "rendered_frames: frame 1: angle: is no number" in findings
    assert "rendered_frames[3]: frame 7 stands where frame 3 should" in findings
    assert "deforum_prompt: frame 2: `--neg`" in findings
    assert "rendered_frames_meta: is missing" in findings


def test_frames_that_are_older_than_their_document_are_found():
    manifest = render_document(document(ROWS, prompts=PROMPTS))
    manifest["keyframes"][1]["angle"] = 8
    assert found(manifest) == [
        "warning: rendered_frames: frame 1: angle: out of date: it is 1, the document says 2; "
        "render it again"
    ]
    manifest["keyframes"].append({"frame": 9})
    assert "there are 5 frames, and the document has 10" in found(manifest)[0]


@pytest.mark.parametrize(
    "given", [[], 3, None, "x", {"rendered_frames": 3}, {"rendered_frames": [{}]}]
)
def test_what_is_no_document_at_all_is_an_error(given):
    assert found(given)[0].startswith("error: ")


def test_the_command_renders_a_document_to_a_manifest(tmp_path):
    source, target = tmp_path / "song.json", tmp_path / "out" / "manifest.json"
    source.write_text(json.dumps(document(ROWS, prompts=PROMPTS)))
    assert main(["parseq", "render", str(source), "-o", str(target)]) == 0
    assert json.loads(target.read_text()) == render_document(document(ROWS, prompts=PROMPTS))


def test_the_command_names_the_file_of_a_document_that_cannot_be_rendered(tmp_path, capsys):
    source = tmp_path / "song.json"
    source.write_text(json.dumps(document(rows_with(0, angle_i="foo"))))
    assert main(["parseq", "render", str(source), "-o", str(tmp_path / "m.json")]) == 2
    message = capsys.readouterr().err
    assert f"{source}: keyframes: frame 0: angle_i: character 1 of `foo`" in message
    assert not (tmp_path / "m.json").exists()


def test_the_commands_exit_status_tells_errors_from_warnings(tmp_path, capsys):
    good, doubtful, bad = (tmp_path / f"{name}.json" for name in ("good", "doubtful", "bad"))
    good.write_text(json.dumps(document(ROWS)))
    doubtful.write_text(json.dumps(document(rows_with(0, angle=None))))
    bad.write_text(json.dumps(document(rows_with(0, angle_i="foo"))))
    assert main(["parseq", "check", str(good), str(doubtful)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{good}: nothing to mend"
    assert lines[1].startswith(f"{doubtful}: warning: keyframes: frame 0: angle: ")
    assert main(["parseq", "check", str(bad), str(good)]) == 1
    assert capsys.readouterr().out.startswith(f"{bad}: error: ")


strange = st.sampled_from(
    [None, True, -1, 0, 2.5, 1e400, float("nan"), 10**400, "", "x", "12", [], {}, [1], {"a": 1}]
)
rich = document(
    [{**ROWS[0], "info": "kick", "angle_i": "S"}, ROWS[1]],
    prompts={"promptList": [{"positive": "a ${f}", "from": 0, "to": 4, "overlap": {}}]},
    timeSeries=[{"alias": "ts", "ts": {"data": [{"x": 0, "y": 1}], "timestampType": 0}}],
    reverseRender=False,
    displayedFields=["angle"],
)


def places(value, path=()):
    """The paths to everything inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*path, key)
        if isinstance(each, (dict, list)):
            yield from places(each, (*path, key))


@given(st.sampled_from([rich, render_document(rich)]), st.data(), strange)
@settings(max_examples=400, deadline=None)
def test_a_document_with_anything_anywhere_is_checked_and_rendered_or_refused(given, data, value):
    path = data.draw(st.sampled_from(sorted(places(given), key=str)))
    changed = json.loads(json.dumps(given))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    check_document(changed)
    with contextlib.suppress(UserError):
        json.dumps(render_document(changed)["rendered_frames"], allow_nan=False)
