"""Verify finds every fault, and says where it is."""

from __future__ import annotations

import json
import random
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from midivideo.cli import main
from midivideo.dataset.checksums import files_in, write_sums
from midivideo.dataset.tables import read_rows
from midivideo.dataset.verify import verify
from midivideo.errors import UserError
from midivideo.files import sha256_file


def sign(folder: Path) -> None:
    """Write new checksums, as one would who wants to hide what was done."""
    write_sums(folder, {name: sha256_file(folder / name) for name in files_in(folder)})


def members(shard: Path) -> dict[str, bytes]:
    with tarfile.open(shard) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def write_members(shard: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(shard, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))


def change_table(folder: Path, split: str, change) -> None:
    path = folder / f"metadata/{split}.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


def train_rows(folder: Path) -> list[dict]:
    return list(read_rows(folder / "metadata/train.parquet"))


def found(folder: Path, *words: str) -> None:
    """One of the problems has all the words."""
    problems = verify(folder).problems
    assert any(all(word in problem for word in words) for problem in problems), problems


def test_a_whole_dataset_has_no_fault(datasets_once, layout):
    report = verify(datasets_once / layout, workers=2)
    assert report.problems == []
    assert report.clips == 40
    assert report.files == len(files_in(datasets_once / layout))


@pytest.mark.parametrize("layout", ["webdataset", "videofolder"])
@pytest.mark.parametrize("part", range(2))
def test_every_bit_flip_and_deletion_at_random_is_found(datasets_once, tmp_path, layout, part):
    """Fifty tries each: 200 in all."""
    source = datasets_once / layout
    draw = random.Random(f"{layout} {part}")
    folder = tmp_path / layout
    shutil.copytree(source, folder)
    names = [*files_in(folder), "SHA256SUMS"]
    for _ in range(50):
        name = draw.choice(names)
        path = folder / name
        data = path.read_bytes()
        if data and draw.random() < 0.7:
            damaged = bytearray(data)
            damaged[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            path.write_bytes(damaged)
        else:
            path.unlink()
        problems = verify(folder, decode=False).problems
        assert problems, name
        if name != "SHA256SUMS":
            assert any(name in problem for problem in problems), (name, problems)
        path.write_bytes(data)
    assert verify(folder, decode=False).problems == []


def test_a_damaged_byte_of_a_video_is_named_with_its_shard_and_clip(copy_of):
    folder = copy_of("webdataset")
    shard = "data/train-00000.tar"
    with tarfile.open(folder / shard) as tar:
        member = next(member for member in tar if member.name.endswith(".mp4"))
    data = bytearray((folder / shard).read_bytes())
    data[member.offset_data + 100] ^= 4
    (folder / shard).write_bytes(data)
    found(folder, shard, "is damaged")
    found(folder, shard, member.name, "its hash is wrong")


def test_a_missing_file_is_named(copy_of, layout):
    folder = copy_of(layout)
    row = train_rows(folder)[0]
    name = row["archive"] or row["video_file"]
    (folder / name).unlink()
    found(folder, name, "is missing")


def test_a_file_too_many_is_named(copy_of):
    folder = copy_of("videofolder")
    shutil.copyfile(folder / "README.md", folder / "data/train/stranger.mp4")
    found(folder, "stranger.mp4", "not in SHA256SUMS")


@pytest.mark.parametrize("kind", ["video_file", "midi_file"])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("layout", ["videofolder", "v2midi"])
def test_a_swapped_pair_of_files_is_named(copy_of, layout, kind, signed):
    folder = copy_of(layout)
    one, two = train_rows(folder)[:2]
    first, second = folder / one[kind], folder / two[kind]
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    if signed:
        sign(folder)
    found(folder, one[kind], two["clip"] if signed else two[kind], "swapped")
    found(folder, two[kind], one["clip"] if signed else one[kind], "swapped")


@pytest.mark.parametrize("suffix", ["mp4", "mid"])
def test_a_swapped_pair_in_a_shard_is_named_even_with_new_checksums(copy_of, suffix):
    folder = copy_of("webdataset")
    shard = folder / "data/train-00000.tar"
    files = members(shard)
    one, two = [name for name in files if name.endswith(suffix)][:2]
    files[one], files[two] = files[two], files[one]
    write_members(shard, files)
    sign(folder)
    found(folder, one, f"that of {two.partition('.')[0]}", "swapped")


def test_videos_that_were_swapped_before_packing_are_named_by_their_own_tags(copy_of):
    folder = copy_of("videofolder")
    one, two = (dict(row) for row in train_rows(folder)[:2])

    def swap(rows):
        for name in ("video_file", "video_sha256", "video_bytes"):
            rows[0][name], rows[1][name] = two[name], one[name]

    change_table(folder, "train", swap)
    sign(folder)
    found(folder, two["video_file"], f"is the video of {two['clip']}")


def test_a_row_that_differs_from_the_shards_is_named_with_its_columns(copy_of):
    folder = copy_of("webdataset")
    clip = train_rows(folder)[0]["clip"]
    change_table(folder, "train", lambda rows: rows[0].update(bpm=1.0, seed=5))
    sign(folder)
    found(folder, f"{clip}.json", "bpm, seed")


def test_a_row_too_few_or_twice_and_a_sample_too_few_are_named(copy_of):
    folder = copy_of("webdataset")
    clip = train_rows(folder)[0]["clip"]
    change_table(folder, "train", lambda rows: rows.pop(0))
    sign(folder)
    found(folder, f"{clip}.mp4", "not in the table")

    change_table(folder, "train", lambda rows: rows.append(rows[3]))
    sign(folder)
    found(folder, "is there 2 times")

    shard = folder / "data/test-00000.tar"
    files = members(shard)
    gone = next(name for name in files if name.endswith(".mid"))
    del files[gone]
    write_members(shard, files)
    sign(folder)
    found(folder, "test-00000.tar", gone, "is missing")


def test_a_video_that_can_not_be_decoded_or_has_other_frames_is_named(copy_of):
    folder = copy_of("videofolder")
    row = train_rows(folder)[0]
    path = folder / row["video_file"]
    path.write_bytes(path.read_bytes()[:2000])
    digest = sha256_file(path)
    change_table(folder, "train", lambda rows: rows[0].update(video_sha256=digest))
    change_table(folder, "train", lambda rows: rows[1].update(frames=23))
    sign(folder)
    found(folder, row["video_file"], "can't be decoded")
    found(folder, "has 24 frames, the table says 23")
    assert not any("decoded" in problem for problem in verify(folder, decode=False).problems)


def test_a_drum_pattern_in_two_splits_is_named(copy_of):
    folder = copy_of("videofolder")
    row = train_rows(folder)[0]
    change_table(folder, "test", lambda rows: rows[0].update(pattern=row["pattern"]))
    sign(folder)
    found(folder, row["clip"], "(train)", "(test)", "one drum pattern")


def test_files_of_git_and_file_managers_are_no_fault(copy_of):
    folder = copy_of("videofolder")
    (folder / ".gitattributes").write_text("*.mp4 filter=lfs\n")
    (folder / ".cache/huggingface").mkdir(parents=True)
    (folder / ".cache/huggingface/x.lock").write_text("")
    assert verify(folder).problems == []


def test_the_command_names_faults_and_exits_with_1(copy_of, capsys):
    folder = copy_of("webdataset")
    assert main(["dataset", "verify", str(folder), "--jobs", "1"]) == 0
    assert "whole (" in capsys.readouterr().out
    (folder / "LICENSE").unlink()
    assert main(["dataset", "verify", str(folder), "--no-decode"]) == 1
    assert "LICENSE: is missing" in capsys.readouterr().out
    assert main(["dataset", "verify", str(folder / "nowhere")]) == 2


def test_a_folder_that_is_no_dataset_is_said_to_be_none(tmp_path):
    (tmp_path / "notes.txt").write_text(json.dumps({}))
    found(tmp_path, "SHA256SUMS")
    with pytest.raises(UserError, match="no such folder"):
        verify(tmp_path / "nowhere")
