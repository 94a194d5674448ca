"""``midivideo sync``: how well a video shows its music, measured from its pixels."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from
from midivideo.errors import UserError


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "sync",
        help="how well a video shows its music, from its pixels",
        description=textwrap.fill(
            "Decodes a video and compares what changes in it, and what is heard, with the hits "
            "of its MIDI file: onset scores, lag, and how far above chance they are, for each "
            "instrument. Works for any video, ours or not."
        ),
        epilog="examples: midivideo sync song.mp4 window.mid -o sync.json\n"
        "          midivideo sync clip.mp4 song.mid -o sync.json --start 32",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("video", type=Path, metavar="VIDEO.mp4", help="the finished video")
    parser.add_argument("midi", type=Path, metavar="WINDOW.mid", help="the music that it shows")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="SYNC.json", help="where to write"
    )
    parser.add_argument(
        "--start",
        metavar="S",
        default="0",
        help="second of the MIDI file at which the video begins (default: 0, as in a window)",
    )
    parser.add_argument("--clip", metavar="ID", help="the clip's name (default: the video's stem)")
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Measure one video."""
    from midivideo.files import write_json
    from midivideo.settings.fields import exact
    from midivideo.sync.measure import measure

    settings = settings_from(args)
    try:
        start = exact(args.start)
    except (ValueError, ZeroDivisionError):
        start = None
    if start is None or start < 0:
        raise UserError(
            "this is no time", key="--start", value=args.start, allowed="seconds from 0 on"
        )
    document = measure(args.video, args.midi, settings, start, args.clip)
    write_json(args.output, document)
    print(summary(document))


def summary(document: dict) -> str:
    """What the document says, in a few lines."""
    lines = [f"{document['clip']}: {'in sync' if document['passed'] else 'not in sync'}"]
    for name in document["gate"]["instruments"]:
        numbers = document["instruments"][name]
        z, lag = numbers["z"], numbers["lag_ms"]
        lines.append(
            f"  {name}: {numbers['hits']} hits"
            + ("" if z is None else f", z {z:.1f}")
            + ("" if lag is None else f", median lag {lag:+.0f} ms")
        )
    return "\n".join(lines + [f"  {reason}" for reason in document["reasons"]])
