"""Options that several commands share."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from midivideo.settings import Settings, load_settings


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--config`` and ``--settings``, by which every command takes its settings."""
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a config.yaml; only the keys that differ from the defaults are needed "
        "(may be given several times, later ones win)",
    )
    group.add_argument(
        "--settings",
        metavar="YAML",
        action="append",
        default=[],
        help="settings as text, over those of --config, e.g. --settings 'clip: {fps: 30}'",
    )


def set_by_options(args: argparse.Namespace, keys: Mapping[str, str]) -> None:
    """Lay options that were given over the settings; ``keys`` are settings by option.

    A key is written with dots, such as ``render.painter``.
    """
    for option, key in keys.items():
        value = getattr(args, option)
        if value is None:
            continue
        for part in reversed(key.split(".")):
            value = {part: value}
        args.settings.append(json.dumps(value))


def settings_from(args: argparse.Namespace) -> Settings:
    """The validated settings that ``--config`` and ``--settings`` ask for."""
    return load_settings(args.config, args.settings)
