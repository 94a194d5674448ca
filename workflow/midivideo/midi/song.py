"""A song: every note of a MIDI file against the merged tempo map of all its tracks."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from midivideo.midi import drums
from midivideo.midi.meter import Meter
from midivideo.midi.smf import META, Event, File, Refused, Track, read
from midivideo.midi.tempo import TempoMap
from midivideo.settings.fields import exact
from midivideo.settings.model import Clip

#: Endings of MIDI files, whatever their case.
SUFFIXES = (".mid", ".midi", ".kar", ".rmi")
#: Music seldom needs a tenth of this; reading takes up to 60 times a file's size in memory.
MAX_BYTES = 8 * 2**20
#: Dense orchestral files have a tenth of this; what has more is noise ("black MIDI").
MAX_NOTES = 250_000

_SET_TEMPO, _TIME_SIGNATURE, _KEY_SIGNATURE = 0x51, 0x58, 0x59
_CONTROL_CHANGE, _PROGRAM_CHANGE, _NOTE_ON, _NOTE_OFF = 0xB0, 0xC0, 0x90, 0x80
#: All sound off, all notes off, and the four mode messages that imply the latter.
_SILENCING = frozenset((120, 123, 124, 125, 126, 127))
_MAJOR = ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#")
_MINOR = (
    *("Abm", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm"),
    *("F#m", "C#m", "G#m", "D#m", "A#m"),
)


class Silent(Refused):
    """A file without a note, which is nothing to make a clip of, but not damaged either."""


class Note(NamedTuple):
    """One note or hit; ``onset`` and ``end`` in ticks, ``channel`` 1 to 16, ``track`` an index."""

    onset: int
    channel: int
    pitch: int
    end: int
    velocity: int
    program: int
    track: int
    drum: bool


@dataclass(frozen=True)
class Song:
    """A MIDI file, read and mended.

    ``notes`` are sorted by onset, channel and pitch. A drum hit that is never released has no
    length; another such note rings until its pitch is struck again, or to the last event.
    ``keys`` are ``(tick, name)`` such as ``"F#m"``. ``warnings`` say what was mended or guessed.
    """

    name: str
    size: int
    sha256: str
    tempo: TempoMap
    meter: Meter
    keys: list[tuple[int, str]]
    tracks: list[Track]
    notes: list[Note]
    warnings: list[str]

    @property
    def music_end(self) -> Fraction:
        """When the last note ends, in seconds; silence after it is not music."""
        return self.tempo.seconds(max(note.end for note in self.notes))

    def key_at(self, tick: int | Fraction) -> str | None:
        """The key in force at a tick."""
        index = bisect_right([start for start, _ in self.keys], tick) - 1
        return self.keys[index][1] if index >= 0 else None


def is_midi(path: str | os.PathLike[str]) -> bool:
    """Whether a file's name says that it is a MIDI file."""
    return os.fspath(path).lower().endswith(SUFFIXES)


def read_song(path: str | os.PathLike[str], clip: Clip | None = None) -> Song:
    """Read a MIDI file; ``clip.drums`` and ``clip.max_minutes`` of its settings count.

    Raises:
        Refused: when no clip can be made of it, with a reason for a musician.
    """
    clip = clip or Clip()
    data = _bytes_of(Path(path))
    file = read(data)
    warnings = list(file.warnings)
    tempo = TempoMap(file.division, _tempo_changes(file, warnings))
    meter = Meter(file.division, _time_signatures(file, warnings))
    keys = _key_signatures(file, warnings)
    notes = _notes(file, warnings)
    if not notes:
        raise Silent("there is not a single note in it")
    found = drums.find(notes, [track.name for track in file.tracks], clip.drums)
    warnings += found.remarks
    notes = _with_drums(notes, found)
    song = Song(
        Path(path).name, len(data), hashlib.sha256(data).hexdigest(),
        tempo, meter, keys, file.tracks, notes, warnings,
    )  # fmt: skip
    _check_length(song, exact(clip.max_minutes))
    return song


