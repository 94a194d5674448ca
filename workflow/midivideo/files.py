"""Writing files so that nothing is ever half there, hashing them, and locking them."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from midivideo.errors import UserError


@contextlib.contextmanager
def written_beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path in the folder of ``path``; rename it to ``path`` on success.

    Works for files and for folders (the caller makes the folder). On an error the temporary
    is removed and ``path`` stays as it was. The temporary keeps the suffix, because encoders
    choose the container by it. What a killed process left of the same file is removed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    stem = f".{path.stem[:80]}"
    for process in _left_over(path.parent).get((stem, path.suffix), ()):
        if not _runs(process):
            remove(path.with_name(f"{stem}.{process}.part{path.suffix}"))
    temporary = path.with_name(f"{stem}.{os.getpid()}.part{path.suffix}")
    remove(temporary)
    try:
        yield temporary
        if temporary.is_dir() and path.is_dir():
            # A folder can't take another's place; this way no half of the old one is ever there.
            aside = path.with_name(f".{path.name}.old")
            remove(aside)
            path.replace(aside)
            temporary.replace(path)
            shutil.rmtree(aside)
        else:
            temporary.replace(path)
    finally:
        remove(temporary)


_TEMPORARY = re.compile(r"(\..+)\.(\d+)\.part(\.[^.]+)?", re.DOTALL)


@functools.cache
def _left_over(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Processes by the file that they were writing when this one first looked at the folder.

    Looked up once, because a folder may hold a file of each of thousands of clips.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for entry in os.scandir(folder):
        if match := _TEMPORARY.fullmatch(entry.name):
            found.setdefault((match[1], match[3] or ""), []).append(match[2])
    return found


def _runs(process: str) -> bool:
    """Whether a process of this number runs here; one that can't be looked at does."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def remove(path: Path) -> None:
    """Delete a file or a whole folder; a path that is not there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write ``text`` as UTF-8 with Unix line ends, beside and renamed."""
    with written_beside(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: str | os.PathLike[str], value: Any, *, indent: int | None = None) -> None:
    """Write ``value`` as JSON; NaN and infinity raise ``ValueError``, as they are not JSON."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )
    write_text(path, text + "\n")


def read_json(path: str | os.PathLike[str]) -> Any:
    """Read a JSON file.

    Raises:
        UserError: when the file is missing, cut short, or not JSON.
    """
    try:
        with Path(path).open(encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        raise UserError("there is no such file", file=path) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"this is not a JSON file: {error}", file=path) from None


def sha256_file(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes as 64 hex digits."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(value: Any) -> str:
    """SHA-256 of a JSON-able value, independent of the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@contextlib.contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` (made when absent); it dies with the process.

    The holder may delete the file: whoever waited for it then takes the new one.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(path, file.fileno()):
                yield
                return


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the open file is still the one at ``path``."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
