"""Names of songs and clips: readable, safe as file names and dataset keys, unique."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Container

_LONGEST = 80


def song_id(midi: str, sha256: str, taken: Container[str]) -> str:
    """An id for a MIDI file that is not ``taken``: its stem in ``[a-z0-9_-]``.

    A file of the same name in another folder gets its folders' names before it, a name
    without any ascii letter or digit gets the content's hash.
    """
    folders, name = os.path.split(os.path.splitext(midi)[0])  # noqa: PTH122
    candidate = slug(name) or f"clip-{(sha256 or _hash(midi))[:8]}"
    while candidate in taken and folders:
        folders, parent = os.path.split(folders)
        if not parent:
            break
        if slug(parent):
            candidate = slug(f"{parent}-{candidate}")
    if candidate in taken:
        candidate = _shortened(f"{candidate}-{_hash(midi)[:8]}", midi)
    return candidate


def clip_id(song: str, window: int | None) -> str:
    """The id of a song's clip: the song's own, or with the number of its window from 1 on."""
    return song if window is None else f"{song}-w{window:02d}"


def slug(name: str) -> str:
    """A name in lower case ascii letters, digits, ``_`` and ``-``; "" where nothing is left.

    Accents are taken off. ``-w01`` at the end becomes ``_w01``, and ``b-`` with twelve
    hexadecimal digits ``b_``: the first is how windows are told apart, the second how batches are
    named.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_]+", "-", plain)).strip("-")
    if not text.strip("_"):
        return ""
    text = re.sub(r"-(w\d+)$", r"_\1", text)
    text = re.sub(r"^b-(?=[0-9a-f]{12}$)", "b_", text)
    return _shortened(text, name)


def _shortened(text: str, origin: str) -> str:
    """At most 80 characters; what is cut off is replaced by a hash of ``origin``."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 9].rstrip('-')}-{_hash(origin)[:8]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