def _bytes_of(path: Path) -> bytes:
    """The file's bytes; its size is looked at first, and never more than that is read."""
    try:
        if not path.is_file():
            raise Refused("there is no such file" if not path.exists() else "it is not a file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused(
                f"it has {size / 1e6:,.0f} MB, and MIDI files above {MAX_BYTES / 1e6:.0f} MB "
                "are not read"
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except OSError as error:
        raise Refused(f"it can't be read: {error.strerror}") from None


def _check_length(song: Song, max_minutes: Fraction) -> None:
    for what, tick in (("begins", song.notes[0].onset), ("ends", max(n.end for n in song.notes))):
        minutes = song.tempo.seconds(tick) / 60
        if minutes > max_minutes:
            raise Refused(
                f"its music {what} {_hours(minutes)} after the start, more than "
                f"clip.max_minutes ({float(max_minutes):g})"
            )


def _hours(minutes: Fraction) -> str:
    if minutes < 240:
        return f"{float(minutes):.0f} minutes"
    return (
        f"{float(minutes / 60):,.0f} hours"
        if minutes < 48 * 60
        else f"{int(minutes / 1440):,} days"
    )


# --- what holds for all tracks ----------------------------------------------------------------


def _meta(file: File, kind: int) -> list[tuple[int, bytes]]:
    """Contents of all meta events of a kind, ``(tick, bytes)``, in time order."""
    found = [
        (tick, content)
        for track in file.tracks
        for tick, status, what, content in track.events
        if status == META and what == kind and isinstance(content, bytes)
    ]
    return sorted(found, key=itemgetter(0))


def _tempo_changes(file: File, warnings: list[str]) -> list[tuple[int, int]]:
    if file.fixed_tempo is not None:
        return [(0, file.fixed_tempo)]
    events = _meta(file, _SET_TEMPO)
    changes = [(tick, int.from_bytes(content[:3], "big")) for tick, content in events]
    good = [
        change
        for change, (_, content) in zip(changes, events, strict=True)
        if len(content) >= 3 and change[1]
    ]
    _count_bad(len(events) - len(good), "tempo change", warnings)
    return good


def _time_signatures(file: File, warnings: list[str]) -> list[tuple[int, int, int]]:
    events = _meta(file, _TIME_SIGNATURE)
    good = [
        (tick, content[0], 2 ** content[1])
        for tick, content in events
        if len(content) >= 2 and content[0] and content[1] <= 6
    ]
    _count_bad(len(events) - len(good), "time signature", warnings)
    return good


def _key_signatures(file: File, warnings: list[str]) -> list[tuple[int, str]]:
    events = _meta(file, _KEY_SIGNATURE)
    good = []
    for tick, content in events:
        sharps = int.from_bytes(content[:1], "big", signed=True)
        if len(content) >= 2 and -7 <= sharps <= 7 and content[1] in (0, 1):
            good.append((tick, (_MINOR if content[1] else _MAJOR)[sharps + 7]))
    _count_bad(len(events) - len(good), "key signature", warnings)
    return good


def _count_bad(number: int, what: str, warnings: list[str]) -> None:
    if number:
        ignored = "that makes no sense was" if number == 1 else "that make no sense were"
        warnings.append(f"{number} {what}{'' if number == 1 else 's'} {ignored} ignored")


# --- notes ------------------------------------------------------------------------------------


def _notes(file: File, warnings: list[str]) -> list[Note]:
    """All notes; those without note-off have ``end`` -1 for now."""
    _check_number(file)
    programs = _programs(file)
    notes: list[Note] = []
    for index, track in enumerate(file.tracks):
        notes += _notes_of(track.events, index, programs)
    notes.sort()
    hanging = sum(note.end < 0 for note in notes)
    if hanging:
        warnings.append(f"{hanging} {'note is' if hanging == 1 else 'notes are'} never released")
    return notes


def _check_number(file: File) -> None:
    if sum(len(track.events) for track in file.tracks) <= MAX_NOTES:
        return
    number = sum(
        1
        for track in file.tracks
        for _, status, _, velocity in track.events
        if status & 0xF0 == _NOTE_ON and velocity
    )
    if number > MAX_NOTES:
        raise Refused(f"it has {number:,} notes, and no music has more than {MAX_NOTES:,}")


class _Programs:
    """Program of each channel over time; a change on any track counts for the channel."""

    def __init__(self, changes: dict[int, list[tuple[int, int]]]) -> None:
        self._ticks = {channel: [tick for tick, _ in own] for channel, own in changes.items()}
        self._programs = {channel: [value for _, value in own] for channel, own in changes.items()}

    def at(self, channel: int, tick: int) -> int:
        ticks = self._ticks.get(channel)
        index = bisect_right(ticks, tick) if ticks else 0
        return self._programs[channel][index - 1] if index else 0


def _programs(file: File) -> _Programs:
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for track in file.tracks:
        for tick, status, program, _ in track.events:
            if status & 0xF0 == _PROGRAM_CHANGE:
                changes[status & 0x0F].append((tick, program))
    for own in changes.values():
        own.sort(key=itemgetter(0))
    return _Programs(changes)


def _notes_of(events: list[Event], track: int, programs: _Programs) -> list[Note]:
    """A track's notes: a note-off ends the oldest sounding note of its channel and pitch.

    Where two onsets share one note-off both end with it.
    """
    notes: list[Note] = []
    sounding: dict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    last_off: dict[tuple[int, int], int] = {}

    def end(key: tuple[int, int], tick: int) -> None:
        onset, velocity = sounding[key].popleft()
        channel, pitch = key
        program = programs.at(channel, onset)
        notes.append(Note(onset, channel + 1, pitch, tick, velocity, program, track, False))

    for tick, status, first, second in events:
        kind = status & 0xF0
        if kind == _NOTE_ON and second:
            sounding[status & 0x0F, first].append((tick, second))  # type: ignore[arg-type]
        elif kind in (_NOTE_ON, _NOTE_OFF):
            key = (status & 0x0F, first)
            last_off[key] = tick
            if sounding.get(key):
                end(key, tick)
        elif kind == _CONTROL_CHANGE and first in _SILENCING:
            for key in [key for key in sounding if key[0] == status & 0x0F]:
                while sounding[key]:
                    end(key, tick)
    for key, open_notes in sounding.items():
        while open_notes:
            off = last_off.get(key, -1)
            end(key, off if off > open_notes[0][0] else -1)
    return notes


def _with_drums(notes: list[Note], found: drums.Drums) -> list[Note]:
    """Mark the drums, and give an end to the notes that are never released."""
    marked: list[Note] = []
    struck_next: dict[tuple[int, int, int], int] = {}
    last = max(max(note.onset, note.end) for note in notes)
    for note in reversed(notes):
        drum = found.has(note)
        end = note.end
        if end < 0:
            again = struck_next.get((note.track, note.channel, note.pitch), last)
            end = note.onset if drum else again
        struck_next[note.track, note.channel, note.pitch] = note.onset
        marked.append(note._replace(end=end, drum=drum) if drum or note.end < 0 else note)
    marked.reverse()
    return marked
