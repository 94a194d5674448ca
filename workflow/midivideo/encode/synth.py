"""A MIDI window played by a SoundFont."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from midivideo.encode.sound import BLOCK, RATE, Blocks, exactly
from midivideo.errors import UserError
from midivideo.midi.cut import append_after

if TYPE_CHECKING:
    import mido

#: Loudest sample of a finished clip, 2 dB below full scale: AAC may overshoot a little.
PEAK = 0.8

#: Most that a quiet clip is raised (24 dB), so that a lone ghost note stays a ghost note.
MAX_GAIN = 16.0

_WAV_HEADER = 44


def synthesise(midi: Path, samples: int, soundfont: Path | None = None) -> Blocks:
    """Play a window MIDI file from its time 0, exactly ``samples`` long at 48 kHz.

    Notes ring out until the end of the window. One gain for the whole window brings the peak
    to ``PEAK``; silence stays silent. A note begins within 2 ms of its time. Holds four bytes a
    sample, and about three times that while the synthesiser works.

    Raises:
        UserError: when the MIDI file or the SoundFont can't be read.
    """
    played = _play(midi, samples, soundfont or default_soundfont())
    peak = max(abs(int(played.max(initial=0))), abs(int(played.min(initial=0)))) / 32768
    gain = np.float32(min(PEAK / peak, MAX_GAIN) / 32768 if peak else 0.0)
    blocks = (
        np.ascontiguousarray(played[start : start + BLOCK].T, np.float32) * gain
        for start in range(0, len(played), BLOCK)
    )
    return exactly(blocks, samples)


def default_soundfont() -> Path:
    """The General MIDI SoundFont that pretty_midi ships."""
    import pretty_midi

    return Path(pretty_midi.__file__).parent / "TimGM6mb.sf2"


def _play(midi: Path, samples: int, soundfont: Path) -> np.ndarray:
    """The synthesiser's own samples, ``(samples or fewer, 2)`` int16."""
    import midirenderer
    import mido

    try:
        song = mido.MidiFile(midi)
    except FileNotFoundError:
        raise UserError("there is no such file", file=midi) from None
    except (OSError, ValueError, EOFError, KeyError, IndexError) as error:
        raise UserError(f"this MIDI file can't be read: {error}", file=midi) from None
    try:
        timbres = soundfont.read_bytes()
    except OSError as error:
        raise UserError(
            f"the SoundFont can't be read: {error.strerror}", file=soundfont, key="audio.soundfont"
        ) from None
    try:
        wav = midirenderer.render_wave_from(timbres, _lasting(song, Fraction(samples, RATE)))
    except RuntimeError as error:
        file = soundfont if "SoundFont" in str(error) else midi
        raise UserError(f"this can't be played: {error}", file=file) from None
    return np.frombuffer(wav, "<i2", offset=_WAV_HEADER).reshape(-1, 2)[:samples]


def _lasting(song: mido.MidiFile, seconds: Fraction) -> bytes:
    """The file's bytes with one more track that does nothing but end at ``seconds``.

    The synthesiser stops at the last event of all; the extra track lets the last notes ring out.
    """
    import mido

    song.type = 1
    silent = mido.MidiTrack()
    append_after(silent, _tick_after(song, seconds), mido.MetaMessage("end_of_track"))
    song.tracks.append(silent)
    data = io.BytesIO()
    song.save(file=data)
    return data.getvalue()


def _tick_after(song: mido.MidiFile, seconds: Fraction) -> int:
    """The first tick at or after a time, by the merged tempo map."""
    import mido

    microseconds = seconds * 1_000_000
    tempo, tick = 500_000, 0
    elapsed = Fraction(0)
    for message in mido.merge_tracks(song.tracks):
        length = Fraction(message.time * tempo, song.ticks_per_beat)
        if elapsed + length > microseconds:
            break
        elapsed += length
        tick += message.time
        if message.type == "set_tempo":
            tempo = message.tempo
    return tick + -(-(microseconds - elapsed) * song.ticks_per_beat // tempo)
