"""Which windows of a song become clips."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from math import ceil

from midivideo.midi.smf import Refused
from midivideo.midi.song import Song
from midivideo.midi.window import Window, WindowNotes, frames_of, microseconds_down
from midivideo.settings.fields import exact
from midivideo.settings.model import Settings

#: Steps of a bar's pattern: a bar is cut into this many per quarter note (sixteenths).
_STEPS_PER_QUARTER = 4

#: Bars that are weighed against each other: hours of any music, seconds of work.
_MOST_BARS = 40_000


@dataclass(frozen=True)
class Choice:
    """A window, and why it is dropped ("" if it is not)."""

    window: Window
    dropped: str = ""


def choose(song: Song, settings: Settings) -> list[Choice]:
    """The windows that ``clip.select`` asks for, in order of time; never none.

    ``first`` begins at 0, or on the bar line of the first note where nothing sounds in the
    window from 0 on; ``best`` see :func:`_best`; ``all`` are consecutive windows to the end of
    the music. ``clip.seconds: full`` is one window from 0 to the end of the music.
    """
    frames = frames_of(settings, song)
    fps = exact(settings.clip.fps)
    window = Window(Fraction(0), frames, fps)
    if settings.clip.seconds == "full":
        return [Choice(window)]
    if settings.clip.select == "all":
        count = max(1, ceil(song.music_end / window.duration))
        starts = [microseconds_down(number * window.duration) for number in range(count)]
        windows = [Window(start, frames, fps) for start in starts]
    elif settings.clip.select == "best":
        windows = [_best(song, window)]
    else:
        windows = [_first(song, window)]
    return [_cut_to_music(song, window, settings) for window in windows]


def _cut_to_music(song: Song, window: Window, settings: Settings) -> Choice:
    """Apply ``clip.short``: what becomes of a window with less music than its length.

    ``drop`` lets pass what lacks less than a beat: the last hit of a loop ends before the loop.
    """
    music = song.music_end - window.start
    if settings.clip.short == "pad" or music >= window.duration:
        return Choice(window)
    if settings.clip.short == "trim":
        return Choice(Window(window.start, max(1, ceil(music * window.fps)), window.fps))
    last_beat = song.meter.ceil(song.tempo.tick_at(song.music_end), "beat")
    if song.tempo.seconds(last_beat) >= window.end:
        return Choice(window)
    return Choice(
        window,
        f"only {float(max(music, Fraction(0))):.2f} s of music, shorter than clip.seconds "
        f"({settings.clip.seconds:g}), and clip.short is drop",
    )


def _first(song: Song, window: Window) -> Window:
    first = song.notes[0].onset
    if song.tempo.seconds(first) < window.end:
        return window
    bar = song.meter.floor(first, "bar")
    return Window(microseconds_down(song.tempo.seconds(bar)), window.frames, window.fps)


def _best(song: Song, window: Window) -> Window:
    """The window from a bar line on that has the steadiest, fullest drum pattern.

    Each bar is the set of its (pitch, sixteenth) hits; where a song has no drums all notes
    count. Over the bars of a window,

    - fullness is the mean number of hits a bar, as a share of the song's fullest bar,
    - steadiness is the mean likeness of neighbouring bars: hits in common / hits in either
      (Jaccard's index; two empty bars are not alike),

    and the score is fullness x (1 + steadiness). The first of the best wins. A song that is no
    longer than the window is taken from the start.

    Raises:
        Refused: for more bars than music has.
    """
    patterns = _bar_patterns(song, window.fps)
    bars = sorted(patterns)
    starts = [song.tempo.seconds(bar) for bar in bars]
    fullest = max(len(patterns[bar]) for bar in bars) or 1
    fullness = _running_sums([len(patterns[bar]) / fullest for bar in bars])
    likeness = _running_sums([_likeness(patterns[a], patterns[b]) for a, b in pairwise(bars)])
    end = song.tempo.seconds(song.meter.ceil(song.tempo.tick_at(song.music_end), "bar"))
    best, best_score, last = _first(song, window), -1.0, 0
    for first, start in enumerate(starts):
        if start + window.duration > end:
            break
        while last < len(bars) and starts[last] < start + window.duration:
            last += 1
        full = (fullness[last] - fullness[first]) / (last - first)
        steady = (likeness[last - 1] - likeness[first]) / max(1, last - first - 1)
        score = round(full * (1 + steady), 9)
        if score > best_score:
            best_score = score
            best = Window(microseconds_down(start), window.frames, window.fps)
    return best


def _bar_patterns(song: Song, fps: Fraction) -> dict[Fraction, set[tuple[int, int]]]:
    """Hits of every bar as (pitch, step); an upbeat's hit belongs to the step it is nearest to."""
    step = song.tempo.division / _STEPS_PER_QUARTER
    drums = [note for note in song.notes if note.drum] or song.notes
    whole = WindowNotes(song, Window(Fraction(0), max(1, ceil(song.music_end * fps)), fps))
    lines = [mark.tick for mark in islice(whole.marks("bar"), _MOST_BARS + 1)]
    if len(lines) > _MOST_BARS:
        raise Refused(f"clip.select: best compares bars, and it has more than {_MOST_BARS:,}")
    places = [float(line) for line in lines]
    patterns: dict[Fraction, set[tuple[int, int]]] = {line: set() for line in lines}
    by_onset: dict[int, list[int]] = defaultdict(list)
    for note in drums:
        by_onset[note.onset].append(note.pitch)
    index = 0
    for onset in sorted(by_onset):
        # Played a little early, a hit on the next bar line counts there.
        while index + 1 < len(lines) and places[index + 1] - step / 2 <= onset:
            index += 1
        place = round((onset - places[index]) / step)
        patterns[lines[index]].update((pitch, place) for pitch in by_onset[onset])
    return patterns


def _likeness(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> float:
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _running_sums(values: list[float]) -> list[float]:
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums
