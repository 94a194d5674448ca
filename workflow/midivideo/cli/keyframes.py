"""``midivideo keyframes``: a song, or its notes, to a Parseq document."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midivideo.cli.common import add_settings_options, set_by_options, settings_from
from midivideo.settings import Settings

if TYPE_CHECKING:
    from midivideo.keyframes.notes import Clip


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "keyframes",
        help="a MIDI file, or its notes, to a Parseq document",
        description="Write a Parseq document: keyframes labelled with the hits, one curve for "
        "each visual parameter, as a mapping file says. Open it in Parseq, or go on "
        "with midivideo prompts.",
        epilog="Your own mapping: copy resources/mappings/house.yaml, which explains itself, and "
        "give its path to --mapping.",
    )
    parser.add_argument(
        "input", type=Path, metavar="SONG.mid|notes.json", help="a MIDI file, or a parsed one"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="song.parseq.json")
    parser.add_argument(
        "--mapping", help="house, v2midi, or a mapping file (default: as configured, house)"
    )
    parser.add_argument("--seed", type=int, help="the run's seed (default: as configured, 0)")
    parser.add_argument(
        "--painter", help="whose base values a mapping gives (default: as configured, preview)"
    )
    parser.add_argument(
        "--document",
        type=Path,
        metavar="DOC.json",
        help="a Parseq document of your own to use instead; its frames and rate must be the song's",
    )
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the document."""
    set_by_options(args, {"mapping": "mapping", "seed": "seed"})
    settings = settings_from(args)

    from midivideo.files import write_json

    clip = _clip(args.input, settings)
    if args.document is not None:
        document = _own(args.document, clip)
    else:
        document = _generated(clip, settings, args.painter or settings.render.painter)
    write_json(args.output, document)
    return 0


def _clip(path: Path, settings: Settings) -> Clip:
    from midivideo.keyframes.notes import clip_of, read_clip

    if path.suffix.lower() == ".json":
        return read_clip(path)
    from midivideo.midi import parse

    return clip_of(parse(path, settings), path)


def _own(path: Path, clip: Clip) -> dict[str, Any]:
    from midivideo.files import read_json, sha256_file
    from midivideo.keyframes.own import adopted

    return adopted(read_json(path), clip, sha256_file(path), path)


def _generated(clip: Clip, settings: Settings, painter: str) -> dict[str, Any]:
    from midivideo.keyframes.document import document_of
    from midivideo.keyframes.load import load_mapping

    mapping = load_mapping(settings.mapping, settings.instruments)
    return document_of(clip, mapping, seed=settings.seed, painter=painter)
