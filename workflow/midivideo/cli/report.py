"""``midivideo report``: a page with every clip of a run, to look at and to judge."""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from
from midivideo.errors import UserError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "report",
        help="a page with every clip of a run: videos, timelines, scores",
        description=textwrap.fill(
            "Makes a page of the results of a run: a gallery that plays every clip, with its "
            "hits, curves, prompts and sync scores, and figures of the whole run. It opens from "
            "disk. A run that is half done gives a page of what is there."
        ),
        epilog="example: midivideo report results -o results/report",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("results", type=Path, metavar="RESULTS", help="the folder of a run")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="default: RESULTS/report"
    )
    parser.add_argument("--catalog", type=Path, metavar="FILE", help="default: RESULTS/catalog.tsv")
    parser.add_argument(
        "--figure", type=Path, metavar="FILE.svg", help="default: sync.svg in the folder"
    )
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Build the page."""
    from midivideo.report.build import build
    from midivideo.report.figure import draw_sync

    settings = settings_from(args)
    if not args.results.is_dir():
        raise UserError("there is no such folder", file=args.results)
    folder = args.output or args.results / "report"
    report = build(
        args.results, folder, catalog=args.catalog, instruments=tuple(settings.instruments)
    )
    draw_sync(args.figure or folder / "sync.svg", report.clips, report.gate)
    states = Counter(clip["state"] for clip in report.clips)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"{report.index}: {counted or 'no clips'}")
