"""Writes the four example songs of this folder. Run it again and the bytes are the same.

The music is our own (Apache-2.0). Each song is a function that fills a :class:`Song`; drums are
written as patterns, one character a step: ``X`` accent, ``x`` normal, ``o`` soft, ``g`` ghost,
``.`` silence.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from pathlib import Path

import mido

HERE = Path(__file__).parent
TICKS = 480

KICK, RIM, SNARE, CLAP = 36, 37, 38, 39
CLOSED, PEDAL, OPEN = 42, 44, 46
LOW_TOM, MID_TOM, HIGH_TOM = 43, 47, 50
CRASH, RIDE, BELL, TAMBOURINE, SHAKER = 49, 51, 53, 54, 70

VELOCITY = {"X": 118, "x": 98, "o": 76, "g": 44}
DRUM_CHANNEL = 9


class Song:
    """A song in the making: notes by part, tempo and meter on the first track."""

    def __init__(self, title: str, seed: int, numerator: int = 4, denominator: int = 4) -> None:
        """Begin a song; ``seed`` is of the small unevenness that makes it played."""
        self.title = title
        self.bar = TICKS * 4 * numerator // denominator
        self.hand = random.Random(seed)
        self.conductor: list[tuple[int, mido.MetaMessage]] = [
            (0, mido.MetaMessage("track_name", name=title)),
            (0, mido.MetaMessage("copyright", text="MIDIvideo authors, Apache-2.0")),
            (0, mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator)),
        ]
        self.parts: dict[str, tuple[int, int | None, list[tuple[int, int, int, int]]]] = {}

    def tempo(self, tick: int, bpm: float) -> None:
        """Set the tempo from a tick on."""
        message = mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))
        self.conductor.append((tick, message))

    def marker(self, bar: int, name: str) -> None:
        """Name a section of the song."""
        self.conductor.append((bar * self.bar, mido.MetaMessage("marker", text=name)))

    def part(self, name: str, channel: int, program: int | None = None) -> None:
        """Add a part; a drum part has no program."""
        self.parts[name] = (channel, program, [])

    def note(self, part: str, tick: float, length: float, pitch: int, velocity: float) -> None:
        """Add a note, its velocity a little uneven."""
        uneven = velocity + self.hand.uniform(-5, 5)
        clipped = max(1, min(127, round(uneven)))
        self.parts[part][2].append((round(tick), max(1, round(length)), pitch, clipped))

    def pattern(
        self,
        part: str,
        bars: Iterable[int],
        pitch: int,
        steps: str,
        *,
        level: float = 1.0,
        swing: float = 0.5,
        length: float = 60,
        late: float = 0,
    ) -> None:
        """Play ``steps`` in each of ``bars``.

        ``swing`` is where the second of two steps falls between the first and the next pair:
        0.5 straight, 0.66 triplets. ``late`` ticks after the grid is how a snare lies back.
        """
        steps = steps.replace(" ", "")
        step = self.bar / len(steps)
        for bar in bars:
            for place, char in enumerate(steps):
                if char == ".":
                    continue
                pair, second = divmod(place, 2)
                tick = bar * self.bar + pair * 2 * step + (2 * step * swing if second else 0)
                self.note(part, tick + late, length, pitch, VELOCITY[char] * level)

    def save(self, name: str, bars: int) -> None:
        """Write the song; it ends with a bar line."""
        end = bars * self.bar
        tracks = [_track([(t, 0, m) for t, m in self.conductor], end)]
        for title, (channel, program, notes) in self.parts.items():
            events: list[tuple[int, int, mido.Message | mido.MetaMessage]] = [
                (0, 0, mido.MetaMessage("track_name", name=title))
            ]
            if program is not None:
                events.append(
                    (0, 1, mido.Message("program_change", channel=channel, program=program))
                )
            for tick, length, pitch, velocity in notes:
                sound = {"channel": channel, "note": pitch}
                events.append((tick, 3, mido.Message("note_on", velocity=velocity, **sound)))
                off = min(end, tick + length)
                events.append((off, 2, mido.Message("note_off", velocity=0, **sound)))
            tracks.append(_track(events, end))
        mido.MidiFile(type=1, ticks_per_beat=TICKS, tracks=tracks).save(HERE / name)


def _track(
    events: list[tuple[int, int, mido.Message | mido.MetaMessage]], end: int
) -> mido.MidiTrack:
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=end - now))
    return track


def house() -> None:
    """Ten bars of house at 124: four on the floor, claps, off-beat hats that open at the ends."""
    song = Song("House at 124", seed=124)
    song.tempo(0, 124)
    song.part("Drums", DRUM_CHANNEL)
    song.marker(0, "beat")
    song.marker(8, "fill")
    drums = "Drums"
    song.pattern(drums, range(9), KICK, "X... x... X... x...", length=110)
    song.pattern(drums, [3, 7], KICK, ".... .... .... ..o.", length=70)
    song.pattern(drums, [9], KICK, "X... x... X..x ....", length=110)
    song.pattern(drums, range(1, 9), CLAP, ".... X... .... X...", late=4)
    song.pattern(drums, range(2, 9), SNARE, ".... ...g .g.. ...g", swing=0.54)
    song.pattern(drums, range(10), OPEN, "..x. ..x. ..x. ..X.", length=100, level=0.9)
    song.pattern(drums, range(2, 9), CLOSED, "og.g og.g xg.g og.o", swing=0.54, level=0.9)
    song.pattern(drums, range(4, 10), SHAKER, "ogxg ogxg ogxg ogxg", swing=0.54, level=0.6)
    song.pattern(drums, [0, 4, 8], CRASH, "X... .... .... ....", length=400, level=0.9)
    song.pattern(drums, [9], SNARE, "g.g. o.o. x.xx XxXX", level=0.95)
    song.pattern(drums, [9], LOW_TOM, ".... .... .... .x.x")
    song.save("house.mid", 10)


def tempo_ramp() -> None:
    """Sixteen bars that speed up from 84 to 150, hold, and brake in the last two."""
    song = Song("Tempo ramp", seed=84)
    ramp_bars, hold_until, bars = 10, 14, 16
    for beat in range(bars * 4):
        bar = beat / 4
        if bar < ramp_bars:
            # Equal ratios from beat to beat: the ear hears an even acceleration.
            bpm = 84 * (150 / 84) ** (bar / ramp_bars)
        elif bar < hold_until:
            bpm = 150
        else:
            bpm = 150 * (92 / 150) ** ((bar - hold_until) / (bars - hold_until))
        if bar <= ramp_bars or bar >= hold_until:
            song.tempo(beat * TICKS, round(bpm, 2))
    song.part("Drums", DRUM_CHANNEL)
    drums = "Drums"
    for bar in range(bars):
        level = 0.72 + 0.28 * min(1, bar / ramp_bars)
        here = [bar]
        kick = "X... ..o. x... ...." if bar % 2 == 0 else "X..x ..o. x.o. ...."
        song.pattern(drums, here, KICK, kick, level=level, length=100)
        song.pattern(drums, here, SNARE, ".... X..g .g.. X..g", level=level, late=3)
        hats = "x.o. x.o. x.o. x.o." if bar < 4 else "xgog xgog xgog xgog"
        if bar >= ramp_bars:
            song.pattern(drums, here, RIDE, "x.o. x.o. x.o. x.o.", level=level, length=200)
            song.pattern(drums, here, PEDAL, ".... o... .... o...", level=level)
        else:
            song.pattern(drums, here, CLOSED, hats, level=level)
            song.pattern(drums, here, OPEN, ".... .... .... ..x.", level=level, length=110)
    song.pattern(drums, [0, 4, 10, 14], CRASH, "X... .... .... ....", length=400)
    song.pattern(drums, [3, 9], HIGH_TOM, ".... .... xx.. ....")
    song.pattern(drums, [3, 9], MID_TOM, ".... .... ..xx ....")
    song.pattern(drums, [3, 9], LOW_TOM, ".... .... .... xxXX")
    song.save("tempo_ramp.mid", bars)


#: Chords of the song, two bars each: A minor 9, F major 7, C add 9, G suspended to G.
CHORDS = ((57, 60, 64, 71), (53, 57, 60, 64), (55, 60, 62, 64), (55, 59, 62, 67))
ROOTS = (33, 29, 36, 31)
#: The melody over those eight bars: (sixteenth, sixteenths, pitch, loudness).
MELODY = (
    *((0, 6, 76, 96), (6, 2, 74, 80), (8, 4, 72, 88), (12, 4, 71, 84)),
    *((16, 10, 69, 92), (28, 2, 71, 74), (30, 2, 72, 80)),
    *((32, 6, 74, 98), (38, 2, 72, 82), (40, 8, 69, 90)),
    *((48, 4, 67, 82), (52, 4, 69, 86), (56, 8, 72, 94)),
    *((64, 6, 76, 102), (70, 2, 79, 90), (72, 4, 76, 92), (76, 4, 74, 88)),
    *((80, 10, 72, 94), (92, 2, 74, 78), (94, 2, 76, 84)),
    *((96, 4, 74, 92), (100, 4, 71, 86), (104, 8, 67, 84)),
    *((112, 12, 74, 96), (124, 4, 71, 78)),
)


def song() -> None:
    """Thirty-two bars at 126, a minute: intro, build, drop, break, drop, end."""
    tune = Song("Tidal Lines", seed=126)
    tune.tempo(0, 126)
    tune.conductor.append((0, mido.MetaMessage("key_signature", key="Am")))
    tune.part("Drums", DRUM_CHANNEL)
    tune.part("Bass", 1, 38)
    tune.part("Melody", 2, 81)
    tune.part("Chords", 3, 89)
    tune.part("Plucks", 4, 46)
    for bar, name in ((0, "intro"), (4, "build"), (8, "drop"), (16, "break"), (20, "drop 2")):
        tune.marker(bar, name)
    tune.marker(28, "end")
    _song_drums(tune)
    _song_bass(tune)
    for first in (8, 20):
        _song_melody(tune, first, 1.0, 0)
    _song_melody(tune, 0, 0.62, 12, bars=4)
    _song_chords(tune)
    _song_plucks(tune)
    tune.save("song.mid", 32)


def _song_drums(tune: Song) -> None:
    drums = "Drums"
    drops = [*range(8, 16), *range(20, 28)]
    tune.pattern(drums, [2, 3], CLOSED, "g.o. g.o. g.o. g.o.", level=0.8)
    for bar in range(4, 8):
        level = 0.7 + 0.1 * (bar - 4)
        tune.pattern(drums, [bar], KICK, "X... X... X... X...", level=level, length=110)
        tune.pattern(drums, [bar], CLOSED, "o.xg o.xg o.xg o.xg", level=level)
    tune.pattern(drums, [6], SNARE, "o... o... o... o...", level=0.8)
    _roll(tune, 7)
    tune.pattern(drums, drops, KICK, "X... x... X... x...", length=110)
    tune.pattern(drums, drops[3::4], KICK, ".... .... ...o ..x.", length=80)
    tune.pattern(drums, drops, SNARE, ".... X... .... X...", late=3)
    tune.pattern(drums, drops, CLAP, ".... x... .... x...", late=6, level=0.9)
    tune.pattern(drums, drops[1::2], SNARE, ".... ..g. .g.. ..g.")
    tune.pattern(drums, drops, OPEN, "..x. ..x. ..x. ..x.", length=100)
    tune.pattern(drums, drops, CLOSED, "og.g og.g og.g og.g", swing=0.53)
    tune.pattern(drums, range(24, 28), TAMBOURINE, "o.xo o.xo o.xo o.xo", swing=0.53, level=0.7)
    tune.pattern(drums, [8, 12, 20, 24, 28], CRASH, "X... .... .... ....", length=900)
    tune.pattern(drums, [15, 27], HIGH_TOM, ".... .... x.x. ....")
    tune.pattern(drums, [15, 27], MID_TOM, ".... .... .x.x ....")
    tune.pattern(drums, [15, 27], LOW_TOM, ".... .... .... XxXx")
    tune.pattern(drums, range(16, 20), RIDE, "o... x... o... x...", length=300, level=0.75)
    tune.pattern(drums, [17, 18, 19], RIM, "...o ..o. ..o. ....", level=0.9)
    _roll(tune, 19)
    tune.pattern(drums, range(28, 31), KICK, "X... .... o... ....", length=110, level=0.85)
    tune.pattern(drums, range(28, 31), CLOSED, "g.o. g.o. g.o. g.o.", level=0.75)
    tune.pattern(drums, [31], KICK, "X... .... .... ....", length=240, level=0.8)


def _roll(tune: Song, bar: int) -> None:
    """A snare roll that grows louder, and denser in its second half."""
    start = bar * tune.bar
    steps = [*range(0, 8), *(8 + half / 2 for half in range(16))]
    for step in steps:
        tune.note("Drums", start + step * TICKS / 4, 50, SNARE, 40 + 76 * (step / 16) ** 1.4)


def _song_bass(tune: Song) -> None:
    for bar in range(4, 31):
        root = ROOTS[bar // 2 % 4]
        start = bar * tune.bar
        if 16 <= bar < 20 or bar >= 28:
            tune.note("Bass", start, tune.bar * 0.95, root, 72)
        elif bar < 8:
            for beat in range(4):
                tune.note(
                    "Bass", start + (beat + 0.5) * TICKS, TICKS * 0.4, root, 66 + 6 * (bar - 4)
                )
        else:
            for step, octave, loud in (
                *((2, 0, 92), (3, 0, 78), (6, 12, 96), (7, 0, 76), (10, 0, 92)),
                *((11, 0, 78), (14, 12, 96), (15, 7, 84)),
            ):
                length = TICKS / 4 * 0.8
                tune.note("Bass", start + step * TICKS / 4, length, root + octave, loud)
    tune.note("Bass", 31 * tune.bar, tune.bar * 0.9, ROOTS[0], 70)


def _song_melody(tune: Song, first: int, level: float, shift: int, bars: int = 8) -> None:
    for step, length, pitch, loud in MELODY:
        if step < bars * 16:
            tick = first * tune.bar + step * TICKS / 4
            tune.note("Melody", tick, length * TICKS / 4 * 0.94, pitch - shift, loud * level)


def _song_chords(tune: Song) -> None:
    for bar in range(0, 30, 2):
        loud = 46 + (6 * (bar // 2) if bar < 8 else 22)
        for pitch in CHORDS[bar // 2 % 4]:
            tune.note("Chords", bar * tune.bar, tune.bar * 1.96, pitch, min(76, loud))
    for pitch in (*CHORDS[0], 76):
        tune.note("Chords", 30 * tune.bar, tune.bar * 1.9, pitch, 58)


def _song_plucks(tune: Song) -> None:
    for bar in [*range(4, 16), *range(16, 28)]:
        chord = CHORDS[bar // 2 % 4]
        tones = [*chord, chord[1] + 12, chord[2] + 12]
        for place in range(16):
            if (place * 3) % 8 in (0, 3, 6):
                swell = 54 + 20 * math.sin(math.pi * (place + 16 * (bar % 4)) / 64)
                pitch = tones[(place * 5 + bar) % len(tones)] + 12
                tune.note("Plucks", bar * tune.bar + place * TICKS / 4, 100, pitch, swell)


def swing_seven() -> None:
    """Fourteen bars of 7/8 (2 + 2 + 3) at 132, swung sixteenths, with ride, ghosts and fills."""
    song = Song("Swung seven", seed=78, numerator=7, denominator=8)
    song.tempo(0, 132)
    song.part("Drum Kit", DRUM_CHANNEL)
    kit = "Drum Kit"
    bars = range(14)
    swung = {"swing": 0.62}
    song.pattern(kit, bars, KICK, "X... ..o. X...o.", length=110, **swung)
    song.pattern(kit, [3, 7, 11], KICK, ".... ...x .....x", length=90, **swung)
    song.pattern(kit, bars, SNARE, ".... X... ....X.", late=4, **swung)
    song.pattern(kit, bars, SNARE, "..g. ..g. .g.g.g", **swung)
    song.pattern(kit, range(0, 6), CLOSED, "x.og x.og x.ogog", **swung)
    song.pattern(kit, range(0, 6), OPEN, ".... .... .....o", length=90, **swung)
    song.pattern(kit, range(6, 13), RIDE, "x.oo x.oo x.oox.", length=240, **swung)
    song.pattern(kit, range(6, 13), PEDAL, ".... x... ....x.", **swung)
    song.pattern(kit, [8, 10, 12], BELL, "X... .... x.....", length=240, **swung)
    song.pattern(kit, [5, 9], HIGH_TOM, ".... ..xx ......", **swung)
    song.pattern(kit, [5, 9], MID_TOM, ".... .... xx....", **swung)
    song.pattern(kit, [5, 9], LOW_TOM, ".... .... ..xxXX", **swung)
    song.pattern(kit, [0, 6, 10], CRASH, "X... .... ......", length=500, **swung)
    song.pattern(kit, [13], CLOSED, "xgog xgog xgoxXX", **swung)
    song.save("swing_seven.mid", 14)


if __name__ == "__main__":
    house()
    tempo_ramp()
    song()
    swing_seven()
