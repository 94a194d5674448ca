"""Finds the user's MIDI files: what ``midi`` in the settings names, with their sidecars."""

# Strings, not Path objects: several times faster, which counts for 40,000 files.
# ruff: noqa: PTH111, PTH112, PTH113, PTH116, PTH117, PTH119, PTH122, PTH207

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from midivideo.catalog import sidecar
from midivideo.errors import UserError
from midivideo.midi.song import SUFFIXES, is_midi
from midivideo.resources import find


@dataclass(frozen=True)
class Found:
    """A MIDI file: its path as the catalog lists it, size and time, and its sidecar's stamp.

    ``size`` is -1 for a link that leads nowhere. ``stamp`` is "" without sidecar.
    """

    path: str
    size: int
    mtime_ns: int
    sidecar: str | None = None
    stamp: str = ""


def discover(
    entries: Iterable[str], results: str, notify: Callable[[str], None]
) -> dict[str, Found]:
    """All MIDI files that ``entries`` (folders, files, globs) name, by path, in path order.

    Folders are searched with their subfolders, without hidden ones and without ``results``.
    Paths under the working directory are relative to it. A linked folder inside the one that
    is searched has its files already; one that leads out of it is not followed, and ``notify``
    is told, as it may lead anywhere.

    Raises:
        UserError: for an entry that names nothing, and when there is no MIDI file at all.
    """
    entries = list(entries)
    found: dict[str, Found] = {}
    for entry in entries:
        for path in _paths(entry):
            files = _walk(path, results, notify) if os.path.isdir(path) else [_file(path)]
            found.update((file.path, file) for file in files)
    if not found:
        named = ", ".join(entries)
        raise UserError(
            f"there is no MIDI file ({', '.join(SUFFIXES)}) in {named}", key="midi", value=entries
        )
    return dict(sorted(found.items()))


def _paths(entry: str) -> list[str]:
    entry = os.fspath(find(os.path.expanduser(entry)))
    if os.path.lexists(entry):
        return [_listed(entry)]
    matches = [path for path in glob.glob(entry, recursive=True) if _counts(path)]
    if not matches:
        raise UserError(
            "there is no such file or folder", key="midi", value=entry,
            allowed="a folder, a file, a glob, or a list of these",
        )  # fmt: skip
    return sorted({_listed(path) for path in matches})


def _counts(path: str) -> bool:
    return os.path.isdir(path) or is_midi(path)


def _listed(path: str) -> str:
    """The one way in which the catalog writes a path."""
    path = os.path.normpath(path)
    if os.path.isabs(path):
        inside = os.path.relpath(path)
        return path if inside.startswith(os.pardir) else inside
    return path


def _walk(root: str, results: str, notify: Callable[[str], None]) -> Iterator[Found]:
    real_root = os.path.realpath(root)
    made_here = os.path.realpath(results)
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            notify(f"{folder} can't be read: {error.strerror}")
            continue
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if os.path.realpath(entry.path) != made_here:
                    folders.append(entry.path)
            elif entry.is_symlink() and _leads_to_seen(entry, real_root, notify):
                continue
            elif is_midi(entry.name):
                yield _file(_listed(entry.path), names)


def _leads_to_seen(entry: os.DirEntry[str], real_root: str, notify: Callable[[str], None]) -> bool:
    """Whether a link is to be left alone: to a folder, or to a file that is found anyway."""
    target = os.path.realpath(entry.path)
    inside = target.startswith(real_root + os.sep)
    if os.path.isdir(target):
        if not inside and target != real_root:
            notify(
                f"the linked folder {entry.path} leads to {target} and was not followed; "
                "name it in `midi` to have its files"
            )
        return True
    return inside and is_midi(target) and os.path.isfile(target)


def _file(path: str, names: set[str] | None = None) -> Found:
    """A file's entry; ``names`` are the names in its folder, if they are known already."""
    try:
        stat = os.stat(path)
    except OSError:
        return Found(path, -1, -1)
    beside = _sidecar(path, names)
    return Found(path, stat.st_size, stat.st_mtime_ns, *beside)


def _sidecar(path: str, names: set[str] | None) -> tuple[str | None, str]:
    stem = os.path.splitext(path)[0]
    for suffix in sidecar.SUFFIXES:
        beside = stem + suffix
        if names is not None and os.path.basename(beside) not in names:
            continue
        try:
            stat = os.stat(beside)
        except OSError:
            continue
        return beside, f"{stat.st_size}-{stat.st_mtime_ns}"
    return None, ""
