"""The user's own recording: which file belongs to a song, and the window cut from it."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from midivideo.encode.sound import RATE, Blocks, exactly
from midivideo.errors import UserError
from midivideo.settings import Settings

#: Kinds of audio files, the better ones first.
SUFFIXES = (".wav", ".flac", ".aiff", ".aif", ".m4a", ".aac", ".ogg", ".opus", ".mp3")

_TABLES = {".csv": ",", ".tsv": "\t"}


def find_audio(midi: Path, settings: Settings) -> Path | None:
    """The user's audio for a song, or None when its sound is to be synthesised or left out.

    Looked for in the table or folder of ``audio.files``, then beside the MIDI file: the same
    file name but for the suffix. ``audio.source: synth`` and ``none`` look for nothing.

    Raises:
        UserError: when ``audio.source`` is ``file`` and there is none, when ``audio.files`` is
            neither a folder nor a table, and when a table names a file that is not there.
    """
    audio = settings.audio
    if audio.source in ("synth", "none"):
        return None
    listed = _listed(midi, Path(audio.files)) if audio.files else None
    found = listed or _same_stem(midi.parent, midi.stem)
    if found is None and audio.source == "file":
        raise UserError(
            "there is no audio file for this song", file=midi, key="audio.source", value="file"
        )
    return found


def _listed(midi: Path, files: Path) -> Path | None:
    if files.is_dir():
        return _same_stem(files, midi.stem)
    if files.suffix.lower() not in _TABLES or not files.is_file():
        raise UserError(
            "there is no such folder or table",
            key="audio.files",
            value=os.fspath(files),
            allowed="a folder, or a .csv or .tsv file with the columns midi and audio",
        )
    return _from_table(midi, files)


def _from_table(midi: Path, table: Path) -> Path | None:
    """The table's audio for the song; paths in it are relative to its folder.

    The column ``midi`` holds a file name, or as much of the path before it as is needed to tell
    two songs of one name apart.
    """
    song = midi.resolve().parts
    with table.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file, delimiter=_TABLES[table.suffix.lower()])
        if not {"midi", "audio"} <= set(rows.fieldnames or ()):
            raise UserError("the columns midi and audio are needed", file=table, key="audio.files")
        for row in rows:
            parts = tuple(part for part in Path(row["midi"] or "").parts if part not in (".", ".."))
            if parts and song[-len(parts) :] == parts and row["audio"]:
                audio = table.parent / row["audio"]
                if not audio.is_file():
                    raise UserError(
                        "there is no such audio file",
                        file=table,
                        key=f"line {rows.line_num}",
                        value=row["audio"],
                    )
                return audio
    return None


def _same_stem(folder: Path, stem: str) -> Path | None:
    """The best audio file in ``folder`` that is called ``stem``."""
    candidates = [
        (SUFFIXES.index(path.suffix.lower()), path)
        for path in sorted(folder.iterdir() if folder.is_dir() else ())
        if path.stem == stem and path.suffix.lower() in SUFFIXES and path.is_file()
    ]
    return min(candidates, default=(0, None))[1]


def cut(path: Path, start: int, samples: int) -> Blocks:
    """Decode ``samples`` samples of an audio file from sample ``start`` on, at 48 kHz.

    Mono becomes the same on both sides, more channels are mixed down; the level stays as it
    is. What lies before the file's beginning (a negative ``start``) or after its end is silent.
    Decoding begins at the file's beginning, since seeking is not sample-exact in every format.

    Raises:
        UserError: when the file can't be read or has no sound in it.
    """
    return exactly(_from(_decoded(path), start), samples)


def _from(blocks: Blocks, start: int) -> Blocks:
    """Leave out the first ``start`` samples, or put silence before when negative."""
    if start < 0:
        yield from exactly((), -start)
        start = 0
    for block in blocks:
        if start < block.shape[1]:
            yield block[:, start:]
        start = max(0, start - block.shape[1])


def _decoded(path: Path) -> Blocks:
    try:
        with av.open(os.fspath(path)) as container:
            if not container.streams.audio:
                raise UserError("there is no sound in this file", file=path)
            stream = container.streams.audio[0]
            layout = "mono" if stream.channels == 1 else "stereo"
            resampler = AudioResampler(format="fltp", layout=layout, rate=RATE)
            for frame in container.decode(stream):
                # Some files count their timestamps from elsewhere; samples simply follow on.
                frame.pts = None
                for resampled in resampler.resample(frame):
                    yield _stereo(resampled.to_ndarray())
            for resampled in resampler.resample(None):
                yield _stereo(resampled.to_ndarray())
    except FileNotFoundError:
        raise UserError("there is no such audio file", file=path) from None
    except FFmpegError as error:
        raise UserError(f"this audio file can't be read: {error}", file=path) from None


def _stereo(block: np.ndarray) -> np.ndarray:
    return np.repeat(block, 2, axis=0) if block.shape[0] == 1 else block
