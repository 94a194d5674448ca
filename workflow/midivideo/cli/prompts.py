"""``midivideo prompts``: a Parseq document to a manifest that can be rendered."""

from __future__ import annotations

import argparse
from pathlib import Path

from midivideo.cli.common import add_settings_options, set_by_options, settings_from


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "prompts",
        help="a Parseq document to a manifest: prompts, and every value of every frame",
        description="Write a rendered Parseq manifest: all that midivideo render or Deforum needs. "
        "A document without prompts of its own gets them from the prompt bank.",
    )
    parser.add_argument("document", type=Path, metavar="song.parseq.json")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="song.manifest.json")
    parser.add_argument(
        "--bank", help="folder with a YAML file a theme (default: as configured, our own)"
    )
    parser.add_argument("--seed", type=int, help="the run's seed (default: as configured, 0)")
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the manifest."""
    set_by_options(args, {"bank": "prompts.bank", "seed": "seed"})
    settings = settings_from(args)

    from midivideo.files import read_json, write_json
    from midivideo.prompts.fill import manifest_of

    write_json(args.output, manifest_of(read_json(args.document), settings, args.document))
    return 0
