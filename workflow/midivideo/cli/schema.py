"""``midivideo schema``: the JSON schema of ``config.yaml``."""

from __future__ import annotations

import argparse
import json


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command; it has no options."""
    parser = subparsers.add_parser(
        "schema",
        help="the JSON schema of config.yaml, by which editors check and complete it",
        description="Print the JSON schema of config.yaml. Editors check and complete settings "
        "by it, e.g. with the line  # yaml-language-server: $schema=schema.json",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Print the schema."""
    from midivideo.settings import Settings

    print(json.dumps(Settings.model_json_schema(), indent=2))
