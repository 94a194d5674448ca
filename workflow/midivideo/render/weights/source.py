"""Finds weights on this machine: a folder, a file, or what was fetched from the Hugging Face Hub.

Nothing is ever downloaded here; ``midivideo fetch-model`` does that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from midivideo.errors import UserError
from midivideo.resources import find

#: Files of other precisions or training states, which lie beside those that are loaded.
VARIANTS = (".fp16.", ".bf16.", ".non_ema.", ".ema.")

_HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


@dataclass(frozen=True)
class Source:
    """Weights that were found.

    Attributes:
        path: a folder, or a single file.
        name: as the user named it.
        revision: the commit of a Hub id, else None.
    """

    path: Path
    name: str
    revision: str | None = None


def locate(name: str, key: str, revision: str | None = None) -> Source:
    """The folder or file that ``name`` means.

    Args:
        name: a path, or the Hub id of a fetched model.
        key: the setting it comes from, for the error.
        revision: branch, tag or commit of a Hub id; None: main.

    Raises:
        UserError: when it is not on this machine; it says how to get it.
    """
    path = find(Path(name).expanduser())
    if path.exists():
        return Source(path, name)
    if not _HUB_ID.fullmatch(name):
        raise UserError("there is no such file or folder", key=key, value=name)
    snapshot = _fetched(name, revision)
    if snapshot is None:
        wanted = f"{name} --revision {revision}" if revision else name
        raise UserError(
            "this is no folder here, and no model that was fetched; "
            f"where there is a network: midivideo fetch-model {wanted}",
            key=key,
            value=name,
        )
    return Source(snapshot, name, snapshot.name)


def is_fetched(name: str) -> bool:
    """Whether the weights of a Hub id are on this machine."""
    snapshot = _fetched(name, None)
    return snapshot is not None and any(snapshot.rglob("*.safetensors"))


def _fetched(name: str, revision: str | None) -> Path | None:
    """The folder of a Hub id in the local cache (``HF_HOME``, ``HF_HUB_CACHE``), or None."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None
