"""YAML, JSON and MIDI files of a hostile shape: refused in a sentence, in little memory."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.keyframes.load import load_mapping
from midivideo.manifest import read_manifest
from midivideo.midi.song import MAX_BYTES
from midivideo.parseq.render import render_document
from midivideo.prompts.fill import manifest_of
from midivideo.schedules import schedule
from midivideo.settings import Settings, load_settings
from midivideo.settings.fields import exact
from midivideo.yaml_text import parse_yaml_text
from tests.fuzz.limits import limited
from tests.hostile.bounded import midivideo, refused
from tests.midi.smf_bytes import END, chunk, hits, smf

LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
YAML = {
    "aliases that mean 10**9 values": (LAUGHS, "aliases"),
    "a list that holds itself": ("a: &a [*a]", "inside each other"),
    "deep nesting": ("[" * 50_000, "inside each other"),
    "a number of 10,000 digits": (f"seed: {'9' * 10_000}", "digits"),
    "a hexadecimal number of 10,000 digits": (f"seed: 0x{'f' * 10_000}", "digits"),
    "a day that is none": ("date: 2001-99-99", "month"),
    "a call of Python": ("a: !!python/object/apply:os.system ['touch gone']", "python"),
    "half of a character": ('a: "\\ud800"', "half of a character"),
    "bytes": ("a: !!binary aGk=", "binary"),
}


@pytest.mark.parametrize(("text", "word"), YAML.values(), ids=YAML)
def test_hostile_yaml_is_refused_in_a_sentence(text, word, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "some.yaml"
    path.write_text(text)
    with limited(seconds=20, mib=300):
        for read in (lambda: load_settings([path]), lambda: load_mapping(str(path))):
            with pytest.raises(UserError) as error:
                read()
            assert str(path) in str(error.value) and word in str(error.value)
            assert len(str(error.value)) < 1000
    assert [file.name for file in tmp_path.iterdir()] == ["some.yaml"]


def test_aliases_of_a_usual_size_may_be_used():
    text = "base: &base {width: 512}\nrender: {<<: *base, height: 512}"
    assert parse_yaml_text(text, "x")["render"] == {"width": 512, "height": 512}


def test_json_in_the_place_of_yaml_is_read_as_it_is_written():
    assert parse_yaml_text(json.dumps({"a🥁": "ü🥁"}), "x") == {"a🥁": "ü🥁"}


JSON = {
    "deep nesting": "[" * 100_000,
    "NaN": '{"a": NaN}',
    "infinity": '{"a": 1e999}',
    "a number of 5,000 digits": f'{{"a": {"9" * 5000}}}',
    "half of a character": '{"a": "\\ud800"}',
    "cut short": '{"a": [1, 2',
}


@pytest.mark.parametrize("text", JSON.values(), ids=JSON)
def test_hostile_json_is_refused_in_a_sentence(text, tmp_path):
    path = tmp_path / "some.json"
    path.write_text(text)
    with limited(seconds=20, mib=300), pytest.raises(UserError) as error:
        read_json(path)
    assert str(path) in str(error.value)


def test_json_of_usual_kinds_is_read_as_it_is(tmp_path):
    path = tmp_path / "some.json"
    path.write_bytes(
        b'\xef\xbb\xbf{"a": [1e-5, 1.5e20, -0.0, 12345678901234567890, "\\ud83e\\udd41"]}'
    )
    assert read_json(path) == {"a": [1e-5, 1.5e20, -0.0, 12345678901234567890, "🥁"]}


def test_files_of_many_gigabytes_are_refused_unread(tmp_path):
    for name, command in (
        ("zeros.json", ("prompts", "zeros.json", "-o", "out.json")),
        ("fields.yaml", ("keyframes", "song.mid", "-o", "out.json", "--mapping", "fields.yaml")),
        ("zeros.mid", ("parse", "zeros.mid", "-o", "out.json")),
    ):
        (tmp_path / "song.mid").write_bytes(smf(hits(0, 480)))
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, 10**11)
        outcome = midivideo(*command, folder=tmp_path, mib=600)
        refused(outcome, name)
        assert outcome.peak_mib < 400
    assert not (tmp_path / "out.json").exists()


def test_an_exponent_of_a_billion_is_no_number():
    with limited(seconds=5, mib=100), pytest.raises(ValueError, match="too long"):
        exact("1e999999999")
    assert exact("1e-300") > 0


@pytest.mark.slow
def test_the_largest_midi_file_that_is_read_takes_bounded_memory(tmp_path):
    """As many events as 8 MiB hold: four million program changes in running status."""
    many = b"\x00\xc0\x00" + b"\x00\x00" * (MAX_BYTES // 2 - 1000)
    (tmp_path / "many.mid").write_bytes(smf(hits(0, 480), many + END))
    outcome = midivideo("parse", "many.mid", "-o", "out.json", folder=tmp_path, mib=2000)
    assert outcome.status == 0, outcome.output
    assert outcome.peak_mib < 1000


def test_ten_million_events_are_refused_unread(tmp_path):
    (tmp_path / "black.mid").write_bytes(smf(b"\x00\x99\x24\x40" + b"\x00\x24\x40" * 10**7 + END))
    outcome = midivideo("parse", "black.mid", "-o", "out.json", folder=tmp_path, mib=600)
    refused(outcome, "black.mid", "30 MB")
    assert outcome.peak_mib < 200


def test_chunks_that_promise_more_than_there_is_take_nothing(tmp_path):
    data = smf(hits(0, 480)) + chunk(b"MTrk", b"")[:4] + b"\xff\xff\xff\xff" + b"\x00\xff\x7f" * 9
    (tmp_path / "some.mid").write_bytes(data)
    outcome = midivideo("parse", "some.mid", "-o", "out.json", folder=tmp_path, mib=600)
    assert outcome.status == 0 and outcome.peak_mib < 200


SIDECARS = {
    "10**9 frames": ("clip: {seconds: 1e9}", "86400"),
    "more windows than frames": ("clip: {seconds: 0.001, fps: 240, select: all}", "10,000"),
    "a rate without end": ("clip: {fps: '1e999999999'}", "30000/1001"),
    "another folder": ("mapping: ../../../etc/passwd", "etc/passwd"),
    "results elsewhere": ("results: /tmp/elsewhere", "whole run"),
    "another model": ("render: {model: /tmp/model.ckpt}", "whole run"),
    "aliases": (LAUGHS, "aliases"),
}


@pytest.mark.parametrize(("text", "word"), SIDECARS.values(), ids=SIDECARS)
def test_a_hostile_sidecar_costs_its_own_song_alone(text, word, tmp_path):
    long = smf(*(hits(0, 480 * 2 * 60 * 10),) * 2)
    (tmp_path / "midi").mkdir()
    for name in ("good", "bad"):
        (tmp_path / f"midi/{name}.mid").write_bytes(long)
    (tmp_path / "midi/bad.yaml").write_text(text)
    from midivideo.catalog import update

    with limited(seconds=20, mib=300):
        rows = update(Settings(midi=(str(tmp_path / "midi"),)), tmp_path / "catalog.tsv")
    bad, good = rows
    assert good.status == "accepted"
    if bad.status == "accepted":  # what it names is looked at when the clip is planned
        with pytest.raises(UserError, match=word):
            load_mapping(json.loads(bad.settings)["mapping"])
    else:
        assert bad.status == "refused" and word in bad.reason


def document(**more):
    first = {"frame": 0, "angle_i": "S"}
    rows = [first, {"frame": 9, "angle": 1}]
    base = {"options": {"bpm": 120, "output_fps": 24}, "managedFields": ["angle"]}
    return {**base, "keyframes": rows, **more}


def rows(formula, last=9):
    return [{"frame": 0, "angle_i": formula}, {"frame": last, "angle": 1}]


DOCUMENTS = {
    "10**9 frames": (document(keyframes=rows("S", 10**9)), "199999"),
    "200,000 frames of all fields": (
        {**document(keyframes=rows("S", 199_999)), "managedFields": None}, "values"
    ),
    "formulas for a week": (
        document(
            keyframes=[
                {"frame": 0} | {f"x{n}_i": "min(" + ",".join(["f+f*f"] * 2) + ")" + "+(f*f)" * 240
                                for n in range(20)},
                {"frame": 199_999},
            ],
            managedFields=[f"x{n}" for n in range(20)],
        ),
        "takes too long",
    ),
    "a new pattern on every frame": (
        document(
            keyframes=[{"frame": 0, "angle_i": 'info_match_count("(x|y)*(z|x)*q" + f)'}]
            + [{"frame": n, "info": "xyxy" * 2000} for n in range(1, 3000)]
        ),
        "patterns",
    ),
    "a prompt that grows without end": (
        document(prompts={
            "commonPromptPos": "template", "commonPrompt": {"positive": "[prompt]" * 50_000},
            "promptList": [{"positive": "x" * 500_000}],
        }),
        "characters",
    ),
    "a tempo beyond all doubles": (document(options={"bpm": 1e300, "output_fps": 24}), "bpm"),
    "fields with no end": (document(managedFields=[f"x{n}" for n in range(10**6)]), "values"),
    "deep prompts": (document(prompts={"promptList": [{"positive": "a" * 200_000}]}), "characters"),
}  # fmt: skip


@pytest.mark.parametrize(("hostile", "word"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_hostile_parseq_document_is_refused_before_it_takes_long(hostile, word):
    with limited(seconds=30, mib=600), pytest.raises(UserError) as error:
        render_document(hostile, file="some.json")
    assert "some.json" in str(error.value) and word in str(error.value)
    assert len(str(error.value)) < 3000


def test_bars_shorter_than_a_frame_give_no_more_prompts_than_frames():
    fast = document(options={"bpm": 1e6, "output_fps": 24})
    with limited(seconds=20, mib=300):
        made = manifest_of(fast, Settings(prompts={"change_bars": 1}), Path("x.json"))
    assert len(made["prompts"]["promptList"]) <= 10


SCHEDULES = (
    "0:(1e400)", f"0:({'9' * 5000})", f"{'9' * 5000}:(1)", "0:(__import__('os'))",
    f"0:({'-' * 9000}t)", f"0:(t{'+t' * 50_000})", "0:(t.real)",
    "0:((lambda: 1)())", "0:([x for x in t])",
)  # fmt: skip


@pytest.mark.parametrize("text", SCHEDULES, ids=lambda text: text[:24])
def test_a_hostile_schedule_is_refused_before_it_takes_long(text):
    with limited(seconds=20, mib=300), pytest.raises(UserError) as error:
        schedule(text, 1000, 7, file="some.txt", key="zoom")
    assert "some.txt: zoom" in str(error.value) and len(str(error.value)) < 1500


@pytest.mark.parametrize("text", ["0:(9**9**9)", f"0:({'(' * 150}1{')' * 150})"], ids=str.__len__)
def test_a_schedule_that_only_looks_hostile_is_numbers(text):
    """Whole numbers wrap at 64 bits, as in Deforum: no tower of powers is ever computed."""
    with limited(seconds=20, mib=300):
        assert np.isfinite(schedule(text, 1000, 7)).all()


@pytest.mark.parametrize(
    "frames",
    [
        [{"frame": 10**9}], [{"frame": 0, "seed": 1e300}], [{"frame": 0, "zoom_delta": 10**400}],
        [{"frame": 0, "deforum_prompt": ["x"]}], [[]], [{"frame": 0, "contrast": "1e999"}],
        [{"frame": 0, "steps_schedule": 1e9}],
    ],
)  # fmt: skip
def test_a_hostile_manifest_is_refused_with_its_place(frames, tmp_path):
    path = tmp_path / "some.json"
    path.write_text(json.dumps({"options": {"output_fps": 24}, "rendered_frames": frames}))
    with limited(seconds=20, mib=300), pytest.raises(UserError) as error:
        read_manifest(path)
    assert "some.json" in str(error.value) and "frame" in str(error.value)


def test_a_rate_of_many_decimals_is_the_ratio_that_is_meant(tmp_path):
    path = tmp_path / "some.json"
    for rate, meant in ((23.976023976023978, "24000/1001"), (29.97, "29.97"), ("30", "30")):
        path.write_text(
            json.dumps({"options": {"output_fps": rate}, "rendered_frames": [{"frame": 0}]})
        )
        assert read_manifest(path).fps == exact(meant)


@pytest.mark.parametrize("length", ["1e9 frames", "1e999999999 s", "1/0 beat", "1e400 s"])
def test_an_envelope_without_end_is_refused(length, tmp_path):
    path = tmp_path / "own.yaml"
    layer = f"{{by: kick, envelope: decay, length: {length}, amount: 1}}"
    path.write_text(f"fields: {{zoom: {{layers: [{layer}]}}}}")
    with limited(seconds=20, mib=300), pytest.raises(UserError, match=r"own\.yaml"):
        load_mapping(str(path))


def test_the_longest_envelope_takes_no_more_memory_than_its_clip(tmp_path):
    from midivideo.keyframes.document import document_of
    from midivideo.keyframes.notes import clip_of
    from tests.keyframes.conftest import notes_document

    path = tmp_path / "own.yaml"
    kinds = ("hold", "decay", "ramp")
    layers = [f"{{by: kick, envelope: {kind}, length: 1e6 s, amount: 1}}" for kind in kinds]
    path.write_text(f"fields: {{translation_x: {{layers: [{', '.join(layers)}]}}}}")
    clip = clip_of(notes_document([(beat, "kick", 90) for beat in range(8)], seconds=4), "x")
    with limited(seconds=20, mib=200):
        assert document_of(clip, load_mapping(str(path)), seed=1)


def test_a_message_never_writes_to_the_terminal_what_a_file_says():
    error = UserError("bad \x1b[31m", file="a\x07.mid", value="\x9b31m" * 10**6)
    assert not set(str(error)) & set(map(chr, (*range(32), *range(127, 160))))
    assert len(str(error)) < 1000
