"""MIDI files: reading with repair, exact timing, drums, instruments, and windows of songs.

:func:`parse` is all that most callers need::

    notes = parse("song.mid", settings, midi_out="window.mid")
"""

from midivideo.midi.choice import choose
from midivideo.midi.cut import write_window
from midivideo.midi.parse import parse
from midivideo.midi.smf import Refused
from midivideo.midi.song import SUFFIXES, Song, is_midi, read_song
from midivideo.midi.window import Window, notes_document

__all__ = [
    "SUFFIXES",
    "Refused",
    "Song",
    "Window",
    "choose",
    "is_midi",
    "notes_document",
    "parse",
    "read_song",
    "write_window",
]
