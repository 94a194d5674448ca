"""``midivideo render``: manifests to lossless frames."""

from __future__ import annotations

import argparse
from pathlib import Path

from midivideo.cli.common import add_settings_options, set_by_options, settings_from


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "render",
        help="manifests to lossless frames, one .mkv a clip",
        description="Render manifests (ours, or rendered Parseq manifests) to lossless frames: "
        "FOLDER/NAME.mkv a clip, with NAME.json on how it was made. Killed half-way, the same "
        "command goes on where it was, and the file becomes the same bytes.",
    )
    parser.add_argument("manifests", nargs="+", type=Path, metavar="MANIFEST")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--painter", help="what paints: preview or diffusion")
    parser.add_argument(
        "--model",
        help="with painter diffusion: a diffusers folder, a .safetensors file, or a fetched id",
    )
    parser.add_argument("--device", help="cpu, cuda or auto (default: as configured)")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help="where frames in the making are kept (default: .cache beside FOLDER)",
    )
    parser.add_argument(
        "--deliver-partial",
        action="store_true",
        help="when some clips fail, deliver the others and write down the errors, "
        "instead of delivering nothing",
    )
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Render; 0 also when ``--deliver-partial`` delivered a part."""
    set_by_options(args, {option: f"render.{option}" for option in ("painter", "model", "device")})
    settings = settings_from(args).render

    from midivideo.render.job import render_batch

    cache = args.cache or args.output.parent / ".cache"
    failed = render_batch(
        args.manifests, args.output, settings, cache, deliver_partial=args.deliver_partial
    )
    for name, error in sorted(failed.items()):
        print(f"midivideo render: {name} failed: {error}")
    return 0
