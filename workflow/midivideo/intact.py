"""Whether a file that this tool wrote is all there, told from its beginning and its end.

Quick enough for hundreds of thousands of files: containers say how long they are, and texts how
they end. What a crash leaves is empty, cut short, or zeros from some place on; all of that is seen.
A byte that flipped in the middle is not: checksums are for that, in frames and in datasets.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

#: Bytes of the longest end that is looked at.
_END = 16


def fault_of(path: Path) -> str | None:
    """What is wrong with a file, as the end of a sentence that begins with its name; else None.

    Known are .json, .mid, .mkv, .mp4, .mp3, .jpg, .svg, .html, .js and .css; others are never at
    fault.

    Raises:
        OSError: when it can't be read.
    """
    check = _CHECKS.get(path.suffix)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            return "is empty"
        if check is None or check(file, size):
            return None
    return "is cut short or damaged"


def _is_json(file: IO[bytes], size: int) -> bool:
    # As we write it: on one line, or indented, whose last line alone begins with the bracket.
    begin, end = file.read(2), _end_of(file, size)
    if end.endswith(b"}\n") and (begin != b"{\n" or end.endswith(b"\n}\n")):
        return True
    file.seek(0)
    try:
        json.load(file)
    except ValueError:
        return False
    return True  # somebody else wrote it


def _is_mid(file: IO[bytes], size: int) -> bool:
    """Chunks with four letters and their length, up to the end of the file."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8 or head[:4] not in (b"MThd", b"MTrk"):
            return False
        place += 8 + int.from_bytes(head[4:], "big")
    return place == size and not _ends_in_zeros(file, size)


def _is_mkv(file: IO[bytes], size: int) -> bool:
    """A header, then one segment up to the end of the file; its size is written last (RFC 8794)."""
    elements = list(_elements(file, size))
    names = [name for name, _ in elements]
    return (
        names == [0x1A45DFA3, 0x18538067]
        and elements[-1][1] == size
        and not _ends_in_zeros(file, size)
    )


def _elements(file: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """The outermost elements: their ids, and where they end."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(12)
        name, length_at = _number(head, 0, marker=True)
        length, begin = _number(head, length_at, marker=False)
        place += begin + length
        yield name, place


def _number(data: bytes, place: int, *, marker: bool) -> tuple[int, int]:
    """EBML's number of variable length at a place, with or without its marker, and its end."""
    first = data[place] if place < len(data) else 0
    length = 9 - first.bit_length()
    number = int.from_bytes(data[place : place + length], "big")
    return (number if marker else number & ((1 << 7 * length) - 1)), place + length


def _is_mp4(file: IO[bytes], size: int) -> bool:
    """Boxes with their length and four letters, up to the end of the file; the index among them."""
    place, kinds = 0, []
    while place < size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:], "big")
        if length < 8:
            return False
        kinds.append(head[4:8])
        place += length
    return (
        place == size
        and kinds[0] == b"ftyp"
        and b"moov" in kinds
        and not _ends_in_zeros(file, size)
    )


def _is_mp3(file: IO[bytes], size: int) -> bool:
    """The size of the sound as its first frame says; that is written last."""
    data = file.read(4096)
    place = max(data.find(b"Xing"), data.find(b"Info"))
    if place < 0 or not data[place + 7] & 2:
        return False
    told = int.from_bytes(data[place + 12 : place + 16], "big")
    first = data.find(b"\xff", 0, place)
    tag = 10 + sum(byte << 7 * (3 - n) for n, byte in enumerate(data[6:10]))
    return told == size - (tag if data.startswith(b"ID3") else first)


def _is_jpg(file: IO[bytes], size: int) -> bool:
    return file.read(2) == b"\xff\xd8" and _end_of(file, size).endswith(b"\xff\xd9")


def _closes(tag: bytes) -> Callable[[IO[bytes], int], bool]:
    return lambda file, size: _end_of(file, size).rstrip().endswith(tag)


def _is_program(file: IO[bytes], size: int) -> bool:
    return _end_of(file, size).endswith((b"}\n", b";\n"))


def _ends_in_zeros(file: IO[bytes], size: int) -> bool:
    """Whether the length was written and the content was not."""
    return not any(_end_of(file, size))


def _end_of(file: IO[bytes], size: int) -> bytes:
    file.seek(max(0, size - _END))
    return file.read()


_CHECKS: dict[str, Callable[[IO[bytes], int], bool]] = {
    ".json": _is_json,
    ".mid": _is_mid,
    ".mkv": _is_mkv,
    ".mp4": _is_mp4,
    ".mp3": _is_mp3,
    ".jpg": _is_jpg,
    ".svg": _closes(b"</svg>"),
    ".html": _closes(b"</html>"),
    ".js": _is_program,
    ".css": _is_program,
}
