"""What the report's folder holds, and what is written again."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pytest

from midivideo.catalog.table import Row, read_table, write_table
from midivideo.cli import main
from midivideo.errors import UserError
from midivideo.files import write_json
from midivideo.report.build import build
from midivideo.report.prompts import prompts
from tests.report import synthetic


@pytest.fixture
def results(tmp_path):
    video = tmp_path / "source.mp4"
    video.write_bytes(b"video")
    write_picture(video.with_suffix(".jpg"))
    synthetic.write_run(tmp_path / "results", 30, video=video)
    return tmp_path / "results"


def write_picture(path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (48, 32), "orange").save(path)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the report but what it remembers, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".memory.json"
    }


def times(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".memory.json"
    }


def handed_over(path: Path) -> tuple[str, object]:
    """What a script gives to the page, and under which name."""
    call = re.fullmatch(r'midivideo\.take\("([^"]+)",(.*)\);\n', path.read_text("ascii"), re.S)
    assert call
    return call[1], json.loads(call[2])


def rows(report: Path) -> dict[str, dict]:
    return {row["clip"]: row for row in handed_over(report / "data/clips-000.js")[1]}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_two_reports_of_the_same_results_are_the_same_bytes(results, tmp_path):
    build(results, tmp_path / "one")
    build(results, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_second_report_writes_nothing(results, tmp_path):
    build(results, tmp_path / "report")
    before = times(tmp_path / "report")
    build(results, tmp_path / "report")
    assert times(tmp_path / "report") == before


def test_a_changed_clip_rewrites_only_its_own_file_and_the_rows(results, tmp_path):
    build(results, tmp_path / "report")
    before = times(tmp_path / "report")
    document = synthetic.sync(read_table(results / "catalog.tsv")[3], 3)
    document["instruments"]["kick"]["z"] = 9.5
    write_json(results / "sync/clip-00003.json", document)
    build(results, tmp_path / "report")
    assert changed(before, times(tmp_path / "report")) == {
        "data/clips/clip-00003.js",
        "data/clips-000.js",
    }
    assert rows(tmp_path / "report")["clip-00003"]["sync"]["z"] == 9.5


def test_a_report_brought_up_to_date_is_the_one_made_from_nothing(results, tmp_path):
    build(results, tmp_path / "report")
    (results / "sync/clip-00001.json").unlink()
    (results / "videos/clip-00002.mp4").unlink()
    catalog = read_table(results / "catalog.tsv")
    write_table(results / "catalog.tsv", [row for row in catalog if row.clip != "clip-00004"])
    build(results, tmp_path / "report")
    build(results, tmp_path / "fresh")
    assert files(tmp_path / "report") == files(tmp_path / "fresh")
    assert not (tmp_path / "report/media/clip-00004.mp4").exists()


def test_videos_are_hard_links_and_copies_where_links_fail(results, tmp_path, monkeypatch):
    build(results, tmp_path / "linked")
    source = results / "videos/clip-00001.mp4"
    assert (tmp_path / "linked/media/clip-00001.mp4").samefile(source)

    def refused(*_):
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refused)
    build(results, tmp_path / "copied")
    copy = tmp_path / "copied/media/clip-00001.mp4"
    assert copy.read_bytes() == source.read_bytes() and not copy.samefile(source)
    before = copy.stat().st_ino
    build(results, tmp_path / "copied")
    assert copy.stat().st_ino == before


def test_a_video_that_was_encoded_anew_replaces_the_old_one(results, tmp_path):
    build(results, tmp_path / "report")
    video = results / "videos/clip-00001.mp4"
    video.unlink()
    video.write_bytes(b"another video")
    build(results, tmp_path / "report")
    assert (tmp_path / "report/media/clip-00001.mp4").read_bytes() == b"another video"


def test_a_row_tells_what_the_page_filters_by(results, tmp_path):
    build(results, tmp_path / "report")
    row = rows(tmp_path / "report")["clip-00003"]
    assert row["state"] == "ready"
    assert (row["bpm"], row["theme"], row["seed"]) == (83, "ocean", 1003)
    assert row["instruments"] == {"kick": 2, "snare": 2}
    assert row["prompts"] == ["picture 3 of ocean"]
    assert row["size"] == [48, 32]
    assert row["speed"] == {"frames": 24, "seconds": 4.0, "speed": 6, "memory": 400.5}
    assert row["sync"]["passed"] is False and row["sync"]["lag"] == -17


def test_a_clips_own_file_has_hits_curves_and_novelty(results, tmp_path):
    build(results, tmp_path / "report")
    name, detail = handed_over(tmp_path / "report/data/clips/clip-00003.js")
    assert name == "clip/clip-00003"
    assert detail["hits"] == {"kick": [[0, 100], [1, 100]], "snare": [[0.5, 100], [1.5, 100]]}
    assert [curve["name"] for curve in detail["curves"]] == ["strength", "translation_z_delta"]
    assert detail["curves"][0]["values"][:3] == [0.4, 0.86, 0.86]
    assert detail["sync"]["peaks"] == [6, 14] and len(detail["sync"]["novelty"]) == 24
    assert detail["prompts"] == [
        {"from": 0, "to": 23, "text": "picture 3 of ocean", "negative": "blurry"}
    ]


def test_a_run_that_is_half_done_gives_a_page_of_what_is_there(results, tmp_path):
    for kind in ("manifests", "notes", "sync"):
        (results / kind / "clip-00001.json").unlink(missing_ok=True)
    (results / "videos/clip-00001.mp4").unlink()
    (results / "videos/clip-00002.mp4").unlink()
    write_json(
        results / "frames/clip-00002/clip-00002.failed.json",
        {"clip": "clip-00002", "error": "out of memory"},
    )
    build(results, tmp_path / "report")
    found = rows(tmp_path / "report")
    assert found["clip-00001"]["state"] == "waiting"
    assert (found["clip-00002"]["state"], found["clip-00002"]["error"]) == (
        "failed",
        "out of memory",
    )
    assert not (tmp_path / "report/data/clips/clip-00001.js").exists()


def test_what_the_catalog_left_out_is_listed_with_the_reason(results, tmp_path):
    build(results, tmp_path / "report")
    _, left_out = handed_over(tmp_path / "report/data/left-out.js")
    assert [row["status"] for row in left_out] == ["refused"] * 3
    assert left_out[0]["reason"] == "this is not a MIDI file (byte 9)"


def test_a_name_that_is_no_utf8_stays_within_its_script(results, tmp_path):
    name = os.fsdecode(b'midi/\xff");alert(1)</script>\xe2\x80\xa8.mid')
    catalog = read_table(results / "catalog.tsv")
    write_table(results / "catalog.tsv", [*catalog, Row("bad", name, status="refused")])
    build(results, tmp_path / "report")
    _, left_out = handed_over(tmp_path / "report/data/left-out.js")
    assert left_out[-1]["midi"] == name


def test_a_folder_without_a_catalog_is_an_error_that_names_it(tmp_path):
    with pytest.raises(UserError, match=r"catalog\.tsv: there is no such catalog"):
        build(tmp_path, tmp_path / "report")


def test_the_command_builds_the_page_and_a_figure_of_the_sync(results, capsys):
    assert main(["report", str(results)]) == 0
    assert "27 ready" in capsys.readouterr().out
    first = (results / "report/sync.svg").read_bytes()
    assert b"clips pass the gate" in first or b"<svg" in first
    (results / "report/sync.svg").unlink()
    assert main(["report", str(results)]) == 0
    assert (results / "report/sync.svg").read_bytes() == first


def test_prompts_of_a_manifest_without_a_list_are_read_from_its_frames():
    frames = ["a --neg n", "a --neg n", "a: 0.5 AND b: 0.5 --neg n", "b --neg n", None]
    manifest = {"rendered_frames": [{"deforum_prompt": text} for text in frames]}
    assert prompts(manifest) == [
        {"from": 0, "to": 1, "text": "a", "negative": "n"},
        {"from": 2, "to": 2, "text": "a: 0.5 AND b: 0.5", "negative": "n"},
        {"from": 3, "to": 3, "text": "b", "negative": "n"},
    ]
