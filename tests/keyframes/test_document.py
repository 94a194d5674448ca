"""The document as Parseq and Deforum take it, and the command that writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from midivideo.cli import main
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import Clip
from midivideo.manifest.fields import MANAGED
from midivideo.midi import parse
from tests.keyframes.conftest import busy_pattern, evaluate, notes_document

Make = Callable[..., Clip]


@pytest.fixture
def document(clip: Make) -> dict:
    return document_of(clip(busy_pattern(), bpm=124), load_mapping("house"), seed=5)


def test_it_has_what_parseqs_import_needs(document: dict) -> None:
    assert isinstance(document["meta"], dict)
    assert document["meta"]["generated_by"] == "midivideo"
    assert len(document["keyframes"]) >= 2
    assert document["keyframes"][0]["frame"] == 0
    assert document["keyframes"][-1]["frame"] == 383
    assert isinstance(document["prompts"], dict) and document["prompts"]["format"] == "v2"
    assert document["managedFields"] == list(MANAGED)
    assert set(document["displayedFields"]) <= set(MANAGED)


def test_options_are_numbers(document: dict) -> None:
    assert document["options"]["bpm"] == 124
    assert document["options"]["output_fps"] == 24
    assert document["options"]["cadence"] == 1
    assert all(isinstance(value, (int, float)) for value in document["options"].values())


def test_rows_are_numbers_in_order_without_nan(document: dict) -> None:
    frames = [row["frame"] for row in document["keyframes"]]
    assert frames == sorted(set(frames))
    json.dumps(document, allow_nan=False)
    for row in document["keyframes"]:
        for key, value in row.items():
            assert isinstance(value, str if key == "info" or key.endswith("_i") else (int, float))


def test_the_seed_counts_up_from_the_clips_own_within_32_bits(
    clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("midivideo.keyframes.document.clip_seed", lambda *_: 2**32 - 3)
    seeds = evaluate(document_of(clip(), load_mapping("house"), seed=0))["seed"]
    assert seeds[:5].astype(int).tolist() == [2**32 - 3, 2**32 - 2, 2**32 - 1, 0, 1]


def test_a_fractional_rate_is_a_number_for_parseq_and_exact_for_us(clip: Make) -> None:
    document = document_of(clip(fps="30000/1001"), load_mapping("house"), seed=0)
    assert document["options"]["output_fps"] == 30000 / 1001
    assert document["midivideo"]["fps"] == "30000/1001"


def test_the_same_clip_gives_the_same_document_and_another_seed_another(clip: Make) -> None:
    one, same, other = (
        document_of(clip(busy_pattern()), load_mapping("house"), seed=seed) for seed in (1, 1, 2)
    )
    assert json.dumps(one) == json.dumps(same)
    assert one["midivideo"]["draws"] != other["midivideo"]["draws"]
    assert one["keyframes"][0]["seed"] != other["keyframes"][0]["seed"]


def test_a_song_and_its_notes_give_the_same_document(shared: Path, tmp_path: Path) -> None:
    song = shared / "golden/seed/inputs/c02_varied_velocity.mid"
    notes = tmp_path / "notes.json"
    notes.write_text(json.dumps(parse(song)))
    assert main(["keyframes", str(song), "-o", str(tmp_path / "a.json")]) == 0
    assert main(["keyframes", str(notes), "-o", str(tmp_path / "b.json")]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_command_takes_mapping_seed_and_painter(tmp_path: Path) -> None:
    notes, out = tmp_path / "notes.json", tmp_path / "song.parseq.json"
    notes.write_text(json.dumps(notes_document([(1, "kick", 100)])))
    options = ["--mapping", "v2midi", "--seed", "9", "--painter", "diffusion"]
    assert main(["keyframes", str(notes), "-o", str(out), *options]) == 0
    own = json.loads(out.read_text())["midivideo"]
    assert (own["mapping"], own["painter"], own["clip"]) == ("v2midi", "diffusion", "song")


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}", "notes file"), ("[1]", "notes file"), ("{", "not a JSON file")],
)
def test_what_is_no_notes_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text(content)
    assert main(["keyframes", str(notes), "-o", str(tmp_path / "out.json")]) == 2
    message = capsys.readouterr().err
    assert said in message and "notes.json" in message
    assert not (tmp_path / "out.json").exists()
