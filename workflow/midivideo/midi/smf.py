"""Tolerant reader of Standard MIDI Files: bytes in, events in ticks out.

``mido`` gives up on a file for one bad key signature, one stray byte or one chunk too many, and
builds an object per byte; of other people's files that costs about one in ten. This reader keeps
everything that can be understood, says what it had to mend, and reads only what it is given.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from midivideo.errors import UserError

#: An event is ``(tick, status, first, second)``: two data bytes of a channel message, or
#: ``(tick, META, type, bytes)``, or ``(tick, SYSEX, 0, bytes)``.
Event = tuple[int, int, int, "int | bytes"]
META = 0xFF
SYSEX = 0xF0

_END_OF_TRACK = 0x2F
_TRACK_NAME = 0x03
#: How far into a file the header is looked for (MacBinary puts 128 bytes before it).
_HEADER_SEARCH = 4096
#: Data bytes of the system messages that have no business in a file.
_STRAY_LENGTHS = {0xF1: 1, 0xF2: 2, 0xF3: 1}


class Refused(UserError):
    """A file of which no clip can be made; ``reason`` says why, without the file's name."""

    def __init__(self, reason: str, file: str | None = None) -> None:
        super().__init__(reason, file=file)
        self.reason = reason


@dataclass
class Track:
    """One track: its name ("" if it has none) and its events by tick."""

    name: str
    events: list[Event]


@dataclass
class File:
    """A file's tracks, its time base, and what had to be mended.

    ``division`` is ticks per quarter note. For SMPTE time, ticks have a fixed length, and
    ``fixed_tempo`` (microseconds per quarter note) replaces every tempo event.
    """

    type: int
    division: int
    tracks: list[Track] = field(default_factory=list)
    fixed_tempo: int | None = None
    warnings: list[str] = field(default_factory=list)


class _Damage(Exception):
    """Events from here on can't be told from garbage."""


def read(data: bytes) -> File:
    """Read a whole file.

    Raises:
        Refused: when it is no MIDI file, of type 2, without time base, or without tracks.
    """
    data, warnings = _unwrapped(data)
    header = _header(data)
    tracks, problems = _read_tracks(list(_track_chunks(data, warnings)))
    if problems.damaged:
        tracks, problems = _after_text_transfer(data, warnings) or (tracks, problems)
    if not tracks:
        raise Refused("it has a MIDI header but no track")
    warnings += header.doubts(len(tracks)) + problems.texts()
    if not header.smpte:
        return File(header.type, header.time_base, tracks, None, warnings)
    return _in_quarter_notes(header, tracks, warnings)


# --- containers and chunks -------------------------------------------------------------------


def _unwrapped(data: bytes) -> tuple[bytes, list[str]]:
    """The bytes from the header on: RIFF (.rmi) and other wrappings are taken off."""
    if not data:
        raise Refused("the file is empty")
    start = data.find(b"MThd", 0, _HEADER_SEARCH)
    if start < 0:
        raise Refused(_not_midi(data))
    if data[:4] == b"RIFF" and start >= 8:
        size = struct.unpack_from("<I", data, start - 4)[0]
        return data[start : start + size], []
    warnings = [f"{start} bytes before the MIDI header were skipped"] if start else []
    return data[start:], warnings


def _not_midi(data: bytes) -> str:
    """What a file without a MIDI header seems to be instead."""
    head = data[:64].lstrip().lower()
    kinds = (
        (b"pk\x03\x04", "a zip archive"),
        (b"<html", "a web page"),
        (b"<!doctype", "a web page"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"version https://git-lfs", "a Git LFS pointer: its content was never downloaded"),
        (b"mtrk", "a MIDI file that has lost its header"),
    )
    found = next((kind for start, kind in kinds if head.startswith(start)), None)
    return f"it is not a MIDI file but {found}" if found else "it is not a MIDI file (no MThd)"


