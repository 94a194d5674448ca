"""Reads one MIDI file for the catalog: its windows and what is heard in them, or why none."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from midivideo.catalog.discover import Found
from midivideo.catalog.sidecar import laid_over, read_sidecar
from midivideo.errors import UserError
from midivideo.files import sha256_file, sha256_of
from midivideo.midi import choose, read_song
from midivideo.midi.choice import Choice
from midivideo.midi.instruments import Instruments
from midivideo.midi.smf import Refused
from midivideo.midi.song import MAX_BYTES, Song
from midivideo.midi.window import WindowNotes
from midivideo.settings.model import Prompts, Settings

#: What Snakemake takes for a wildcard in an input, with no way to say otherwise.
_WILDCARD = re.compile(r"\{\s*[^\W\d]\w*\s*[,}]")

#: To be raised when the same file gives other rows than before.
SCAN_VERSION = 2

#: Clips of one file: an hour in windows of a third of a second.
MOST_WINDOWS = 10_000


@dataclass(frozen=True)
class ScannedWindow:
    """A window as the catalog lists it; ``number`` from 1 on where a song has several."""

    number: int | None
    start_s: str
    duration_s: str
    frames: int
    bpm: str
    meter: str
    hits: int
    instruments: str
    dropped: str


@dataclass(frozen=True)
class Scan:
    """What was found in a file. ``same``: the bytes are those that the catalog knows."""

    sha256: str = ""
    same: bool = False
    refused: str = ""
    warnings: str = ""
    settings: str = ""
    windows: list[ScannedWindow] = field(default_factory=list)


def fingerprint(run: Settings) -> str:
    """Names the settings that decide what a scan finds."""
    parts = {
        "version": SCAN_VERSION,
        "clip": run.clip.model_dump(mode="json"),
        "instruments": {
            name: instrument.model_dump(mode="json") if instrument else None
            for name, instrument in run.instruments.items()
        },
        "order": list(run.instruments),
    }
    return sha256_of(parts)[:12]


def scan(file: Found, run: Settings, known_sha256: str = "") -> Scan:
    """Read a file; where its hash is ``known_sha256`` there is nothing to do.

    Never raises: whatever is wrong with a file is the reason of its row.
    """
    sha256 = ""
    try:
        if _WILDCARD.search(file.path):
            raise Refused("a word in braces in its path means something else here; rename it")
        sha256 = _hash(file)
        if sha256 and sha256 == known_sha256:
            return Scan(sha256, same=True)
        own = read_sidecar(file.sidecar) if file.sidecar else {}
        settings = laid_over(run, (str(file.sidecar), own)) if own else run
        if file.sidecar and "prompts" in own:
            _check_prompts(settings.prompts, Path(file.sidecar))
        text = json.dumps(own, sort_keys=True, ensure_ascii=False) if own else ""
        song = read_song(file.path, settings.clip)
        choices = choose(song, settings)
        several = settings.clip.select == "all" and settings.clip.seconds != "full"
        if len(choices) > MOST_WINDOWS:
            raise Refused(
                f"clip.select: all would make {len(choices):,} clips of it, and at most "
                f"{MOST_WINDOWS:,} are made of one file"
            )
        windows = [
            _window(song, settings, choice, number if several else None)
            for number, choice in enumerate(choices, start=1)
        ]
        return Scan(sha256, warnings="; ".join(song.warnings), settings=text, windows=windows)
    except Refused as refused:
        return Scan(sha256, refused=refused.reason)
    except UserError as error:
        return Scan(sha256, refused=str(error))
    except Exception as error:  # one file must not stop the scan of thousands
        return Scan(sha256, refused=f"reading it failed, please report this: {error!r}")


def _check_prompts(prompts: Prompts, sidecar: Path) -> None:
    # Late: it brings dynamicprompts, and few songs have prompts of their own.
    from midivideo.prompts.bank import bank_folder
    from midivideo.prompts.template import check, wildcard_names

    wildcards = wildcard_names(bank_folder(prompts.bank) / "wildcards")
    for key in ("text", "negative"):
        if text := getattr(prompts, key):
            check(text, wildcards, sidecar, f"prompts.{key}")


def _hash(file: Found) -> str:
    if file.size < 0:
        raise Refused("it is a link that leads nowhere")
    path = Path(file.path)
    if not path.is_file() or file.size > MAX_BYTES:
        return ""
    try:
        return sha256_file(path)
    except OSError as error:
        raise Refused(f"it can't be read: {error.strerror}") from None


def _window(song: Song, settings: Settings, choice: Choice, number: int | None) -> ScannedWindow:
    inside = WindowNotes(song, choice.window)
    instruments = Instruments(settings.instruments, [track.name for track in song.tracks])
    hits = 0
    counts: dict[str, int] = {}
    for note in inside.notes:
        names = instruments.of(note)
        hits += bool(names)
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    meter = song.meter.at(inside.first_tick)
    return ScannedWindow(
        number=number,
        start_s=decimal(choice.window.start),
        duration_s=decimal(choice.window.duration),
        frames=choice.window.frames,
        bpm=f"{inside.bpm:g}",
        meter=f"{meter.numerator}/{meter.denominator}",
        hits=hits,
        instruments=" ".join(f"{n}:{counts[n]}" for n in settings.instruments if n in counts),
        dropped=choice.dropped,
    )


def decimal(seconds: Fraction) -> str:
    """Seconds with at most six digits behind the point; exact for whole microseconds."""
    whole, rest = divmod(round(seconds * 1_000_000), 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
