"""``midivideo catalog``: which clips a folder of MIDI files gives, and why others give none."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections import Counter
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "catalog",
        help="list the clips of a folder of MIDI files, and why others give none",
        description=textwrap.fill(
            "Reads all MIDI files of a folder and writes a table with a row a clip: its "
            "window, tempo, hits and instruments, or the reason why a file gives none. "
            "Run it again and only what has changed is read; ids and batches stay."
        ),
        epilog="examples: midivideo catalog my/midi -o catalog.tsv\n"
        "          midivideo catalog my/midi -o catalog.tsv --settings 'clip: {select: all}'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "midi",
        metavar="FOLDER",
        nargs="*",
        help="folders, files or globs (default: the setting midi)",
    )
    parser.add_argument(
        "-o", "--output", metavar="CATALOG.tsv", type=Path, required=True,
        help="the table; one that is there is brought up to date",
    )  # fmt: skip
    parser.add_argument(
        "--batch-size", metavar="N", type=int, default=1, help="clips a render job (default: 1)"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=int, help="processes that read files (default: one a core)"
    )
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Bring a catalog up to date and tell what is in it."""
    from midivideo.catalog import update

    if args.midi:
        args.settings.append(json.dumps({"midi": args.midi}))
    settings = settings_from(args)
    rows = update(settings, args.output, max(1, args.batch_size), workers=args.jobs)
    counts = Counter(row.status for row in rows)
    print(f"{args.output}: " + ", ".join(f"{count} {status}" for status, count in counts.items()))
