"""``midivideo dataset``: packs finished clips for others, checks such a folder, publishes it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "dataset",
        help="pack finished clips as a dataset, verify or publish one",
        description="Packs the finished clips of a run as a dataset, checks such a folder by "
        "itself, or uploads it to the Hugging Face Hub.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_build(actions)
    _add_verify(actions)
    _add_publish(actions)


def _add_build(actions: argparse._SubParsersAction) -> None:
    parser = actions.add_parser(
        "build",
        help="pack the finished clips of a run",
        description="Builds the dataset of all accepted clips of a run. What has not changed "
        "since the last build is kept; the old dataset stays until the new one is whole.",
    )
    parser.add_argument(
        "results", type=Path, metavar="RESULTS", help="a run's results, with catalog.tsv"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="the dataset to write"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="remembers what was read and written (default: RESULTS/.cache/dataset)",
    )
    _add_jobs(parser)
    add_settings_options(parser)
    parser.set_defaults(run=run_build)


def _add_verify(actions: argparse._SubParsersAction) -> None:
    parser = actions.add_parser(
        "verify",
        help="check a dataset: every hash, row, pair and frame",
        description="Checks a dataset by itself: hashes, tables against shards, pairs, splits, "
        "and whether every video decodes. Each fault is named; the exit status is 1 if there "
        "is any.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a dataset")
    parser.add_argument(
        "--no-decode", action="store_true", help="compare hashes only, decode no video"
    )
    _add_jobs(parser)
    parser.set_defaults(run=run_verify)


def _add_publish(actions: argparse._SubParsersAction) -> None:
    parser = actions.add_parser(
        "publish",
        help="verify a dataset and upload it to the Hugging Face Hub",
        description="Verifies a dataset and uploads it as one commit. Log in before with "
        "`hf auth login`.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a dataset")
    parser.add_argument("repository", metavar="OWNER/NAME", help="the dataset on the Hub")
    parser.add_argument(
        "--public", action="store_true", help="a repository that is made is public, not private"
    )
    parser.add_argument("--revision", metavar="BRANCH", help="upload to this branch")
    parser.add_argument("--message", metavar="TEXT", help="of the commit")
    _add_jobs(parser)
    parser.set_defaults(run=run_publish)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=_count,
        default=len(os.sched_getaffinity(0)),
        metavar="N",
        help="processes (default: one a core)",
    )


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("from 1 on")
    return number


def run_build(args: argparse.Namespace) -> None:
    """Build a dataset and tell what was done."""
    from midivideo.dataset.build import build

    built = build(
        args.results,
        args.output,
        settings_from(args),
        cache=args.cache or args.results / ".cache/dataset",
        workers=args.jobs,
    )
    print(
        f"{args.output}: {built.clips} clips; data files: {len(built.written)} written, "
        f"{len(built.kept)} kept as they were"
    )
    if built.left_out:
        table = args.output / "provenance/left_out.tsv"
        print(f"{len(built.left_out)} accepted clips are not in it: {table} says why")


def run_verify(args: argparse.Namespace) -> int:
    """Check a dataset; 1 if there is a fault."""
    from midivideo.dataset.verify import verify

    report = verify(args.folder, workers=args.jobs, decode=not args.no_decode)
    for problem in report.problems:
        print(problem)
    count = len(report.problems)
    verdict = f"{count} fault{'s' if count > 1 else ''}" if count else "whole"
    print(f"{args.folder}: {verdict} ({report.files} files, {report.clips} clips)")
    return int(count > 0)


def run_publish(args: argparse.Namespace) -> None:
    """Verify and upload a dataset."""
    from huggingface_hub import HfApi

    from midivideo.dataset.publish import publish

    address = publish(
        args.folder,
        args.repository,
        HfApi(),
        public=args.public,
        revision=args.revision,
        message=args.message,
        workers=args.jobs,
    )
    print(address)
