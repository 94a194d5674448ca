"""Publishing hands a verified folder to the Hub's client, here a stand-in with its signatures."""

from __future__ import annotations

import fnmatch
from types import SimpleNamespace
from unittest.mock import create_autospec

import pytest
from huggingface_hub import HfApi

from midivideo.cli import main
from midivideo.dataset.checksums import files_in
from midivideo.dataset.publish import publish
from midivideo.errors import UserError


class Hub:
    """A repository in memory, which takes exactly the calls that ``HfApi`` takes."""

    def __init__(self, *present: str) -> None:
        self.files = set(present)
        self.api = create_autospec(HfApi, instance=True)
        self.api.upload_folder.side_effect = self.upload

    def upload(self, *, folder_path, ignore_patterns, delete_patterns, **_):
        sent = {
            path.relative_to(folder_path).as_posix()
            for path in folder_path.rglob("*")
            if path.is_file()
        }
        sent = {n for n in sent if not any(fnmatch.fnmatch(n, p) for p in ignore_patterns)}
        kept = {name for name in self.files if not fnmatch.fnmatch(name, delete_patterns)}
        self.files = kept | sent
        return SimpleNamespace(commit_url="https://hub/commit/1")


def test_a_whole_dataset_is_uploaded_and_files_of_an_older_one_are_removed(copy_of):
    folder = copy_of("webdataset")
    (folder / ".cache").mkdir()
    (folder / ".cache/lock").write_text("")
    (folder / ".DS_Store").write_text("")
    hub = Hub("data/train-00099.tar", "README.md")
    assert publish(folder, "ada/drums", hub.api) == "https://hub/commit/1"
    assert hub.files == {*files_in(folder), "SHA256SUMS"}
    hub.api.create_repo.assert_called_once_with(
        "ada/drums", repo_type="dataset", private=True, exist_ok=True
    )
    assert hub.api.upload_folder.call_args.kwargs["commit_message"] == "40 clips"


def test_a_damaged_dataset_is_not_uploaded(copy_of):
    folder = copy_of("webdataset")
    (folder / "data/train-00000.tar").unlink()
    hub = Hub()
    with pytest.raises(UserError, match=r"nothing was uploaded(.|\n)*train-00000\.tar: is missing"):
        publish(folder, "ada/drums", hub.api)
    hub.api.create_repo.assert_not_called()
    hub.api.upload_folder.assert_not_called()


def test_the_command_passes_its_options_on(copy_of, monkeypatch, capsys):
    folder = copy_of("videofolder")
    hub = Hub()
    monkeypatch.setattr("huggingface_hub.HfApi", lambda: hub.api)
    arguments = ["--public", "--revision", "v2", "--message", "more clips"]
    assert main(["dataset", "publish", str(folder), "ada/drums", *arguments]) == 0
    assert "https://hub/commit/1" in capsys.readouterr().out
    assert hub.api.create_repo.call_args.kwargs["private"] is False
    sent = hub.api.upload_folder.call_args.kwargs
    assert (sent["revision"], sent["commit_message"]) == ("v2", "more clips")