@dataclass(frozen=True)
class _Header:
    """The header: ``time_base`` is ticks per quarter note, or the SMPTE ticks of a second."""

    type: int
    announced: int
    time_base: int
    smpte: int = 0

    def doubts(self, found: int) -> list[str]:
        """What is odd about it, when ``found`` tracks were found."""
        doubts = []
        if self.type > 2:
            doubts.append(f"unknown MIDI type {self.type}, read as several tracks (type 1)")
        elif self.type == 0 and found > 1:
            doubts.append(f"a type 0 file should have one track, this one has {found}")
        if self.announced != found:
            doubts.append(f"the header announces {self.announced} tracks, {found} were found")
        return doubts


def _header(data: bytes) -> _Header:
    if len(data) < 14:
        raise Refused("it is cut short: not even the MIDI header is complete")
    kind, announced, rate, subframes = struct.unpack_from(">HHbB", data, 8)
    if kind == 2:
        raise Refused("it is of type 2 (independent patterns, no common timeline)")
    if rate >= 0:
        if rate == subframes == 0:
            raise Refused("its header gives no time base (division 0), so nothing can be timed")
        return _Header(kind, announced, rate << 8 | subframes)
    if -rate not in (24, 25, 29, 30) or not subframes:
        raise Refused(f"its time base is unknown (SMPTE {-rate} frames x {subframes} ticks)")
    return _Header(kind, announced, (30 if rate == -29 else -rate) * subframes, smpte=-rate)


def _in_quarter_notes(header: _Header, tracks: list[Track], warnings: list[str]) -> File:
    """Express SMPTE time in quarter notes of half a second.

    A tick lasts 1/(frames per second x subframes) s. Code 29 is 30 drop-frame, whose frames
    last 1001/30000 s, so that its quarter note lasts 0.5005 s. Where a second has an odd
    number of ticks they are halved.
    """
    tempo = 500_500 if header.smpte == 29 else 500_000
    if header.time_base % 2 == 0:
        return File(header.type, header.time_base // 2, tracks, tempo, warnings)
    for track in tracks:
        track.events = [(2 * tick, *rest) for tick, *rest in track.events]  # type: ignore[misc]
    return File(header.type, header.time_base, tracks, tempo, warnings)


def _track_chunks(data: bytes, warnings: list[str]) -> Iterator[bytes]:
    """Yield the bytes of every MTrk chunk, whatever stands between them."""
    header_length = struct.unpack_from(">I", data, 4)[0]
    position = 8 + header_length if header_length < 256 else 14
    while position + 8 <= len(data):
        name = data[position : position + 4]
        length = struct.unpack_from(">I", data, position + 4)[0]
        start = position + 8
        if name == b"MTrk":
            end = start + length
            if not _is_boundary(data, end):
                end = data.find(b"MTrk", start)
                end = len(data) if end < 0 else end
                warnings.append("the length of a track was wrong; it was read to its end")
            yield data[start:end]
            position = end
        elif _is_name(name) and start + length <= len(data):
            warnings.append(f"an unknown part {name.decode('ascii')!r} was skipped")
            position = start + length
        else:
            following = data.find(b"MTrk", position + 1)
            warnings.append("bytes that belong to no track were skipped")
            position = following if following >= 0 else len(data)


def _is_boundary(data: bytes, position: int) -> bool:
    """Whether a chunk may end here: at the end of the file or before the next chunk's name."""
    rest = len(data) - position
    return rest == 0 or (0 < rest < 8) or (rest > 0 and _is_name(data[position : position + 4]))


def _is_name(name: bytes) -> bool:
    return re.fullmatch(rb"[A-Za-z][ -~]{3}", name) is not None


def _after_text_transfer(data: bytes, warnings: list[str]) -> tuple[list[Track], _Problems] | None:
    """Read again without the carriage returns that a text-mode transfer puts before line feeds.

    None where the bytes do not look like that, or where it does not help.
    """
    pairs = data.count(b"\r\n")
    if not pairs or pairs != data.count(b"\n"):
        return None
    doubts: list[str] = []
    tracks, problems = _read_tracks(list(_track_chunks(data.replace(b"\r\n", b"\n"), doubts)))
    if problems.damaged:
        return None
    warnings[:] = [*doubts, "a text-mode transfer had put in carriage returns; they were removed"]
    return tracks, problems


# --- events ----------------------------------------------------------------------------------


@dataclass
class _Problems:
    """What was wrong with the events, counted over all tracks."""

    damaged: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    endless: int = 0
    clipped: int = 0
    stray: int = 0

    def texts(self) -> list[str]:
        found = []
        if self.damaged:
            found.append(f"{_tracks(self.damaged)} damaged: what follows the damage is lost")
        if self.cut:
            found.append(f"{_tracks(self.cut)} cut short")
        if self.endless:
            found.append(_counted(self.endless, "track has", "tracks have") + " no end mark")
        if self.clipped:
            found.append(_counted(self.clipped, "value", "values") + " above 127 lowered to 127")
        if self.stray:
            found.append(
                _counted(self.stray, "stray system byte", "stray system bytes") + " skipped"
            )
        return found


def _tracks(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:8])) + (", …" if len(numbers) > 8 else "")
    return f"track {listed} is" if len(numbers) == 1 else f"tracks {listed} are"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _read_tracks(chunks: list[bytes]) -> tuple[list[Track], _Problems]:
    problems = _Problems()
    tracks = []
    for number, chunk in enumerate(chunks, start=1):
        events: list[Event] = []
        try:
            ended = _read_events(chunk, events, problems)
            problems.endless += not ended
        except IndexError:
            problems.cut.append(number)
        except _Damage:
            problems.damaged.append(number)
        tracks.append(Track(_name(events), events))
    return tracks, problems


