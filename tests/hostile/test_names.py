"""Names, texts and links that want out of their place, through the whole workflow."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import shutil
from pathlib import Path

import av
import pytest

from midivideo.catalog.table import Row, read_table, write_table
from midivideo.cli import main
from midivideo.encode.labels import Labels
from tests.hostile.bounded import midivideo, refused
from tests.midi.smf_bytes import END, hits, name, smf
from tests.workflow import runs

#: What a shell, Snakemake, a template, a browser or a spreadsheet could take for an order.
TEXT = (
    "; touch gone; & | > gone 'x' \"y\" \\ <script>window.hacked=1</script> <b> {input} {{7*7}} "
    "{a|{params.x}} =1+1 ../../gone http://x/ ; [x] ünï 鼓 🥁"
)
LONGEST = "é" * 120 + "x" * 11  # with .mid 255 bytes
NAMES = (
    "a..b.mid", "=1+1.mid", "-rf.mid", "@x.mid", "a\x1b[31mb.mid", "a\u202eb.mid",
    f"{LONGEST}.mid", "con.mid", "%2e%2e%2fx.mid", "$HOME.mid", "*?[a].mid", "a  b.mid", "'.mid",
    "$(touch gone);&.mid",
)  # fmt: skip
#: Those that a shell could run, and the longest.
WORST = ("midi/$(touch gone);&.mid", "midi/-rf.mid", f"midi/{LONGEST}.mid")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A song with texts of TEXT is made; of others, with names of NAMES, the worst are planned."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    (folder / "midi").mkdir(parents=True)
    (folder / "config.yaml").write_text(runs.CONFIG)
    song = smf(name("<script>window.hacked=1</script> =1+1") + hits(0, 240, 480)[:-4] + END)
    (folder / "midi/song.mid").write_bytes(song)
    (folder / "midi/song.yaml").write_text(
        json.dumps({"prompts": {"text": TEXT, "negative": TEXT}})
    )
    for other in NAMES:
        (folder / "midi" / other).write_bytes(song)
    (folder / "midi/out.mid").symlink_to("/etc/passwd")
    (folder / "midi/away").symlink_to("/etc")
    runs.run(folder, "--dry-run", "--quiet", "all")  # makes the catalog
    worst = [row["clip"] for row in runs.catalog(folder).values() if row["midi"] in WORST]
    runs.run(
        folder, "results/videos/song.mp4", *(f"results/manifests/{clip}.json" for clip in worst)
    )
    return folder


@pytest.mark.slow
def test_nothing_is_written_outside_of_the_results(made):
    assert {path.name for path in made.iterdir()} == {
        ".snakemake",
        "config.yaml",
        "midi",
        "results",
    }
    assert len(list((made / "midi").iterdir())) == len(NAMES) + 4
    clips = {clip for clip, row in runs.catalog(made).items() if row["status"] == "accepted"}
    assert len(clips) == len(NAMES) + 1
    assert all(re.fullmatch(r"[a-z0-9_-]+", clip) for clip in clips)
    planned = {path.stem for path in (made / "results/manifests").glob("*.json")}
    assert planned <= clips and len(planned) == 1 + len(WORST)


@pytest.mark.slow
def test_a_link_out_of_the_folder_gives_no_clip_and_not_a_word_of_its_target(made):
    row = runs.catalog(made)["out"]
    assert row["status"] == "refused" and "not a MIDI file" in row["reason"]
    assert "root:" not in (made / "results/catalog.tsv").read_text()
    assert not any("etc" in row["midi"] for row in runs.catalog(made).values())


@pytest.mark.slow
def test_a_hostile_prompt_is_a_text_in_manifest_and_video(made):
    manifest = json.loads((made / "results/manifests/song.json").read_text())
    shown = manifest["rendered_frames"][0]["deforum_prompt"]
    assert "; touch gone;" in shown and "<script>" in shown and "7*7" in shown
    with av.open(str(made / "results/videos/song.mp4")) as container:
        assert container.metadata["description"] == shown.split(" --neg ")[0].strip()
        assert container.metadata["title"] == "song"
        assert set(container.metadata) <= {
            "title", "description", "comment", "encoder", "major_brand", "minor_version",
            "compatible_brands",
        }  # fmt: skip


@pytest.mark.slow
def test_no_cell_of_the_catalog_is_a_formula(made):
    shutil.copytree(made / "midi", made / "flat", symlinks=True)
    with contextlib.chdir(made / "flat"):
        assert main(["catalog", ".", "-o", "../flat.tsv"]) == 0
    with (made / "flat.tsv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter="\t") for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@") and cell != "-1"]
    assert {row.midi for row in read_table(made / "flat.tsv")} >= {"=1+1.mid", "-rf.mid", "@x.mid"}


def test_every_text_survives_the_catalog(tmp_path):
    rows = [
        Row(f"c{n}", text, reason=text) for n, text in enumerate((*NAMES, TEXT, "\\u003d", "="))
    ]
    write_table(tmp_path / "catalog.tsv", rows)
    assert read_table(tmp_path / "catalog.tsv") == rows


def test_metadata_holds_no_control_character():
    tags = Labels("a\0b\x1bc", "one\ntwo\x07", "0" * 64).metadata()
    assert tags["title"] == "a b c" and tags["description"] == "one\ntwo "


def test_a_name_too_long_for_the_disk_is_told(tmp_path):
    (tmp_path / "song.mid").write_bytes(smf(hits(0, 480)))
    outcome = midivideo("parse", "song.mid", "-o", "x" * 300 + ".json", folder=tmp_path)
    assert outcome.status in (1, 2) and "Traceback" not in outcome.output, outcome.output


def test_a_command_takes_a_name_in_braces(tmp_path):
    """Only Snakemake can't name it; without the workflow it is a name like any other."""
    (tmp_path / "{clip}.mid").write_bytes(smf(hits(0, 240)))
    outcome = midivideo(
        "parse", "{clip}.mid", "-o", "{input}.json", "--seconds", "1", folder=tmp_path
    )
    assert outcome.status == 0, outcome.output
    assert (tmp_path / "{input}.json").exists()
    refused(midivideo("parse", "{gone}.mid", "-o", "x.json", folder=tmp_path), "{gone}.mid")
