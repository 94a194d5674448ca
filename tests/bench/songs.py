"""Folders of any number of MIDI files: copies of the example music with changed notes."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mido

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "resources/midi").glob("*.mid"))
#: General MIDI drums that take each other's place.
_DRUMS = (36, 38, 42, 46)
_DRUM_CHANNEL = 9


def make_folder(folder: Path, count: int) -> None:
    """Write ``count`` songs, each like one of the examples; the same number gives the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{name(number)}.mid").write_bytes(_song(number))


def name(number: int) -> str:
    """The clip of the song with this number."""
    return f"song_{number:05d}"


@dataclass(frozen=True)
class _Template:
    """The bytes of a song, and where in them the velocities and the drums' pitches are."""

    content: bytes
    velocities: list[int]
    drums: list[int]


def _song(number: int) -> bytes:
    """The example's bytes with other velocities, and drums in each other's place."""
    template = _template(EXAMPLES[number % len(EXAMPLES)])
    choice = random.Random(number)
    content = bytearray(template.content)
    for place in template.velocities:
        content[place] = choice.randint(40, 127)
    swap = dict(zip(_DRUMS, choice.sample(_DRUMS, len(_DRUMS)), strict=True))
    for place in template.drums:
        content[place] = swap.get(content[place], content[place])
    return bytes(content)


@cache
def _template(path: Path) -> _Template:
    def other_velocity(message: mido.Message) -> None:
        if message.type == "note_on" and message.velocity:
            message.velocity += 1 if message.velocity == 1 else -1

    def other_pitch(message: mido.Message) -> None:
        if message.type in ("note_on", "note_off") and message.channel == _DRUM_CHANNEL:
            message.note += 1

    content = _saved(path, lambda message: None)
    return _Template(
        content,
        velocities=_different(content, _saved(path, other_velocity)),
        drums=_different(content, _saved(path, other_pitch)),
    )


def _saved(path: Path, change: Callable[[mido.Message], object]) -> bytes:
    """The file as mido writes it, every message changed."""
    file = mido.MidiFile(path)
    for track in file.tracks:
        for message in track:
            change(message)
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _different(one: bytes, other: bytes) -> list[int]:
    """Where two files of one length differ."""
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