def _read_events(data: bytes, events: list[Event], problems: _Problems) -> bool:
    """Append a track's events; tell whether its end mark was there.

    Running status survives meta and system messages, as most writers expect it to. Written
    in one piece, because this loop is where reading spends its time.

    Raises:
        IndexError: when the bytes end inside an event.
        _Damage: when a byte can't begin an event.
    """
    append = events.append
    end = len(data)
    position = tick = status = 0
    while position < end:
        byte = data[position]
        position += 1
        if byte < 0x80:
            tick += byte
        else:
            delta, position = _variable_length(data, position - 1)
            tick += delta
        byte = data[position]
        if byte < 0x80:
            if not status:
                raise _Damage
        elif byte < 0xF0:
            status = byte
            position += 1
        elif byte == META or byte in (SYSEX, 0xF7):
            kind = data[position + 1] if byte == META else 0
            length, position = _variable_length(data, position + (2 if byte == META else 1))
            content = data[position : position + length]
            position += length
            if position > end:
                raise IndexError
            if byte == META and kind == _END_OF_TRACK:
                return True
            if byte != 0xF7:
                append((tick, byte, kind, content))
            continue
        else:
            problems.stray += 1
            position += 1 + _STRAY_LENGTHS.get(byte, 0)
            continue
        first = data[position]
        if 0xC0 <= status < 0xE0:
            second = 0
            position += 1
        else:
            second = data[position + 1]
            position += 2
        if first > 127 or second > 127:
            problems.clipped += 1
            first, second = min(first, 127), min(second, 127)
        append((tick, status, first, second))
    return False


def _variable_length(data: bytes, position: int) -> tuple[int, int]:
    """A variable-length quantity of at most four bytes, and the position after it."""
    value = 0
    for _ in range(4):
        byte = data[position]
        position += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position
    raise _Damage


def _name(events: list[Event]) -> str:
    for _, status, kind, content in events:
        if status == META and kind == _TRACK_NAME and isinstance(content, bytes):
            return text(content)
    return ""


def text(content: bytes) -> str:
    """A text event as text: UTF-8 where it is that, else Latin-1; no control characters."""
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError:
        decoded = content.decode("latin-1")
    return "".join(char if char.isprintable() else " " for char in decoded).strip()
