"""Hands a verified dataset to the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from midivideo.dataset.verify import verify
from midivideo.errors import UserError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_SHOWN = 10


def publish(
    folder: Path,
    repository: str,
    client: HfApi,
    *,
    public: bool = False,
    revision: str | None = None,
    message: str | None = None,
    workers: int = 1,
) -> str:
    """Verify a dataset and upload all of it as one commit; return the commit's address.

    Hidden files are not uploaded; those of an older version that are not in it any
    more are removed there. The client knows the user's login.

    Args:
        folder: the dataset.
        repository: ``owner/name`` on the Hub; made where it is not there.
        client: ``huggingface_hub.HfApi()``.
        public: whether a repository that is made is public.
        revision: branch; the main one without.
        message: of the commit.
        workers: processes that verify.

    Raises:
        UserError: when the dataset has a fault; then nothing is uploaded.
    """
    report = verify(folder, workers=workers)
    if report.problems:
        shown = "".join(f"\n  {problem}" for problem in report.problems[:_SHOWN])
        more = len(report.problems) - _SHOWN
        rest = f"\n  and {more} more: midivideo dataset verify" if more > 0 else ""
        problem = f"this dataset is not whole, nothing was uploaded:{shown}{rest}"
        raise UserError(problem, file=folder)
    client.create_repo(repository, repo_type="dataset", private=not public, exist_ok=True)
    commit = client.upload_folder(
        repo_id=repository,
        repo_type="dataset",
        folder_path=folder,
        ignore_patterns=[".*", "*/.*"],
        delete_patterns="*",
        revision=revision,
        commit_message=message or f"{report.clips} clips",
    )
    return commit.commit_url
