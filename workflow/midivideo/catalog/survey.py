"""A look at a folder of MIDI files before there is any config: what is in it, for people."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from midivideo.catalog.table import Row
from midivideo.catalog.upkeep import update
from midivideo.midi import Refused, read_song
from midivideo.midi.instruments import Instruments
from midivideo.settings.load import validate
from midivideo.settings.model import Settings

#: So many files are looked at note by note.
_MOST_LISTENED_TO = 300


#: Built-in instruments that take whatever is left.
_CATCH_ALL = frozenset({"percussion", "melody"})


@dataclass
class Survey:
    """What a folder holds. Lengths are seconds of music, counts are notes.

    ``unnamed_drums`` are drum notes by number, ``unnamed_programs`` pitched notes by General
    MIDI program, that no built-in instrument takes but ``percussion`` and ``melody``.
    """

    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    mended: int = 0
    lengths: list[float] = field(default_factory=list)
    tempos: list[float] = field(default_factory=list)
    instruments: Counter[str] = field(default_factory=Counter)
    without_drums: int = 0
    unnamed_drums: Counter[int] = field(default_factory=Counter)
    unnamed_programs: Counter[int] = field(default_factory=Counter)


def survey(folder: str) -> Survey:
    """Look at all MIDI files of a folder.

    Raises:
        UserError: when it has none.
    """
    settings = validate([("init", {"midi": folder, "clip": {"seconds": "full"}})])
    with tempfile.TemporaryDirectory() as scratch:
        rows = update(settings, Path(scratch) / "catalog.tsv")
    found = Survey(files=len(rows))
    songs = [row for row in rows if row.status != "refused"]
    found.refused.update(row.reason for row in rows if row.status == "refused")
    found.mended = sum(bool(row.warnings) for row in songs)
    found.lengths = sorted(float(row.duration_s) for row in songs)
    found.tempos = sorted(float(row.bpm) for row in songs)
    for row in songs:
        for part in row.instruments.split():
            name, _, count = part.rpartition(":")
            found.instruments[name] += int(count)
    for row in songs[:_MOST_LISTENED_TO]:
        _listen(row, settings, found)
    return found


def _listen(row: Row, settings: Settings, found: Survey) -> None:
    try:
        song = read_song(row.midi)
    except Refused:
        return  # gone or changed since a moment ago
    instruments = Instruments(settings.instruments, [track.name for track in song.tracks])
    found.without_drums += not any(note.drum for note in song.notes)
    for note in song.notes:
        if _CATCH_ALL.issuperset(instruments.of(note)):
            if note.drum:
                found.unnamed_drums[note.pitch] += 1
            else:
                found.unnamed_programs[note.program] += 1
