"""``SHA256SUMS``: the hash of every file, as ``sha256sum --check`` reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)", re.DOTALL)


def write_sums(folder: Path, sums: Mapping[str, str]) -> None:
    """Write the hashes by path, in the order of the paths."""
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    (folder / SUMS).write_text(text, encoding="utf-8", newline="\n")


def read_sums(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The hashes by path, and what is wrong with the file, as sentences."""
    try:
        data = (folder / SUMS).read_bytes()
    except OSError as error:
        return {}, [f"{SUMS}: can't be read: {error.strerror}"]
    sums: dict[str, str] = {}
    problems = []
    lines = data.split(b"\n")
    if lines.pop() != b"":
        problems.append(f"{SUMS}: the end is missing")
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line.decode("utf-8", "replace"))
        if match is None:
            problems.append(f"{SUMS}: line {number} is damaged")
        elif match[2] in sums:
            problems.append(f"{SUMS}: line {number} names {match[2]} again")
        else:
            sums[match[2]] = match[1]
    return sums, problems


def files_in(folder: Path) -> list[str]:
    """Paths of all files but ``SHA256SUMS``, sorted.

    Hidden ones don't count: git, the Hub's client and file managers leave theirs.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(parent).relative_to(folder)
        found += [(inside / name).as_posix() for name in names if not name.startswith(".")]
    return sorted(name for name in found if name != SUMS)
