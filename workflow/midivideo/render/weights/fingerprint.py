"""What weights are: the SHA-256 of their files, worked out once a file and remembered."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from midivideo.files import locked, sha256_file, sha256_of, write_json
from midivideo.render.weights.source import VARIANTS, Source

_READ = (".safetensors", ".json", ".txt", ".model")


def identity(source: Source, parts: tuple[str, ...] = ("",)) -> dict[str, Any]:
    """Name, revision and SHA-256 of a source: enough to find the same weights again.

    Args:
        source: a file, or a folder of which every file that is read counts.
        parts: the sub-folders that are read.
    """
    if source.path.is_file():
        digest = sha256_of_weights(source.path)
    else:
        digest = sha256_of(
            {
                path.relative_to(source.path).as_posix(): sha256_of_weights(path)
                for part in parts
                for path in _read_files(source.path / part)
            }
        )
    return {"name": source.name, "revision": source.revision, "sha256": digest}


def sha256_of_weights(path: Path) -> str:
    """SHA-256 of a file; a file whose size and time of change are known is not read again."""
    real = path.resolve()
    stat = real.stat()
    state = [stat.st_size, stat.st_mtime_ns]
    known = _memory().get(str(real))
    if known is not None and known[:2] == state:
        return known[2]
    digest = sha256_file(real)
    _remember(str(real), [*state, digest])
    return digest


def _read_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix in _READ
        and not any(variant in path.name for variant in VARIANTS)
    )


def _file() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "midivideo" / "sha256.json"


def _memory() -> dict[str, list[Any]]:
    try:
        return json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _remember(path: str, entry: list[Any]) -> None:
    file = _file()
    # Only speed is lost where nothing can be written.
    with contextlib.suppress(OSError), locked(file.with_suffix(".lock")):
        write_json(file, {**_memory(), path: entry}, indent=0)
