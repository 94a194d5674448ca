"""Which of the user's own recordings belongs to a song.

Without heavy imports: every Snakemake process of a run reads this.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from midivideo.errors import UserError
from midivideo.settings.model import Settings

#: Kinds of audio files, the better ones first.
SUFFIXES = (".wav", ".flac", ".aiff", ".aif", ".m4a", ".aac", ".ogg", ".opus", ".mp3")

_TABLES = {".csv": ",", ".tsv": "\t"}


def find_audio(midi: Path, settings: Settings) -> Path | None:
    """The user's audio for one song; for many, ask one :class:`AudioFiles`."""
    return AudioFiles().of(midi, settings)


class AudioFiles:
    """The user's audio files, as they are when a folder or table is first asked for.

    Every folder is listed once and every table read once, whatever the number of songs.
    """

    def __init__(self) -> None:
        """Know no folder and no table yet."""
        self._folders: dict[Path, dict[str, Path]] = {}
        self._tables: dict[Path, dict[str, list[_Line]]] = {}

    def of(self, midi: Path, settings: Settings) -> Path | None:
        """The user's audio for a song, or None when its sound is to be synthesised or left out.

        Looked for in the table or folder of ``audio.files``, then beside the MIDI file: the same
        file name but for the suffix. ``audio.source: synth`` and ``none`` look for nothing.

        Raises:
            UserError: when ``audio.source`` is ``file`` and there is none, when ``audio.files``
                is neither a folder nor a table, and when a table names a file that is not there.
        """
        audio = settings.audio
        if audio.source in ("synth", "none"):
            return None
        listed = self._listed(midi, Path(audio.files)) if audio.files else None
        found = listed or self._same_stem(midi.parent, midi.stem)
        if found is None and audio.source == "file":
            raise UserError(
                "there is no audio file for this song", file=midi, key="audio.source", value="file"
            )
        return found

    def _listed(self, midi: Path, files: Path) -> Path | None:
        if files.is_dir():
            return self._same_stem(files, midi.stem)
        if files.suffix.lower() not in _TABLES or not files.is_file():
            raise UserError(
                "there is no such folder or table",
                key="audio.files",
                value=os.fspath(files),
                allowed="a folder, or a .csv or .tsv file with the columns midi and audio",
            )
        return self._from_table(midi, files)

    def _from_table(self, midi: Path, table: Path) -> Path | None:
        """The table's audio for the song; paths in it are relative to its folder.

        The column ``midi`` holds a file name, or as much of the path before it as is needed to
        tell two songs of one name apart.
        """
        if table not in self._tables:
            self._tables[table] = _lines_by_name(table)
        song = midi.resolve().parts
        for line in self._tables[table].get(song[-1], ()):
            if song[-len(line.midi) :] == line.midi:
                audio = table.parent / line.audio
                if not audio.is_file():
                    raise UserError(
                        "there is no such audio file",
                        file=table,
                        key=f"line {line.number}",
                        value=line.audio,
                    )
                return audio
        return None

    def _same_stem(self, folder: Path, stem: str) -> Path | None:
        """The best audio file in ``folder`` that is called ``stem``."""
        if folder not in self._folders:
            self._folders[folder] = _best_by_stem(folder)
        return self._folders[folder].get(stem)


@dataclass(frozen=True)
class _Line:
    """A row of the user's table: its line, the end of a song's path in parts, and the audio."""

    number: int
    midi: tuple[str, ...]
    audio: str


def _lines_by_name(table: Path) -> dict[str, list[_Line]]:
    """The rows of a table by the file name of their song, in the table's order."""
    lines: dict[str, list[_Line]] = defaultdict(list)
    for line in _lines(table):
        lines[line.midi[-1]].append(line)
    return lines


def _lines(table: Path) -> Iterator[_Line]:
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file, delimiter=_TABLES[table.suffix.lower()])
        if not {"midi", "audio"} <= set(rows.fieldnames or ()):
            raise UserError("the columns midi and audio are needed", file=table, key="audio.files")
        for row in rows:
            parts = tuple(part for part in Path(row["midi"] or "").parts if part not in (".", ".."))
            if parts and row["audio"]:
                yield _Line(rows.line_num, parts, row["audio"])


def _best_by_stem(folder: Path) -> dict[str, Path]:
    """The audio files of a folder by their names without suffix, the best kind of each."""
    if not folder.is_dir():
        return {}
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if _is_audio(entry.name) and entry.is_file()]
    # The best comes last, and stays.
    names.sort(key=lambda name: (SUFFIXES.index(_suffix(name)), name), reverse=True)
    return {Path(name).stem: folder / name for name in names}


def _is_audio(name: str) -> bool:
    return _suffix(name) in SUFFIXES


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 -- for every file of a large folder
