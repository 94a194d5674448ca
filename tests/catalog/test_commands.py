from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from midivideo.cli import main
from midivideo.midi import parse, read_song
from midivideo.settings import load_settings
from tests.midi.smf_bytes import hits, smf


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("song.mid").write_bytes(smf(hits(*range(0, 480 * 64, 480))))
    return tmp_path


def test_parse_writes_the_notes_and_the_window(here):
    options = ["--start", "2", "--seconds", "4", "--fps", "30", "--clip", "mine"]
    assert main(["parse", "song.mid", "-o", "n.json", "--midi-out", "w.mid", *options]) == 0
    notes = json.loads(Path("n.json").read_text())
    assert (notes["clip"], notes["frames"], notes["start_s"]) == ("mine", 120, 2.0)
    assert [note["frame"] for note in notes["notes"]] == list(range(0, 120, 15))
    assert len(read_song("w.mid").notes) == 8


def test_parse_takes_the_settings_beside_the_song_and_options_over_them(here):
    Path("song.yaml").write_text("clip: {seconds: 2, fps: 10}")
    main(["parse", "song.mid", "-o", "n.json", "--fps", "20"])
    notes = json.loads(Path("n.json").read_text())
    assert (notes["frames"], notes["fps"]) == (40, 20)


@pytest.mark.parametrize(
    "options, message",
    [
        (["--start", "soon"], "--start: this is no time"),
        (["--fps", "0"], "clip.fps: this value does not fit (found: 0)"),
        (["--seconds", "long"], "clip.seconds"),
    ],
)
def test_a_bad_option_is_one_plain_message(here, capsys, options, message):
    assert main(["parse", "song.mid", "-o", "n.json", *options]) == 2
    assert message in capsys.readouterr().err
    assert not Path("n.json").exists()


def test_parse_of_a_hopeless_file_tells_why(here, capsys):
    Path("bad.mid").write_bytes(b"hello")
    assert main(["parse", "bad.mid", "-o", "n.json"]) == 2
    assert "bad.mid: it is not a MIDI file" in capsys.readouterr().err


def test_catalog_lists_a_folder(here, capsys):
    assert main(["catalog", ".", "-o", "catalog.tsv"]) == 0
    assert "catalog.tsv: 1 accepted" in capsys.readouterr().out


def test_init_writes_a_config_that_loads_and_tells_what_is_there(here, root):
    assert main(["init", str(root / "resources/midi")]) == 0
    text = Path("config.yaml").read_text()
    assert "4 files; tempo" in text
    assert load_settings(["config.yaml"]).midi == (str(root / "resources/midi"),)
    suggested = text.replace("\n#  ", "\n  ")
    Path("more.yaml").write_text(suggested)
    assert "maracas" in load_settings(["more.yaml"]).instruments


def test_init_tells_a_command_that_works_here(here, root, capsys):
    assert main(["init", str(root / "resources/midi"), "-o", "my.yaml"]) == 0
    told = shlex.split(capsys.readouterr().out.splitlines()[-1])
    assert told[-2:] == ["--configfile", "my.yaml"]
    assert Path(told[told.index("--snakefile") + 1]).samefile(root / "Snakefile")


def test_init_never_overwrites(here, capsys):
    Path("config.yaml").write_text("seed: 7\n")
    assert main(["init", "."]) == 2
    assert "left as it is" in capsys.readouterr().err
    assert Path("config.yaml").read_text() == "seed: 7\n"


def test_the_examples_are_what_their_script_writes(root, tmp_path, monkeypatch):
    import runpy

    script = runpy.run_path(str(root / "resources/midi/make_examples.py"))
    for name in ("house", "tempo_ramp", "song", "swing_seven"):
        script[name].__globals__["HERE"] = tmp_path
        script[name]()
        shipped = (root / "resources/midi" / f"{name}.mid").read_bytes()
        assert (tmp_path / f"{name}.mid").read_bytes() == shipped


def test_the_examples_have_drums_and_fill_their_window(root):
    for path in (root / "resources/midi").glob("*.mid"):
        document = parse(path)
        assert document["warnings"] == []
        assert document["notes"][-1]["time_s"] > 14
        assert {"kick", "snare"} <= {name for n in document["notes"] for name in n["instruments"]}
