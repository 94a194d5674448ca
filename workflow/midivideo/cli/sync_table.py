"""``midivideo sync-table``: the sync scores of all clips as one table."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "sync-table",
        help="the sync scores of all clips of a catalog as one table",
        description="Gathers the scores of all accepted clips of a catalog: a row for each clip "
        "and instrument.",
    )
    parser.add_argument("catalog", type=Path, metavar="CATALOG.tsv", help="which clips there are")
    parser.add_argument(
        "folder", type=Path, metavar="SYNC_DIR", help="folder of what `midivideo sync` wrote"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="SYNC.tsv", help="where to write"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print the deciding instruments' rows, too"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Write the table."""
    from midivideo.catalog import read_table
    from midivideo.files import read_json, write_text
    from midivideo.sync.table import as_markdown, as_tsv, rows_of

    clips = [row.clip for row in read_table(args.catalog) if row.accepted]
    rows = [row for clip in clips for row in rows_of(read_json(args.folder / f"{clip}.json"))]
    write_text(args.output, as_tsv(rows))
    if args.markdown:
        print(as_markdown(rows))
