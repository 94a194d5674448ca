from __future__ import annotations

import csv
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from midivideo.catalog import Row, read_table, settings_for, update
from midivideo.catalog.ids import slug, song_id
from midivideo.catalog.table import escape, unescape, write_table
from midivideo.errors import UserError
from midivideo.settings.load import validate
from tests.midi.smf_bytes import END, hits, quantity, smf

BEAT = 480
LOOP = hits(*range(0, 32 * BEAT, BEAT))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory, with three songs in ``midi/``."""
    monkeypatch.chdir(tmp_path)
    for name in ("One", "two", "three"):
        put(f"midi/{name}.mid", name)
    return tmp_path


def put(path: str | Path, text: str = "", track: bytes = LOOP) -> None:
    """A song whose bytes differ by ``text``."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    encoded = text.encode()
    path.write_bytes(smf(b"\x00\xff\x01" + quantity(len(encoded)) + encoded + track))


def run(batch_size=1, midi="midi", alone=(), notify=lambda text: None, **sections):
    settings = validate([("test", {"midi": midi, **sections})])
    rows = update(settings, "results/catalog.tsv", batch_size, alone=alone, notify=notify)
    assert read_table("results/catalog.tsv") == rows
    return {row.clip: row for row in rows}


def test_a_catalog_lists_each_clip_with_window_hits_and_batch(folder):
    rows = run()
    assert list(rows) == ["one", "three", "two"]
    row = rows["one"]
    assert (row.midi, row.start_s, row.duration_s, row.frames) == ("midi/One.mid", "0", "16", 384)
    assert (row.bpm, row.meter, row.hits, row.instruments) == ("120", "4/4", 32, "kick:32")
    assert (row.batch, row.status, row.reason) == ("one", "accepted", "")
    assert len(row.sha256) == 64


def test_a_second_run_reads_no_file_and_writes_nothing(folder, monkeypatch):
    before = run()
    stamp = Path("results/catalog.tsv").stat().st_mtime_ns
    monkeypatch.setattr("midivideo.catalog.upkeep.scan", None)
    assert run() == before
    assert Path("results/catalog.tsv").stat().st_mtime_ns == stamp


def test_a_touched_file_is_hashed_and_left_as_it_is(folder, monkeypatch):
    before = run()
    os.utime("midi/two.mid", (1, 1))
    monkeypatch.setattr("midivideo.catalog.scan.read_song", None)
    after = run()
    assert after["two"].mtime_ns == 10**9
    assert replace(after["two"], mtime_ns=0) == replace(before["two"], mtime_ns=0)


def test_a_replaced_file_keeps_id_and_batch_even_when_it_is_older(folder):
    before = run(batch_size=2)
    put("midi/two.mid", "TWO")
    os.utime("midi/two.mid", (1, 1))
    after = run(batch_size=2)
    assert after["two"].sha256 != before["two"].sha256
    assert after["two"].batch == before["two"].batch
    assert after["one"] == before["one"]


def test_a_removed_file_stays_as_gone_and_comes_back_as_it_was(folder):
    before = run(batch_size=2)
    shutil.move("midi/two.mid", "elsewhere.mid")
    gone = run(batch_size=2)
    assert gone["two"].status == "gone"
    assert gone["two"].batch == before["two"].batch
    assert gone["one"] == before["one"]
    shutil.move("elsewhere.mid", "midi/two.mid")
    assert run(batch_size=2) == before


def test_new_files_get_new_batches_and_old_ones_keep_theirs(folder):
    before = run(batch_size=2)
    assert len({row.batch for row in before.values()}) == 2
    put("midi/aaa.mid", "aaa")
    put("midi/bbb.mid", "bbb")
    after = run(batch_size=8)
    assert {clip: after[clip] for clip in before} == before
    assert after["aaa"].batch == after["bbb"].batch not in {row.batch for row in before.values()}


def test_a_batch_of_one_is_named_like_its_clip(folder):
    rows = run(batch_size=2)
    assert rows["two"].batch == "two"
    assert rows["one"].batch.startswith("b-")


def test_a_clip_that_failed_among_others_gets_a_batch_alone(folder):
    before = run(batch_size=3)
    after = run(batch_size=3, alone=["three"])
    assert after["three"].batch == "three"
    assert after["one"].batch == after["two"].batch == before["one"].batch
    assert run(batch_size=3) == after


def test_two_files_of_one_name_get_ids_that_never_change(folder):
    put("midi/sub/two.mid", "other")
    first = run()
    assert {row.midi: clip for clip, row in first.items()}["midi/sub/two.mid"] == "sub-two"
    Path("midi/two.mid").unlink()
    put("midi/sub/deep/two.mid", "another")
    after = {row.midi: clip for clip, row in run().items()}
    assert after["midi/sub/two.mid"] == "sub-two"
    assert after["midi/two.mid"] == "two"
    assert after["midi/sub/deep/two.mid"] == "deep-two"


