"""``midivideo sync`` and ``midivideo sync-table``."""

from __future__ import annotations

import csv
import json

import pytest

from midivideo.catalog.table import Row, write_table
from midivideo.cli import main
from midivideo.sync.table import COLUMNS
from tests.sync.films import KICK, every, write_film, write_midi


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    write_film(folder / "film.mp4", every(0.31))
    write_midi(folder / "window.mid", {KICK: every(0.31)})
    return folder


def test_sync_writes_the_document_and_says_what_it_found(film, tmp_path, capsys):
    output = tmp_path / "new/sync.json"
    status = main(["sync", str(film / "film.mp4"), str(film / "window.mid"), "-o", str(output)])
    assert status == 0
    document = json.loads(output.read_text())
    assert document["format"] == "midivideo-sync/1"
    assert (document["clip"], document["fps"], document["frames"]) == ("film", 24, 384)
    assert len(document["novelty"]) == 384
    assert max(document["novelty"]) == pytest.approx(1, abs=0.2)
    printed = capsys.readouterr().out
    assert "film: in sync" in printed
    assert "kick: 51 hits, z" in printed


@pytest.mark.parametrize("start", ["-1", "soon", "nan"])
def test_a_wrong_start_is_explained(film, tmp_path, capsys, start):
    arguments = [str(film / "film.mp4"), str(film / "window.mid"), "-o", str(tmp_path / "x.json")]
    assert main(["sync", *arguments, f"--start={start}"]) == 2
    assert "--start" in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


def test_the_table_has_a_row_for_each_clip_and_instrument(film, tmp_path, capsys):
    (tmp_path / "sync").mkdir()
    for clip, start in (("good", "0"), ("bad", "0.155")):
        options = ["--clip", clip, "--start", start, "-o", str(tmp_path / f"sync/{clip}.json")]
        main(["sync", str(film / "film.mp4"), str(film / "window.mid"), *options])
    rows = [Row("good", "good.mid"), Row("bad", "bad.mid"), Row("x", "x.mid", status="dropped")]
    write_table(tmp_path / "catalog.tsv", rows)
    capsys.readouterr()
    arguments = [str(tmp_path / "catalog.tsv"), str(tmp_path / "sync"), "--markdown"]
    assert main(["sync-table", *arguments, "-o", str(tmp_path / "sync.tsv")]) == 0
    with (tmp_path / "sync.tsv").open(newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t"))
    assert list(table[0]) == list(COLUMNS)
    assert [(row["clip"], row["instrument"], row["decides"], row["passed"]) for row in table] == [
        ("good", "all", "no", "yes"), ("good", "kick", "yes", "yes"),
        ("bad", "all", "no", "no"), ("bad", "kick", "yes", "no"),
    ]  # fmt: skip
    assert table[0]["reasons"] == ""
    assert "kick" in table[2]["reasons"]
    markdown = capsys.readouterr().out.splitlines()
    assert len(markdown) == 4
    assert markdown[2].startswith("| good | kick | 51 | 1.00 | 1.00 | 1.00 |")
