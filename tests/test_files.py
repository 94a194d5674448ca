"""Files are written beside and renamed: nothing half-written is ever in a file's place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import midivideo
from midivideo.errors import UserError
from midivideo.files import locked, read_json, write_json, write_text, written_beside


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), written_beside(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_takes_the_place_of_the_old_one_as_a_whole(tmp_path):
    for content in ("old", "new"):
        with written_beside(tmp_path / "folder") as temporary:
            temporary.mkdir()
            (temporary / content).touch()
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["new"]


def test_what_a_killed_process_left_is_removed_and_what_a_live_one_writes_is_not(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".a[1].{dead.pid}.part.txt"
    written = tmp_path / f".a[1].{os.getppid()}.part.txt"
    other = tmp_path / f".a1.{dead.pid}.part.txt"
    for path in (left, written, other):
        path.touch()
    write_text(tmp_path / "a[1].txt", "new")
    assert not left.exists()
    assert written.exists()
    assert other.exists()


def test_numbers_that_json_has_not_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_a_cut_json_file_is_named(tmp_path):
    (tmp_path / "a.json").write_text('{"x": ')
    with pytest.raises(UserError, match=r"a\.json: this is not a JSON file"):
        read_json(tmp_path / "a.json")


def test_a_lock_dies_with_its_process(tmp_path):
    code = (
        "import os, signal, sys; from midivideo.files import locked;"
        "lock = locked(sys.argv[1]); lock.__enter__(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    folder = str(Path(midivideo.__file__).parents[1])
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "lock")], env={"PYTHONPATH": folder})
    with locked(tmp_path / "lock"):
        pass


def test_a_lock_whose_file_the_holder_deletes_still_lets_one_in_at_a_time(tmp_path):
    """Four processes, each many times: hold, check that no other does, delete the file."""
    code = """
import os, sys
from pathlib import Path
from midivideo.files import locked
lock, busy = Path(sys.argv[1]), Path(sys.argv[2])
for _ in range(200):
    with locked(lock):
        os.close(os.open(busy, os.O_CREAT | os.O_EXCL))
        busy.unlink()
        lock.unlink()
"""
    folder = str(Path(midivideo.__file__).parents[1])
    command = [sys.executable, "-c", code, str(tmp_path / "lock"), str(tmp_path / "busy")]
    workers = [subprocess.Popen(command, env={"PYTHONPATH": folder}) for _ in range(4)]
    assert [worker.wait(60) for worker in workers] == [0] * 4