def test_a_refused_file_is_a_row_with_its_reason(folder):
    Path("midi/bad.mid").write_bytes(b"nothing")
    row = run()["bad"]
    assert (row.status, row.batch) == ("refused", "")
    assert row.reason == "it is not a MIDI file (no MThd)"


def test_a_broken_file_that_is_mended_becomes_a_clip_under_the_same_id(folder):
    Path("midi/bad.mid").write_bytes(b"nothing")
    run()
    put("midi/bad.mid", "good")
    assert run()["bad"].status == "accepted"


def test_curation_drops_with_a_reason_and_takes_back_without_reading(folder, monkeypatch):
    accepted = run()
    monkeypatch.setattr("midivideo.catalog.upkeep.scan", None)
    for curate, reason in (
        ({"min_hits": 99}, "only 32 notes of a named instrument (curate.min_hits: 99)"),
        ({"min_instruments": 2}, "only kick is heard (curate.min_instruments: 2)"),
        ({"require": ["kick", "snare"]}, "snare is not heard (curate.require: kick, snare)"),
    ):
        row = run(curate=curate)["one"]
        assert (row.status, row.reason) == ("dropped", reason)
    assert run() == accepted


def test_changed_clip_settings_choose_new_windows(folder):
    run()
    assert run(clip={"seconds": 4, "fps": 30})["one"].frames == 120


def test_all_windows_get_numbered_ids_and_leave_as_gone(folder):
    before = run()
    rows = run(clip={"select": "all", "seconds": 8})
    assert {clip: row.start_s for clip, row in rows.items() if row.accepted} == {
        f"{song}-w0{number}": start
        for song in ("one", "three", "two")
        for number, start in ((1, "0"), (2, "8"))
    }
    assert rows["one"].status == "gone"
    back = run()
    assert {clip: back[clip] for clip in before} == before
    assert back["one-w02"].status == "gone"


# --- sidecars ---------------------------------------------------------------------------------


def test_a_sidecar_holds_settings_of_its_song_alone(folder):
    Path("midi/two.yaml").write_text("clip: {seconds: 4}\nrender: {width: 512}\n")
    rows = run(batch_size=3)
    assert (rows["two"].frames, rows["one"].frames) == (96, 384)
    assert rows["two"].batch != rows["one"].batch == rows["three"].batch
    settings = validate([("test", {"instruments": {"kick": None}, "seed": 5})])
    own = settings_for(rows["two"], settings)
    assert (own.render.width, own.render.height, own.clip.seconds, own.seed) == (512, 256, 4, 5)
    assert "kick" not in own.instruments
    assert settings_for(rows["one"], settings) is settings


def test_a_changed_or_removed_sidecar_is_seen(folder):
    before = run(batch_size=3)
    Path("midi/two.yml").write_text("render: {height: 512}\n")
    other = run(batch_size=3)
    assert other["two"].batch == "two"
    assert other["one"] == before["one"]
    Path("midi/two.yml").unlink()
    assert run(batch_size=3)["two"].settings == ""


@pytest.mark.parametrize(
    "text, reason",
    [
        ("clip: {fps: 0}", "clip.fps"),
        ("clip: {fsp: 24}", "did you mean fps"),
        ("results: elsewhere", "results: this is set for a whole run"),
        ("render: {painter: preview}", "render.painter: this is set for a whole run"),
        ("audio: {mp3: true}", "audio.mp3: this is set for a whole run"),
        ("prompts: {text: a __nothing__ sea}", "prompts.text: there is no such wildcard"),
        ("prompts: {negative: 50 % grey}", "prompts.negative: '%' can't be used"),
        ("- a list", "key: value"),
        ("a: [", "not YAML"),
    ],
)
def test_a_sidecar_that_does_not_fit_refuses_its_clip_alone(folder, text, reason):
    Path("midi/two.yaml").write_text(text)
    rows = run()
    assert rows["two"].status == "refused"
    assert "midi/two.yaml" in rows["two"].reason
    assert reason in rows["two"].reason
    assert rows["one"].accepted


# --- which files ------------------------------------------------------------------------------


