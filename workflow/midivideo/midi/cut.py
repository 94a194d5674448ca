"""Writes a window of a song as a MIDI file of its own, with time 0 at the first frame.

The file is clean where the song was not: tempo, meter and key are on the first track, every
note has an end after its onset, programs stand on the track of their notes, and drums, wherever
they were found, are on channel 10 and nothing else is. So any reader sees every hit, and any
synthesiser plays drums as drums.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from midivideo.files import written_beside
from midivideo.midi.controls import ChannelState
from midivideo.midi.meter import Signature
from midivideo.midi.smf import META, SYSEX, text
from midivideo.midi.song import Note, Song
from midivideo.midi.window import Window, WindowNotes

if TYPE_CHECKING:
    import mido

_DRUM_CHANNEL = 10
#: Meta events that are copied from inside the window, by type.
_TEXTS = {1: "text", 5: "lyrics", 6: "marker", 7: "cue_marker"}
_COPYRIGHT = 2
#: System exclusive messages of before the window (resets, effects) are kept up to this size.
_MOST_SYSEX = 65_536
#: The longest time between two events that a MIDI file can say: four bytes of seven bits.
_LONGEST_DELTA = 2**28 - 1
#: Order of messages on one tick: note-offs, then what prepares a note, then note-ons.
_OFF, _PREPARE, _ON = range(3)


def write_window(song: Song, window: Window, path: str | os.PathLike[str]) -> None:
    """Write the window; the same song and window give the same bytes."""
    import mido

    writer = _Writer(song, window)
    tracks = [writer.conductor(), *writer.parts()]
    file = mido.MidiFile(
        type=1,
        ticks_per_beat=song.tempo.division,
        charset="utf-8",
        tracks=[_track(messages, writer.length) for messages in tracks],
    )
    with written_beside(path) as temporary:
        file.save(temporary)


class _Messages(list[tuple[int, int, int, "mido.Message | mido.MetaMessage"]]):
    """Messages of one track of the window, in any order: ``(tick, rank, number, message)``.

    Messages of one tick and rank keep the order in which they were added.
    """

    def add(
        self, tick: int, message: mido.Message | mido.MetaMessage, rank: int = _PREPARE
    ) -> None:
        self.append((max(0, tick), rank, len(self), message))


def _track(messages: _Messages, length: int) -> mido.MidiTrack:
    """A track with delta times, its end mark where the window ends."""
    import mido

    track = mido.MidiTrack()
    now = 0
    end = (max(length, max((tick for tick, *_ in messages), default=0)), 0, 0)
    for tick, _, _, message in [*sorted(messages), (*end, mido.MetaMessage("end_of_track"))]:
        append_after(track, tick - now, message)
        now = tick
    return track


def append_after(
    track: mido.MidiTrack, ticks: int, message: mido.Message | mido.MetaMessage
) -> None:
    """Append a message ``ticks`` after the last one; empty texts divide what is too long."""
    import mido

    while ticks > _LONGEST_DELTA:
        track.append(mido.MetaMessage("text", text="", time=_LONGEST_DELTA))
        ticks -= _LONGEST_DELTA
    message.time = ticks
    track.append(message)


class _Writer:
    """One song and window; ticks of the song become ticks of the file by ``- origin``.

    ``lead`` is the tempo that makes the first tick shorter, where the window begins between
    two ticks, so that all others fall where they sound (to 1/division of a microsecond).
    """

    def __init__(self, song: Song, window: Window) -> None:
        self.song = song
        self.inside = WindowNotes(song, window)
        first = self.inside.first_tick
        self.origin = first // 1
        self.lead: int | None = None
        if first != self.origin:
            to_next_tick = song.tempo.seconds(self.origin + 1) - self.inside.window.start
            self.lead = ceil(to_next_tick * song.tempo.scale)
        self.length = ceil(self.inside.end_tick) - self.origin
        self._channels = _output_channels(song)

    def conductor(self) -> _Messages:
        """The first track: name, tempo, meter, key, copyright, and system exclusive messages."""
        import mido

        messages = _Messages()
        messages.add(0, mido.MetaMessage("track_name", name=_printable(Path(self.song.name).stem)))
        for notice in self._copyrights():
            messages.add(0, mido.MetaMessage("copyright", text=notice))
        self._add_tempos(messages)
        self._add_meters(messages)
        self._add_keys(messages)
        for tick, data in self._system_exclusives():
            messages.add(tick, mido.Message("sysex", data=data))
        return messages

    def parts(self) -> Iterator[_Messages]:
        """A track for each of the song's that has something to play in the window."""
        notes = defaultdict(list)
        for note in self.inside.notes:
            notes[note.track].append(note)
        for note in self._sounding():
            notes[note.track].append(note)
        channels = {note.channel for own in notes.values() for note in own}
        prepared: set[int] = set()
        for index in range(len(self.song.tracks)):
            part = self._part(index, notes.get(index, []), channels, prepared)
            if any(not message.is_meta for *_, message in part):
                yield part

    # -- the conductor's ---------------------------------------------------------------------

    def _add_tempos(self, messages: _Messages) -> None:
        import mido

        tempo = self.song.tempo
        first = tempo.tempo_at(self.inside.first_tick)
        if self.lead is not None:
            messages.add(0, mido.MetaMessage("set_tempo", tempo=self.lead))
            first = tempo.tempo_at(self.origin + 1)
            messages.add(1, mido.MetaMessage("set_tempo", tempo=first))
            begin = self.origin + 1
        else:
            messages.add(0, mido.MetaMessage("set_tempo", tempo=tempo.tempo_at(self.origin)))
            begin = self.origin
        for tick, value in tempo.changes_between(begin, self.inside.end_tick):
            messages.add(tick - self.origin, mido.MetaMessage("set_tempo", tempo=value))

    def _add_meters(self, messages: _Messages) -> None:
        """Write the meter at 0 and, as a bar begins with each, again on the first bar line."""
        import mido

        meter = self.song.meter
        start, end = self.inside.first_tick, self.inside.end_tick
        places: list[tuple[Fraction | int, Signature]] = [(start, meter.at(start))]
        bar = meter.ceil(self.origin, "bar")
        if bar != self.origin and bar.denominator == 1 and bar < end:
            places.append((bar, meter.at(bar)))
        places += [(item.tick, item) for item in meter.signatures if start < item.tick < end]
        written: set[int] = set()
        for place, signature in sorted(places):
            tick = max(0, int(place) - self.origin)
            if tick not in written:
                written.add(tick)
                message = mido.MetaMessage(
                    "time_signature",
                    numerator=signature.numerator,
                    denominator=signature.denominator,
                )
                messages.add(tick, message)

    def _add_keys(self, messages: _Messages) -> None:
        import mido

        start = self.inside.first_tick
        key = self.song.key_at(start)
        if key is not None:
            messages.add(0, mido.MetaMessage("key_signature", key=key))
        for tick, name in self.song.keys:
            if start < tick < self.inside.end_tick:
                messages.add(tick - self.origin, mido.MetaMessage("key_signature", key=name))

    def _copyrights(self) -> list[str]:
        found = (
            text(content)
            for track in self.song.tracks
            for _, status, kind, content in track.events
            if status == META and kind == _COPYRIGHT and isinstance(content, bytes)
        )
        return list(dict.fromkeys(filter(None, found)))

    def _system_exclusives(self) -> list[tuple[int, bytes]]:
        """``(tick, data without F0 and F7)`` of all up to the window's end that are well formed."""
        found = sorted(
            (tick, number, content)
            for number, track in enumerate(self.song.tracks)
            for tick, status, _, content in track.events
            if status == SYSEX and isinstance(content, bytes) and tick < self.inside.end_tick
        )
        kept = []
        size = 0
        for tick, _, content in found:
            data = content.removeprefix(b"\xf0").removesuffix(b"\xf7")
            size += len(data)
            if size <= _MOST_SYSEX and all(byte < 0x80 for byte in data):
                kept.append((tick - self.origin, data))
        return kept

    # -- a part's ----------------------------------------------------------------------------

    def _sounding(self) -> list[Note]:
        """Pitched notes that began before the window and still sound in it.

        Drums are left out: struck again at 0 they would be hits that nobody played.
        """
        return [
            note
            for note in self.song.notes
            if note.onset < self.inside.first_tick < note.end and not note.drum
        ]

    def _part(
        self, index: int, notes: list[Note], channels: set[int], prepared: set[int]
    ) -> _Messages:
        """One track: name, state of its channels at the cut, notes, controllers and texts.

        ``prepared`` are the channels whose state an earlier part has written.
        """
        import mido

        messages = _Messages()
        track = self.song.tracks[index]
        if track.name:
            messages.add(0, mido.MetaMessage("track_name", name=track.name))
        own = {note.channel for note in notes}
        for channel in sorted(own - prepared):
            for message in self._state(channel):
                messages.add(0, message)
        prepared |= own
        self._add_events(messages, index, channels)
        self._add_notes(messages, sorted(notes))
        return messages

    def _state(self, channel: int) -> list[mido.Message]:
        """Controllers, pressure and bend of a channel as they stand at the cut."""
        target = self._channels.controls.get(channel)
        if target is None:
            return []
        state = ChannelState()
        events = (
            (tick, number, status, first, second)
            for number, track in enumerate(self.song.tracks)
            for tick, status, first, second in track.events
            if status < SYSEX and status & 0x0F == channel - 1 and tick <= self.origin
        )
        for _, _, status, first, second in sorted(events, key=lambda event: event[:2]):
            state.take(status, first, second)  # type: ignore[arg-type]
        return state.messages(target - 1)

    def _add_events(self, messages: _Messages, index: int, channels: set[int]) -> None:
        """Add controllers, bends, pressures and texts from inside the window."""
        import mido

        for tick, status, first, second in self.song.tracks[index].events:
            if not self.origin < tick < self.inside.end_tick:
                continue
            at = tick - self.origin
            if status == META:
                if first in _TEXTS and isinstance(second, bytes):
                    messages.add(at, mido.MetaMessage(_TEXTS[first], text=text(second)))
                continue
            channel = (status & 0x0F) + 1
            target = self._channels.controls.get(channel)
            if target is None or channel not in channels or status == SYSEX:
                continue
            kind = status & 0xF0
            data = [kind | target - 1, first, second]
            if kind in (0xA0, 0xB0, 0xE0):
                messages.add(at, mido.Message.from_bytes(data))
            elif kind == 0xD0:
                messages.add(at, mido.Message.from_bytes(data[:2]))

    def _add_notes(self, messages: _Messages, notes: list[Note]) -> None:
        import mido

        programs: dict[int, int] = {}
        for note in notes:
            channel = self._channels.of(note) - 1
            onset = max(0, note.onset - self.origin)
            end = max(onset + 1, min(note.end - self.origin, self.length))
            if programs.get(channel) != note.program and self._channels.keeps_program(note):
                programs[channel] = note.program
                change = mido.Message("program_change", channel=channel, program=note.program)
                messages.add(onset, change)
            sound = {"channel": channel, "note": note.pitch}
            messages.add(onset, mido.Message("note_on", velocity=note.velocity, **sound), _ON)
            messages.add(end, mido.Message("note_off", velocity=64, **sound), _OFF)


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class _Channels:
    """Where channels (1 to 16) go, so that channel 10 holds the drums and nothing else.

    ``controls`` says where a channel's controllers go; those of a channel that shares its place
    with others on the drum channel go nowhere.
    """

    pitched: dict[int, int]
    controls: dict[int, int]

    def of(self, note: Note) -> int:
        return _DRUM_CHANNEL if note.drum else self.pitched[note.channel]

    def keeps_program(self, note: Note) -> bool:
        """Whether the program means the same where the note goes: a piano is no drum kit."""
        return not note.drum or note.channel == _DRUM_CHANNEL


def _output_channels(song: Song) -> _Channels:
    drums = {note.channel for note in song.notes if note.drum}
    pitched = {note.channel for note in song.notes if not note.drum}
    free = [channel for channel in range(1, 17) if channel not in pitched | {_DRUM_CHANNEL}]
    place = {channel: channel for channel in pitched}
    if _DRUM_CHANNEL in pitched:
        place[_DRUM_CHANNEL] = free[0] if free else 16
    controls = dict(place)
    only_drums = drums - pitched
    if _DRUM_CHANNEL in only_drums or len(only_drums) == 1:
        leader = _DRUM_CHANNEL if _DRUM_CHANNEL in only_drums else min(only_drums)
        controls[leader] = _DRUM_CHANNEL
    return _Channels(place, controls)
