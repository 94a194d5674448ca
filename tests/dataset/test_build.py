"""Building: the same bytes whatever the order, and only what has to be is written."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tarfile
from dataclasses import replace

import mido
import pytest
import yaml

from midivideo.catalog.table import read_table, write_table
from midivideo.cli import main
from midivideo.dataset.tables import read_rows
from midivideo.dataset.verify import verify
from midivideo.errors import UserError
from tests.dataset import synthetic
from tests.dataset.conftest import SMALL_SHARDS
from tests.workflow.runs import hashes


def contents(folder) -> dict[str, str]:
    files = {name for name in folder.rglob("*") if name.is_file()}
    return hashes(folder, *sorted(str(name.relative_to(folder)) for name in files))


def rows(folder) -> dict[str, dict]:
    tables = sorted((folder / "metadata").glob("*.parquet"))
    return {row["clip"]: row for table in tables for row in read_rows(table)}


def left_out(folder) -> dict[str, str]:
    with (folder / "provenance/left_out.tsv").open() as file:
        return {row["clip"]: row["reason"] for row in csv.DictReader(file, delimiter="\t")}


def test_one_process_or_four_and_any_order_of_the_catalog_give_the_same_bytes(run, pack, layout):
    settings = f"layout: {layout}, shard_mb: 0.05"
    pack(run, settings, "one")
    table = run / "results/catalog.tsv"
    write_table(table, list(reversed(read_table(table))))
    pack(run, settings, "two", workers=4)
    assert contents(run / "one") == contents(run / "two")


def test_a_dataset_that_grew_clip_by_clip_has_the_bytes_of_one_made_at_once(run, pack):
    results = run / "results"
    everything = read_table(results / "catalog.tsv")
    for count in (5, 6, 7, 20, 40):
        write_table(results / "catalog.tsv", everything[:count])
        pack(run, name="grown")
    pack(run, name="at_once")
    assert contents(run / "grown") == contents(run / "at_once")


def test_a_second_build_writes_no_data_file(run, pack, layout):
    settings = f"layout: {layout}, shard_mb: 0.05"
    first = pack(run, settings)
    before = contents(run / "dataset")
    second = pack(run, settings)
    assert second.written == []
    assert second.kept == first.written
    assert contents(run / "dataset") == before


def test_a_new_clip_touches_its_own_shard_and_row(run, pack):
    pack(run, "shard_mb: 0.06")
    before, rows_before = contents(run / "dataset"), rows(run / "dataset")
    synthetic.add_rows(run / "results", [synthetic.add_song(run / "results", "new", 777)])
    built = pack(run, "shard_mb: 0.06")
    after, rows_after = contents(run / "dataset"), rows(run / "dataset")
    new = rows_after.pop("new")
    assert rows_after == rows_before
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if name.startswith("data/")} == {new["archive"]}
    assert {name for name in changed if name.startswith("metadata/")} == {
        f"metadata/{new['split']}.parquet"
    }
    assert built.written == [new["archive"]]


def test_a_further_shard_takes_its_clips_from_one_other(run, pack):
    pack(run, "shard_mb: 0.06")
    before = {clip: row["archive"] for clip, row in rows(run / "dataset").items()}
    results = run / "results"
    new = [synthetic.add_song(results, f"new{n}", 500 + n) for n in range(12)]
    synthetic.add_rows(results, new)
    pack(run, "shard_mb: 0.06")
    after = {clip: row["archive"] for clip, row in rows(run / "dataset").items()}
    moved = {(old, after[clip]) for clip, old in before.items() if after[clip] != old}
    further = set(after.values()) - set(before.values())
    assert further
    assert {target for _, target in moved} == further
    assert len(moved) == len(further)


def test_a_changed_video_is_packed_again_and_nothing_else(run, pack):
    pack(run)
    video = run / "results/videos/song0007.mp4"
    manifest = rows(run / "dataset")["song0007"]["manifest_sha256"]
    synthetic.write_video(video, "song0007", 999, manifest)
    built = pack(run)
    assert built.written == [rows(run / "dataset")["song0007"]["archive"]]
    assert verify(run / "dataset").problems == []


def test_a_removed_clip_leaves_no_trace(run, pack, layout):
    settings = f"layout: {layout}, shard_mb: 0.05"
    pack(run, settings)
    table = run / "results/catalog.tsv"
    gone = [replace(r, status="gone") if r.clip == "song0003" else r for r in read_table(table)]
    write_table(table, gone)
    pack(run, settings)
    assert "song0003" not in rows(run / "dataset")
    assert verify(run / "dataset").problems == []


def test_damage_to_the_last_dataset_does_not_come_into_the_next(run, pack, layout):
    settings = f"layout: {layout}, shard_mb: 0.05"
    built = pack(run, settings)
    before = contents(run / "dataset")
    path = run / "dataset" / built.written[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(0, 10**18))
    assert pack(run, settings).written == [built.written[0]]
    assert contents(run / "dataset") == before


def test_damage_to_the_dataset_is_no_damage_to_the_results(run, pack, layout):
    pack(run, f"layout: {layout}, shard_mb: 0.05")
    before = contents(run / "results")
    for path in (run / "dataset/data").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    assert contents(run / "results") == before


def test_a_build_that_fails_leaves_the_old_dataset(run, pack):
    pack(run)
    before = contents(run / "dataset")
    (run / "results/videos/song0005.mp4").write_bytes(b"no video")
    with pytest.raises(UserError, match=r"song0005\.mp4"):
        pack(run)
    assert contents(run / "dataset") == before
    assert not list(run.glob(".dataset*"))


def test_tar_members_tell_nothing_of_this_machine(datasets_once):
    for shard in (datasets_once / "webdataset/data").glob("*.tar"):
        with tarfile.open(shard) as tar:
            names = []
            for member in tar:
                names.append(member.name)
                state = (member.mtime, member.uid, member.gid, member.uname, member.gname)
                assert state == (0, 0, 0, "", "")
        clips = sorted({name.partition(".")[0] for name in names})
        assert names == [f"{clip}.{kind}" for clip in clips for kind in ("mp4", "mid", "json")]


def test_the_original_reads_the_v2midi_layout(datasets_once):
    """Its loader globs ``batch_*`` and takes the one .mid and the one .mp4 of each."""
    found = 0
    for folder in sorted((datasets_once / "v2midi/data").glob("*/batch_*")):
        (midi,), (video,) = folder.glob("*.mid"), folder.glob("*.mp4")
        number = folder.name.removeprefix("batch_")
        assert (video.name, midi.name) == (f"video_{number}.mp4", f"midi_{number}.mid")
        assert mido.MidiFile(midi).length > 0
        found += 1
    assert found == 40


def test_the_midi_file_is_the_window_not_the_source(run, pack):
    midi = run / "midi/long.mid"
    synthetic.write_bar(midi, synthetic.pattern(3), bars=8)
    row = synthetic.add_clip(run / "results", "long", midi, number=3, start="6")
    synthetic.add_rows(run / "results", [row])
    pack(run, "layout: videofolder")
    window = mido.MidiFile(run / "dataset" / rows(run / "dataset")["long"]["midi_file"])
    assert window.length < 3 < mido.MidiFile(midi).length
    assert rows(run / "dataset")["long"]["start_s"] == 6


def test_a_row_tells_all_of_a_clip(datasets_once):
    row = rows(datasets_once / "webdataset")["song0004"]
    assert (row["frames"], row["fps"], row["duration_s"], row["bpm"]) == (24, "12", 2.0, 120.0)
    assert (row["width"], row["height"], row["sound"]) == (64, 64, False)
    assert row["source"] == "midi/song0004.mid"
    assert [(p["frame"], p["positive"]) for p in row["prompts"]] == [(0, "a reef"), (20, "a shore")]
    assert row["prompts"][0]["negative"] == "blur"
    assert row["onsets"]["kick"][0] == 0.0
    assert sum(map(len, row["onsets"].values())) == row["hits"] == 7
    assert (row["seed"], row["mapping"], row["painter"]) == (4, "house", "preview")
    assert (row["in_sync"], row["sync_z"], row["sync_lag_ms"]) == (True, 7.25, 1.5)
    assert [score["instrument"] for score in row["sync"]] == ["all", "kick"]


def test_songs_of_one_drum_pattern_are_in_one_split(run, pack):
    results = run / "results"
    new = []
    for number in range(8):
        midi = run / f"midi/copy{number}.mid"
        synthetic.write_bar(midi, synthetic.pattern(0), bpm=120, velocity=40 + number)
        new.append(synthetic.add_clip(results, f"copy{number}", midi, number=600 + number))
    synthetic.add_rows(results, new)
    pack(run)
    found = rows(run / "dataset")
    assert {found[f"copy{n}"]["split"] for n in range(8)} == {found["song0000"]["split"]}
    assert {found[f"copy{n}"]["pattern"] for n in range(8)} == {found["song0000"]["pattern"]}


def test_clips_that_are_out_of_sync_are_marked_or_dropped(run, pack):
    row = synthetic.add_song(run / "results", "late", 901, passed=False)
    synthetic.add_rows(run / "results", [row])
    pack(run)
    assert rows(run / "dataset")["late"]["in_sync"] is False
    assert rows(run / "dataset")["late"]["sync_reasons"] == ["kick: z 1.0 is below 5"]
    pack(run, "out_of_sync: drop")
    assert "late" not in rows(run / "dataset")
    assert "kick: z 1.0 is below 5" in left_out(run / "dataset")["late"]


def test_without_sync_scores_a_clip_is_packed_as_not_measured(run, pack):
    shutil.rmtree(run / "results/sync")
    pack(run, "out_of_sync: drop")
    found = rows(run / "dataset")
    assert len(found) == 40
    assert {row["in_sync"] for row in found.values()} == {None}
    assert "not measured" in (run / "dataset/README.md").read_text()


def test_a_clip_whose_video_is_not_there_yet_is_named(run, pack):
    (run / "results/videos/song0001.mp4").unlink()
    built = pack(run)
    assert built.left_out == {"song0001": "videos/song0001.mp4 is not there"}
    assert left_out(run / "dataset") == built.left_out


def test_a_video_of_another_length_than_its_notes_is_refused(run, pack):
    notes = run / "results/notes/song0001.json"
    document = json.loads(notes.read_text())
    notes.write_text(json.dumps({**document, "frames": 48}))
    with pytest.raises(UserError, match=r"song0001\.mp4.*24 frames.*48"):
        pack(run)


def test_licences_come_from_the_users_table_and_are_on_the_card(run, pack, tmp_path):
    table = tmp_path / "licences.csv"
    table.write_text(
        "glob,licence,attribution\n"
        'midi/song000?.mid,cc-by-4.0,"A. Drummer, The Band"\nsong*.mid,cc0-1.0,\n'
    )
    told: list[str] = []
    pack(run, f"licence: cc-by-4.0, licences: '{table}'", notify=told.append)
    found = rows(run / "dataset")
    assert found["song0009"]["licence"] == "cc-by-4.0"
    assert found["song0009"]["attribution"] == "A. Drummer, The Band"
    assert found["song0010"]["licence"] == "cc0-1.0"
    card = (run / "dataset/README.md").read_text()
    assert "| cc-by-4.0 | 10 |" in card
    assert "- A. Drummer, The Band" in card
    assert "cc-by-4.0" in (run / "dataset/LICENSE").read_text()
    assert told == []
    pack(run, notify=told.append)
    assert "40 clips" in told[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [("a,b\n1,2\n", "glob, licence"), ("glob,licence\n*.mid,\n", "line 2"), (None, "no such file")],
)
def test_a_wrong_table_of_licences_is_explained(run, pack, tmp_path, text, words):
    table = tmp_path / "licences.csv"
    if text is not None:
        table.write_text(text)
    with pytest.raises(UserError, match=words):
        pack(run, f"licences: '{table}'")


def test_paths_of_the_maker_stay_at_home(run, pack):
    table = run / "results/catalog.tsv"
    write_table(
        table, [replace(r, midi=f"/home/ada/secret/{r.clip}.mid") for r in read_table(table)]
    )
    pack(run, "layout: videofolder")
    assert rows(run / "dataset")["song0001"]["source"] == "song0001.mid"
    for path in (run / "dataset").rglob("*"):
        assert path.is_dir() or b"secret" not in path.read_bytes()


def test_citation_and_settings_are_what_the_config_says(run, pack):
    pack(run, "authors: [Ada Lovelace], title: Drums, licence: cc-by-4.0, date: 2027-01-31")
    citation = yaml.safe_load((run / "dataset/CITATION.cff").read_text())
    assert citation["authors"] == [{"name": "Ada Lovelace"}]
    assert (citation["type"], citation["title"]) == ("dataset", "Drums")
    assert (citation["license"], str(citation["date-released"])) == ("CC-BY-4.0", "2027-01-31")
    config = yaml.safe_load((run / "dataset/provenance/config.yaml").read_text())
    assert config["dataset"]["authors"] == ["Ada Lovelace"]
    assert config["clip"]["fps"] == synthetic.FPS
    assert json.loads((run / "dataset/provenance/versions.json").read_text())["av"]


def test_a_run_without_a_clip_is_an_error(run, pack):
    write_table(run / "results/catalog.tsv", [])
    with pytest.raises(UserError, match="no clip to pack"):
        pack(run)


def test_what_a_killed_build_left_is_put_right(run, pack):
    pack(run)
    before = contents(run / "dataset")
    (run / "dataset").rename(run / ".dataset.old")
    (run / "dataset").mkdir()
    (run / ".dataset.12345.part").mkdir()
    (run / ".dataset.12345.part/half").write_bytes(b"")
    assert pack(run).written == []
    assert contents(run / "dataset") == before
    assert not list(run.glob(".dataset*"))


def test_a_folder_that_is_no_dataset_is_not_replaced(run, pack):
    (run / "dataset").mkdir()
    (run / "dataset/thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match="not a dataset"):
        pack(run)
    assert (run / "dataset/thesis.txt").read_text() == "years of work"


def test_a_git_repository_is_not_replaced(run, pack):
    pack(run)
    (run / "dataset/.git").mkdir()
    with pytest.raises(UserError, match="git"):
        pack(run)
    assert (run / "dataset/.git").is_dir()


def test_the_command_builds_what_the_function_builds(run, pack, capsys):
    pack(run, name="function")
    settings = synthetic.settings(SMALL_SHARDS).model_dump_json(include={"clip", "dataset"})
    arguments = [str(run / "results"), "-o", str(run / "command"), "--jobs", "1"]
    assert main(["dataset", "build", *arguments, "--settings", settings]) == 0
    assert contents(run / "command") == contents(run / "function")
    assert "40 clips" in capsys.readouterr().out


def test_an_instrument_that_is_new_changes_no_other_clips_shard(run, pack):
    pack(run, "shard_mb: 0.06")
    results = run / "results"
    synthetic.add_rows(results, [synthetic.add_song(results, "bells", 888)])
    path = results / "notes/bells.json"
    notes = json.loads(path.read_text())
    notes["notes"][0]["instruments"].append("cow_bell")
    path.write_text(json.dumps(notes))
    built = pack(run, "shard_mb: 0.06")
    found = rows(run / "dataset")
    assert built.written == [found["bells"]["archive"]]
    assert found["bells"]["onsets"]["cow_bell"] == [0.0]
    assert found["song0000"]["onsets"]["cow_bell"] == []
    assert verify(run / "dataset").problems == []


def test_a_damaged_table_of_the_last_dataset_is_mended(run, pack):
    pack(run)
    before = contents(run / "dataset")
    (run / "dataset/metadata/train.parquet").write_bytes(b"PAR1 no more")
    told: list[str] = []
    pack(run, notify=told.append)
    assert contents(run / "dataset") == before
    assert any("train.parquet" in text for text in told)
