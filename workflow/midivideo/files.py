"""Writing files so that nothing is ever half there, hashing them, and locking them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import hashlib
import json
import math
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from midivideo.errors import DiskFullError, UserError


@contextlib.contextmanager
def written_beside(path: str | os.PathLike[str], *, durable: bool = True) -> Iterator[Path]:
    """Yield a temporary path in the folder of ``path``; rename it to ``path`` on success.

    Works for files and for folders (the caller makes the folder). On an error the temporary
    is removed and ``path`` stays as it was. The temporary keeps the suffix, because encoders
    choose the container by it. What a killed process left of the same file is removed.

    Args:
        path: what is to be written.
        durable: have the content on the disk before the name, so that not even a power cut leaves
            an empty file of that name. It costs some milliseconds a file; only what can be cut
            short without harm does without.

    Raises:
        DiskFullError: when there is no room for it.
    """
    path = Path(path)
    with told_when_full(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        stem = f".{path.stem[:80]}"
        for process in _left_over(path.parent).get((stem, path.suffix), ()):
            if not _runs(process):
                remove(path.with_name(f"{stem}.{process}.part{path.suffix}"))
        temporary = path.with_name(f"{stem}.{os.getpid()}.part{path.suffix}")
        remove(temporary)
        try:
            yield temporary
            if durable:
                to_the_disk(temporary)
            _put(temporary, path)
        finally:
            remove(temporary)


def _put(temporary: Path, path: Path) -> None:
    """Give what was written its name."""
    if not (temporary.is_dir() and path.is_dir()):
        temporary.replace(path)
        return
    # A folder can't take another's place; this way no half of the old one is ever there.
    aside = path.with_name(f".{path.name}.old")
    remove(aside)
    path.replace(aside)
    temporary.replace(path)
    shutil.rmtree(aside)


#: Files that are brought to the disk at once: a file system commits those that wait together.
_AT_ONCE = 8


def to_the_disk(path: Path) -> None:
    """Have the content of a file, or of every file in a folder, where a power cut can't take it."""
    if not path.is_dir():
        _synced(path)
        return
    files = [Path(parent, name) for parent, _, names in os.walk(path) for name in names]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_synced, files):
            pass


def _synced(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def told_when_full(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn the system's word for a full disk into one that says what to do; ``path`` is on it."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFullError(path) from error


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


def killed_parts(folder: Path) -> list[Path]:
    """What processes that are gone had begun to write in a folder."""
    if not folder.is_dir():
        return []
    parts = [(entry.path, _TEMPORARY.fullmatch(entry.name)) for entry in os.scandir(folder)]
    return sorted(Path(path) for path, match in parts if match and not _runs(match[2]))


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


def write_text(path: str | os.PathLike[str], text: str, *, durable: bool = True) -> None:
    """Write ``text`` as UTF-8 with Unix line ends, beside and renamed."""
    with written_beside(path, durable=durable) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_json(
    path: str | os.PathLike[str], value: Any, *, indent: int | None = None, durable: bool = True
) -> None:
    """Write ``value`` as JSON; NaN and infinity raise ``ValueError``, as they are not JSON."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )
    write_text(path, text + "\n", durable=durable)


#: A manifest of two hours has a third of this; the values take up to ten times as much.
_MOST_JSON = 2**29
#: What may be half of a character, or a number beyond all doubles: seldom, so looked at closely.
_HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_LARGE_EXPONENT = re.compile(r"\d[eE]\+?\d{3}")


def read_json(path: str | os.PathLike[str]) -> Any:
    """Read a JSON file; all of its numbers are finite, and all of its texts can be written again.

    Raises:
        UserError: when the file is missing, cut short, too large, or not JSON.
    """
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            size = os.fstat(file.fileno()).st_size
            if size > _MOST_JSON:
                raise UserError(f"this is too large to be read ({size / 1e6:,.0f} MB)", file=path)
            return _json_value(file.read())
    except FileNotFoundError:
        raise UserError("there is no such file", file=path) from None
    except RecursionError:
        raise UserError("there are too many lists inside each other", file=path) from None
    except ValueError as error:
        raise UserError(f"this is not a JSON file: {error}", file=path) from None


def _json_value(text: str) -> Any:
    number = _finite if _LARGE_EXPONENT.search(text) else None
    value = json.loads(text, parse_constant=_no_number, parse_float=number)
    if _HALF_A_CHARACTER.search(text):
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")


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
    with _locked(path, wait=True):
        yield


@contextlib.contextmanager
def locked_at_once(path: str | os.PathLike[str]) -> Iterator[bool]:
    """The same without waiting; false when another one holds the lock."""
    with _locked(path, wait=False) as held:
        yield held


@contextlib.contextmanager
def _locked(path: str | os.PathLike[str], *, wait: bool) -> Iterator[bool]:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            if _is_at(path, file.fileno()):
                yield True
                return


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the open file is still the one at ``path``."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
