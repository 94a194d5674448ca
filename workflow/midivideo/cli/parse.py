"""``midivideo parse``: the notes, beats and bars of a song, frame by frame."""

from __future__ import annotations

import argparse
import textwrap
from fractions import Fraction
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from
from midivideo.errors import UserError


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "parse",
        help="the notes of a MIDI file with their exact frames, as JSON",
        description=textwrap.fill(
            "Reads a MIDI file and writes the notes, beats and bars of one window of it "
            "with their exact times and frames. Damaged files are mended where that is possible; "
            "what was mended is told in 'warnings'. Settings in SONG.yaml beside SONG.mid count."
        ),
        epilog="examples: midivideo parse song.mid -o notes.json --midi-out window.mid\n"
        "          midivideo parse song.mid -o notes.json --start 32 --seconds 8 --fps 30\n"
        "          midivideo parse song.mid -o notes.json --settings 'clip: {drums: [1]}'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("midi", metavar="SONG.mid", type=Path, help=".mid, .midi, .kar or .rmi")
    parser.add_argument(
        "-o", "--output", metavar="NOTES.json", type=Path, required=True, help="where to write"
    )
    parser.add_argument(
        "--midi-out", metavar="WINDOW.mid", type=Path, help="write the window as a MIDI file, too"
    )
    parser.add_argument(
        "--start",
        metavar="S",
        help="where the window begins, in seconds (default: clip.select of the settings chooses)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--seconds", metavar="N", help="length of the window, or full (clip.seconds)"
    )
    length.add_argument("--frames", metavar="N", type=int, help="length of the window in frames")
    parser.add_argument(
        "--fps", metavar="RATE", help="frames per second, such as 24 or 30000/1001 (clip.fps)"
    )
    parser.add_argument("--clip", metavar="ID", help="the clip's name (default: the file's stem)")
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Parse one song."""
    from midivideo.catalog.sidecar import laid_over, song_settings
    from midivideo.files import write_json
    from midivideo.midi import parse

    own = {"seconds": _number(args.seconds), "fps": _number(args.fps)}
    given = {key: value for key, value in own.items() if value is not None}
    settings = song_settings(args.midi, settings_from(args))
    if given:
        settings = laid_over(settings, ("the options --seconds and --fps", {"clip": given}))
    notes = parse(
        args.midi,
        settings,
        start=_start(args.start),
        frames=args.frames,
        clip=args.clip,
        midi_out=args.midi_out,
    )
    write_json(args.output, notes)


def _number(text: str | None) -> float | str | None:
    """A number where the text is one; else the text, for the settings to judge."""
    if text is None:
        return None
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def _start(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        start = Fraction(text)
    except (ValueError, ZeroDivisionError):
        start = Fraction(-1)
    if start < 0:
        raise UserError("this is no time", key="--start", value=text, allowed="seconds from 0 on")
    return start
