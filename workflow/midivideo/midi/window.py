"""A window of a song: the exact frames of its notes, beats and bars."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any, Literal, NamedTuple

from midivideo.midi.instruments import Instruments
from midivideo.midi.smf import Refused
from midivideo.midi.song import Note, Song
from midivideo.settings.fields import exact
from midivideo.settings.model import Settings

#: Names the layout of the notes document; a change of meaning gets a new number.
FORMAT = "midivideo-notes/1"
#: Ticks that a window may last: what any reader can count.
MOST_TICKS = 2**31 - 1
_MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True)
class Window:
    """``frames`` frames at ``fps`` frames a second, the first one ``start`` seconds into a song."""

    start: Fraction
    frames: int
    fps: Fraction

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.frames / self.fps

    @property
    def end(self) -> Fraction:
        """End in seconds of the song."""
        return self.start + self.duration


def microseconds_down(seconds: Fraction) -> Fraction:
    """The time in whole microseconds, at or before ``seconds``: what a table can hold exactly."""
    return seconds // _MICROSECOND * _MICROSECOND


def on_tick(song: Song, window: Window) -> Window:
    """The window, begun on the tick that its start means.

    A catalog holds microseconds, so a window from a bar line on is listed up to a microsecond
    early. Taken literally, that would move notes on the edge of a frame into another frame
    than they have in the window's own MIDI file.
    """
    tick = ceil(song.tempo.tick_at(window.start))
    begin = song.tempo.seconds(tick)
    return replace(window, start=begin) if begin - window.start < _MICROSECOND else window


class WindowClock:
    """Exact times of a song's ticks from a window's first frame on.

    A frame n lasts from n/fps to (n+1)/fps seconds; a time belongs to frame floor(t * fps).
    """

    def __init__(self, song: Song, window: Window) -> None:
        """Take the song for its tempo map, the window for its start and frame rate."""
        self._tempo = song.tempo
        self._window = window
        # Times are numerators over this one denominator, so that all is integer arithmetic.
        self._denominator = song.tempo.scale * window.start.denominator
        self._start = window.start.numerator * song.tempo.scale
        self._rate = window.fps.numerator
        self._frame_length = self._denominator * window.fps.denominator

    def _numerator(self, tick: int) -> int:
        return self._tempo.units(tick) * self._window.start.denominator - self._start

    def seconds(self, tick: int) -> float:
        """Seconds from the first frame, correctly rounded."""
        return self._numerator(tick) / self._denominator

    def frame(self, tick: int) -> int:
        """The frame in which a tick falls."""
        return self._numerator(tick) * self._rate // self._frame_length

    def at(self, place: Fraction) -> Fraction:
        """Exact seconds from the first frame of a place that may lie between two ticks."""
        return self._tempo.seconds(place) - self._window.start


class Mark(NamedTuple):
    """A beat or bar line: its place in ticks, its time and frame from the first frame on."""

    tick: Fraction
    time: Fraction
    frame: int


class WindowNotes:
    """What of a song begins in a window."""

    def __init__(self, song: Song, window: Window) -> None:
        """Take any window; it may reach beyond the music.

        Raises:
            Refused: when the tempo is beyond all music, so that no file could hold the window.
        """
        self.song = song
        self.window = window = on_tick(song, window)
        self.clock = WindowClock(song, window)
        self.first_tick = song.tempo.tick_at(window.start)
        self.end_tick = song.tempo.tick_at(window.end)
        if self.end_tick - self.first_tick > MOST_TICKS:
            raise Refused(f"its tempo is beyond all music: {self.bpm:,.0f} quarter notes a minute")

    @cached_property
    def notes(self) -> list[Note]:
        """The notes whose onset lies in the window, by onset, channel and pitch."""
        notes = self.song.notes
        first = bisect_left(notes, ceil(self.first_tick), key=lambda note: note.onset)
        end = bisect_left(notes, ceil(self.end_tick), key=lambda note: note.onset)
        return notes[first:end]

    @property
    def bpm(self) -> float:
        """Quarter notes a minute, on average over the window."""
        quarters = (self.end_tick - self.first_tick) / self.song.tempo.division
        return round(float(quarters * 60 / self.window.duration), 3)

    def marks(self, unit: Literal["beat", "bar"]) -> Iterator[Mark]:
        """Beats or bar lines of the window.

        At most one a frame: at an absurd tempo, those that share a frame with the one before
        are jumped over, so that a hostile file costs no more than its frames.
        """
        meter, tempo, window = self.song.meter, self.song.tempo, self.window
        place = meter.ceil(self.first_tick, unit)
        while place < self.end_tick:
            time = self.clock.at(place)
            frame = time * window.fps // 1
            yield Mark(place, time, frame)
            following = meter.after(place, unit)
            next_frame = tempo.tick_at(window.start + (frame + 1) / window.fps)
            place = following if following >= next_frame else meter.ceil(next_frame, unit)


def notes_document(song: Song, settings: Settings, window: Window, clip: str) -> dict[str, Any]:
    """The window as a notes document, ready for JSON.

    Times are seconds from the window's first frame, ``frame`` is the frame they fall in,
    ``duration_s`` and ``end_frame`` end with the window at the latest. Notes that began before
    the window are left out; the window's MIDI file has them.
    """
    inside = WindowNotes(song, window)
    instruments = Instruments(settings.instruments, [track.name for track in song.tracks])
    rate = window.fps
    return {
        "format": FORMAT,
        "clip": clip,
        "midi": song.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "sha256": song.sha256,
        "fps": rate.numerator if rate.denominator == 1 else settings.clip.fps,
        "frames": window.frames,
        "start_s": float(window.start),
        "duration_s": float(window.duration),
        "tempo": [
            {"time_s": time, "bpm": round(60e6 / tempo, 4)} for time, tempo in _tempos(inside)
        ],
        "meter": [
            {"time_s": time, "numerator": numerator, "denominator": denominator}
            for time, numerator, denominator in _meters(inside)
        ],
        "key": song.key_at(inside.first_tick),
        "bpm": inside.bpm,
        "beats": _marks(inside, "beat"),
        "bars": _marks(inside, "bar"),
        "notes": [_note(note, inside, instruments) for note in inside.notes],
        "warnings": song.warnings,
    }


def _marks(inside: WindowNotes, unit: Literal["beat", "bar"]) -> list[dict[str, Any]]:
    return [{"time_s": float(mark.time), "frame": mark.frame} for mark in inside.marks(unit)]


def _tempos(inside: WindowNotes) -> list[tuple[float, int]]:
    tempo = inside.song.tempo
    changes = tempo.changes_between(inside.first_tick, inside.end_tick)
    return [
        (0.0, tempo.tempo_at(inside.first_tick)),
        *((inside.clock.seconds(tick), value) for tick, value in changes),
    ]


def _meters(inside: WindowNotes) -> list[tuple[float, int, int]]:
    meter = inside.song.meter
    first = meter.at(inside.first_tick)
    return [
        (0.0, first.numerator, first.denominator),
        *(
            (inside.clock.seconds(tick), numerator, denominator)
            for tick, numerator, denominator in meter.signatures
            if inside.first_tick < tick < inside.end_tick
        ),
    ]


def _note(note: Note, inside: WindowNotes, instruments: Instruments) -> dict[str, Any]:
    clock, window = inside.clock, inside.window
    onset = clock.seconds(note.onset)
    end = min(clock.seconds(note.end), float(window.duration))
    return {
        "time_s": onset,
        "frame": clock.frame(note.onset),
        "duration_s": max(0.0, end - onset),
        "end_frame": min(clock.frame(note.end), window.frames),
        "pitch": note.pitch,
        "velocity": note.velocity,
        "channel": note.channel,
        "program": note.program,
        "track": inside.song.tracks[note.track].name,
        "drum": note.drum,
        "instruments": list(instruments.of(note)),
    }


def frames_of(settings: Settings, song: Song, start: Fraction = Fraction(0)) -> int:
    """Frames of a clip: those of ``clip.seconds``, or of all music from ``start`` on."""
    fps = exact(settings.clip.fps)
    if settings.clip.seconds == "full":
        return max(1, ceil((song.music_end - start) * fps))
    return ceil(exact(settings.clip.seconds) * fps)
