"""Which notes are drums.

Channel 10 where it has notes. Else the only channel of a file that uses only notes 35 to 81
(General MIDI's percussion; clips that a DAW exported usually sit on channel 1), unless
something says that it is a pitched instrument. Else the tracks whose name says drums.
``clip.drums`` in the settings overrides all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from midivideo.midi.song import Note

CHANNEL = 10
_LOWEST, _HIGHEST = 35, 81
#: Above this note the map has congas, bells and whistles, and melodies have most of theirs.
_LAST_OF_THE_KIT = 59

_DRUM_NAME = re.compile(
    r"(?<![a-z])(bass ?drum|drum|percussion|perc(?![a-z])|schlagzeug|batterie|bater[ií]a|trommel|"
    r"beatbox|kit(?![a-z]))|ドラム|鼓",
    re.IGNORECASE,
)
_PITCHED_NAME = re.compile(
    r"piano|klavier|keys|organ|guitar|gitar|bass(?!\s*drum)|string|violin|cello|flute|sax|"
    r"trumpet|horn|brass|choir|vocal|voice|melod|lead(?![a-z])|pad(?![a-z])|synth|harp|"
    r"(left|right) hand|chord|arp(?![a-z])|marimba|xylophone|vibraphone|celesta|"
    r"glockenspiel|soprano|alto(?![a-z])|tenor",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Drums:
    """The channels (1 to 16) and tracks (indices) whose notes are drums."""

    channels: frozenset[int] = frozenset()
    tracks: frozenset[int] = frozenset()
    remarks: list[str] = field(default_factory=list)

    def has(self, note: Note) -> bool:
        """Whether a note is a drum hit."""
        return note.channel in self.channels or note.track in self.tracks


def find(
    notes: Sequence[Note],
    names: Sequence[str],
    choice: Literal["auto", "none"] | tuple[int, ...] = "auto",
) -> Drums:
    """Find the drums among ``notes``; ``names`` are those of the tracks.

    ``remarks`` of the result tell where they were found, if not on channel 10.
    """
    if choice == "none":
        return Drums()
    if choice != "auto":
        return Drums(channels=frozenset(choice))
    channels = {note.channel for note in notes}
    if CHANNEL in channels:
        return Drums(channels=frozenset((CHANNEL,)))
    if len(channels) == 1 and _plays_only_drums(notes, names):
        (channel,) = channels
        return Drums(
            channels=frozenset(channels),
            remarks=[f"drums are on channel {channel}, the only one used"],
        )
    playing = sorted({note.track for note in notes})
    tracks = [track for track in playing if _DRUM_NAME.search(names[track])]
    if not tracks:
        return Drums()
    listed = ", ".join(repr(names[track]) for track in tracks)
    return Drums(tracks=frozenset(tracks), remarks=[f"drums are on the track {listed}"])


def _plays_only_drums(notes: Sequence[Note], names: Sequence[str]) -> bool:
    """Whether the notes of a file's only channel are drums by their range and nature.

    The range alone would take many a piano piece for drums. Pitched is a track that is named
    after a pitched instrument, or that plays a scale: at least half of its notes, on five keys or
    more, above the drum kit. Programs say nothing: DAWs export drums with any.
    """
    if not all(_LOWEST <= note.pitch <= _HIGHEST for note in notes):
        return False
    own = [names[track] for track in sorted({note.track for note in notes})]
    if any(_DRUM_NAME.search(name) for name in own):
        return True
    if any(_PITCHED_NAME.search(name) for name in own):
        return False
    high = [note.pitch for note in notes if note.pitch > _LAST_OF_THE_KIT]
    return len(set(high)) < 5 or 2 * len(high) < len(notes)
