"""Which of the named instruments a note belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from midivideo.midi.song import Note
from midivideo.settings.model import Instrument


class Instruments:
    """The ``instruments`` of the settings, applied to the notes of one song."""

    def __init__(
        self, instruments: Mapping[str, Instrument | None], track_names: Sequence[str]
    ) -> None:
        """Take the settings' instruments and the names of the song's tracks."""
        self._instruments = {
            name: instrument for name, instrument in instruments.items() if instrument is not None
        }
        self._track_names = [name.lower() for name in track_names]
        self._known: dict[tuple[int, int, int, int, bool], tuple[str, ...]] = {}

    def of(self, note: Note) -> tuple[str, ...]:
        """Names of all instruments that the note belongs to, in the settings' order."""
        key = (note.pitch, note.channel, note.program, note.track, note.drum)
        if key not in self._known:
            self._known[key] = tuple(
                name
                for name, instrument in self._instruments.items()
                if self._matches(instrument, note)
            )
        return self._known[key]

    def _matches(self, instrument: Instrument, note: Note) -> bool:
        """Whether every condition that is given holds; ``notes`` alone means drums."""
        only = instrument.drums
        others = instrument.channels, instrument.programs, instrument.track
        if only is None and not any(others):
            only = True
        return (
            (only is None or only == note.drum)
            and (not instrument.notes or note.pitch in instrument.notes)
            and (not instrument.channels or note.channel in instrument.channels)
            and (not instrument.programs or note.program in instrument.programs)
            and (
                not instrument.track
                or fnmatchcase(self._track_names[note.track], instrument.track.lower())
            )
        )