def test_files_are_found_in_folders_globs_and_lists_with_any_ending(folder):
    put("more/a.MID", "a")
    put("more/b.kar", "b")
    put("more/deep/c.rmi", "c")
    put("more/.hidden/d.mid", "d")
    put("more/._a.mid", "apple")
    Path("more/text.txt").write_text("no")
    assert set(run(midi="more")) == {"a", "b", "c"}
    rows = run(midi=["midi/t*.mid", str(folder / "more/b.kar"), "more"])
    assert sorted(clip for clip, row in rows.items() if row.accepted) == [
        *("a", "b", "c", "three", "two")
    ]


def test_what_the_workflow_made_is_not_taken_for_input(folder):
    put("results/notes/one.mid", "made")
    assert set(run(midi=".")) == {"one", "two", "three"}


def test_links_that_leave_the_folder_are_told_and_not_followed(folder):
    put("outside/far.mid", "far")
    Path("midi/link").symlink_to("../outside")
    Path("midi/loop").symlink_to(".")
    Path("midi/near.mid").symlink_to("../outside/far.mid")
    Path("midi/broken.mid").symlink_to("nowhere.mid")
    told = []
    rows = run(notify=told.append)
    assert set(rows) == {"one", "two", "three", "near", "broken"}
    assert rows["near"].accepted
    assert rows["broken"].reason == "it is a link that leads nowhere"
    assert len(told) == 1 and "midi/link" in told[0]


def test_a_setting_that_names_nothing_is_an_error(folder):
    with pytest.raises(UserError, match="no such file or folder"):
        run(midi="mdii")
    Path("empty").mkdir()
    with pytest.raises(UserError, match="no MIDI file"):
        run(midi="empty")


def test_odd_names_survive_the_table(folder):
    names = [b"tab\there", b'quote"s', b"new\nline", b"back\\slash", "🥁 beat".encode(), b"caf\xe9"]
    for name in [*names, b"\xff\xfe"]:
        put(Path(os.fsdecode(b"odd/" + name + b".mid")), repr(name))
    rows = run(midi="odd")
    assert {row.midi for row in rows.values()} == {
        os.fsdecode(b"odd/" + name + b".mid") for name in [*names, b"\xff\xfe"]
    }
    assert all(row.accepted for row in rows.values())
    assert len(Path("results/catalog.tsv").read_text(encoding="utf-8").splitlines()) == 8
    with Path("results/catalog.tsv").open(encoding="utf-8", newline="") as file:
        assert {row["clip"] for row in csv.DictReader(file, delimiter="\t")} == set(rows)


def test_many_files_are_read_by_several_processes_with_the_same_result(folder):
    for number in range(60):
        put(f"many/{number}.mid", str(number))
    settings = validate([("test", {"midi": "many"})])
    pooled = update(settings, "pooled.tsv", 4, workers=2)
    alone = update(settings, "alone.tsv", 4, workers=1)
    assert pooled == alone
    assert len(pooled) == 60


def test_every_shared_file_is_in_the_catalog(shared, tmp_path):
    settings = validate([("test", {"midi": str(shared / "midi")})])
    rows = update(settings, tmp_path / "catalog.tsv")
    assert len(rows) == len({row.clip for row in rows}) == 126
    assert all(row.reason for row in rows if not row.accepted)
    assert sum(row.accepted for row in rows) >= 70


# --- ids and the table ------------------------------------------------------------------------


@budget(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_an_id_is_safe_whatever_the_name(name):
    taken = {"clip", slug(name)}
    made = song_id(f"a/{name}.mid".replace("\0", ""), "0123456789abcdef", taken)
    assert made not in taken
    assert 0 < len(made) <= 80
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


def test_a_name_without_ascii_is_called_by_its_hash():
    assert song_id("音楽.mid", "0123456789abcdef", ()) == "clip-01234567"


def test_no_song_is_called_like_a_window_or_a_batch():
    assert slug("Song-w01") == "song_w01"
    assert slug("b-0123456789ab") == "b_0123456789ab"


@budget(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_text_survives_escaping(text):
    escaped = escape(text)
    assert unescape(escaped) == text
    assert len(escaped.encode("utf-8").splitlines()) <= 1


def test_a_damaged_table_is_an_error(tmp_path):
    path = tmp_path / "catalog.tsv"
    write_table(path, [Row("a", "a.mid")])
    path.write_text(path.read_text() + "b\tb.mid\n")
    with pytest.raises(UserError, match="damaged"):
        read_table(path)
    path.write_text("nothing\n")
    with pytest.raises(UserError, match="names no columns"):
        read_table(path)


def test_a_song_without_notes_still_has_a_row(folder):
    put("midi/silent.mid", "silent", track=END)
    assert run()["silent"].reason == "there is not a single note in it"


def test_a_file_called_like_a_window_does_not_take_a_windows_id():
    assert song_id("two/w01.mid", "", {"w01"}) == "two_w01"
