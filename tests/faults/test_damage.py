"""Files that a crash has cut short are found by the next run and made again; nothing else is."""

from __future__ import annotations

import os
import shutil

import pytest

from midivideo.catalog.copy import Copy
from midivideo.recovery.damage import Check
from tests.faults.runs import CONFIG, TARGETS, again_from, made
from tests.workflow import runs

pytestmark = pytest.mark.slow

#: A file of every kind, and what a crash has left of it.
EMPTY, HALF, ZEROS = 0.0, 0.5, -0.5
PLANNING = {
    "results/notes/one.json": HALF,
    "results/notes/two.mid": ZEROS,
    "results/keyframes/one.json": EMPTY,
    "results/keyframes/three.json": ZEROS,
    "results/manifests/two.json": HALF,
    "results/manifests/four.json": EMPTY,
}
MADE_OF_IT = {
    "results/videos/one.mp4": HALF,
    "results/videos/two.jpg": EMPTY,
    "results/videos/three.sheet.jpg": HALF,
    "results/videos/four.json": ZEROS,
    "results/sync/two.json": EMPTY,
    "results/sync.tsv": HALF,
    "results/dataset/README.md": HALF,
    "results/dataset/metadata/train.parquet": EMPTY,
    "results/report/index.html": HALF,
    "results/.cache/dataset/facts/one.json": HALF,
    "results/.cache/dataset/written.json": EMPTY,
    "results/report/.memory.json": HALF,
}
PAGE = {
    "data/run.js": ZEROS,
    "data/clips/three.js": HALF,
    "page/main.js": EMPTY,
    "page/base.css": HALF,
    "page/icon.svg": HALF,
    "media/three.mid": HALF,
}


def damage(path, share: float) -> None:
    """Leave a share of a file; with a negative one, zeros in the place of the rest."""
    data = path.read_bytes()
    left = data[: int(len(data) * abs(share))]
    path.unlink()  # hard links of it elsewhere stay whole
    path.write_bytes(left + (bytes(len(data) - len(left)) if share < 0 else b""))


def test_damaged_planning_files_come_back_and_nothing_is_rendered_or_encoded_again(
    undisturbed, tmp_path
):
    folder = again_from(undisturbed, tmp_path / "run")
    for name, share in PLANNING.items():
        damage(folder / name, share)
    output = runs.run(folder, "--dry-run", *TARGETS)
    assert "Nothing to be done" in output
    for path in map(folder.joinpath, PLANNING):
        assert f"{path.relative_to(folder)} is " in output
        # Snakemake knows long files by their times alone.
        video = folder / f"results/videos/{path.stem}.mp4"
        assert path.stat().st_mtime_ns < video.stat().st_mtime_ns
    assert made(folder) == made(undisturbed)


def test_other_damaged_files_are_made_again_from_what_is_whole(undisturbed, tmp_path, faults):
    folder = again_from(undisturbed, tmp_path / "run")
    shard = next(folder.glob("results/dataset/data/**/*.tar")).relative_to(folder)
    for name, share in {**MADE_OF_IT, str(shard): HALF}.items():
        damage(folder / name, share)
    runs.run(folder, *TARGETS)
    assert made(folder) == made(undisturbed)
    assert not faults.frames("render")
    assert not faults.again("encode")
    assert runs.planned(folder, *TARGETS) == {}


def test_damaged_parts_of_the_page_come_back(undisturbed, tmp_path):
    folder = again_from(undisturbed, tmp_path / "run")
    for part, share in PAGE.items():
        damage(folder / "results/report" / part, share)
    output = runs.run(folder, *TARGETS)
    assert [part for part in PAGE if f"/report/{part} is " not in output] == []
    assert runs.jobs(output) == {"report": 1}
    assert made(folder) == made(undisturbed)


def test_nothing_is_made_again_for_damaged_records_of_snakemakes_own(undisturbed, tmp_path):
    folder = again_from(undisturbed, tmp_path / "run")
    records = [path for path in folder.glob(".snakemake/metadata/**/*") if path.is_file()]
    assert len(records) > 20
    for number, path in enumerate(records):
        damage(path, (EMPTY, HALF, ZEROS)[number % 3])
    assert runs.planned(folder, *TARGETS) == {}
    assert made(folder) == made(undisturbed)


def test_damaged_frames_cost_only_their_own_clip(undisturbed, tmp_path, faults):
    """In a batch of three that is kept, and needed again for another quality."""
    folder = again_from(undisturbed, tmp_path / "run", "frames", "videos")
    (folder / "results/catalog.tsv").unlink()
    (folder / "config.yaml").write_text(CONFIG.replace("64}", "64, batch_size: 4}"))
    runs.run(folder)
    faults.mend()
    [batch] = folder.glob("results/frames/*")
    damage(batch / "two.mkv", HALF)
    damage(folder / "results/videos/two.mp4", EMPTY)
    assert runs.jobs(runs.run(folder)) == {"render_frames": 1, "encode": 1}
    assert {clip for clip, _ in faults.frames("render")} == {"two"}
    assert made(folder, "/frames/", "/dataset", "/report", "/sync") == made(
        undisturbed, "/frames/", "/dataset", "/report", "/sync"
    )
    assert runs.planned(folder) == {}


def test_a_damaged_catalog_is_as_it_was_and_nothing_moves_to_another_batch(undisturbed, tmp_path):
    folder = again_from(undisturbed, tmp_path / "run")
    table = folder / "results/catalog.tsv"
    whole = table.read_bytes()
    rows = b"".join(whole.splitlines(keepends=True)[:3])
    for left in (b"", whole[:700], rows, whole[:700] + bytes(len(whole) - 700)):
        table.write_bytes(left)
        assert Copy(table).restore()
        assert table.read_bytes() == whole
    table.write_bytes(rows)
    output = runs.run(folder, "--dry-run")
    assert "catalog.tsv was cut short" in output
    assert "Nothing to be done" in output
    assert table.read_bytes() == whole


def test_a_catalog_that_was_deleted_is_made_anew(tmp_path):
    table = tmp_path / "catalog.tsv"
    table.write_text("clip\nold\n")
    Copy(table).keep()
    table.unlink()
    assert not Copy(table).restore()


def test_a_damaged_file_of_a_clip_that_is_gone_is_told_and_stays(undisturbed, tmp_path):
    folder = again_from(undisturbed, tmp_path / "run")
    (folder / "midi/one.mid").unlink()
    damage(folder / "results/videos/one.mp4", HALF)
    output = runs.run(folder, "--dry-run")
    assert "one.mp4 is cut short or damaged, and its clip is gone" in output
    assert (folder / "results/videos/one.mp4").exists()


def test_what_was_looked_at_once_is_not_looked_at_again(undisturbed, tmp_path):
    """Or hundreds of thousands of files would be opened by each run."""
    folder = tmp_path / "results"
    shutil.copytree(undisturbed / "results", folder)
    Check(folder).done()
    damage(folder / "notes/one.json", HALF)
    assert [found.path.name for found in Check(folder).of_clips()] == ["one.json"]
    os.utime(folder / "notes/one.json", (0, 0))
    assert Check(folder).of_clips() == []
