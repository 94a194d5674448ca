"""``midivideo encode``: frames and sound to a finished video."""

from __future__ import annotations

import argparse
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from
from midivideo.errors import UserError


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "encode",
        help="lossless frames and sound to an mp4",
        description="Encodes a clip's lossless frames as H.264 with its sound as AAC: exactly as "
        "many frames as there are, sound and picture together to a few milliseconds.",
    )
    parser.add_argument("frames", type=Path, metavar="FRAMES.mkv", help="frames of one clip")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="VIDEO.mp4", help="the video to write"
    )
    parser.add_argument(
        "--midi",
        type=Path,
        metavar="WINDOW.mid",
        help="the clip's MIDI window (from midivideo parse --midi-out); its time 0 is the first "
        "frame",
    )
    parser.add_argument(
        "--manifest",
        type=Path,
        metavar="FILE",
        help="the manifest that the frames were rendered from: checks their number, and gives "
        "the exact rate, the title and the prompt",
    )
    parser.add_argument(
        "--audio",
        metavar="FILE|synth|none",
        help="your own recording of the song, or synth (the MIDI window played by a SoundFont), "
        "or none; without this option audio.source of the settings counts, auto meaning synth",
    )
    parser.add_argument(
        "--start",
        metavar="SECONDS",
        default="0",
        help="where in the song the clip begins, for your own recording (default: 0)",
    )
    parser.add_argument("--thumbnail", type=Path, metavar="FILE.jpg", help="write a lively frame")
    parser.add_argument(
        "--sheet", type=Path, metavar="FILE.jpg", help="write a contact sheet of 16 frames"
    )
    parser.add_argument(
        "--provenance",
        type=Path,
        metavar="FILE.json",
        help="keep how the frames were made (the .json beside them), so that it outlives them",
    )
    parser.add_argument("--mp3", type=Path, metavar="FILE.mp3", help="write the sound by itself")
    add_settings_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Encode one clip."""
    from midivideo.encode.clip import Outputs, encode_clip
    from midivideo.files import read_json, write_json
    from midivideo.render.failures import failure
    from midivideo.settings.fields import exact

    settings = settings_from(args)
    if not args.frames.exists() and (error := failure(args.frames.parent, args.frames.stem)):
        raise UserError(f"this clip could not be rendered: {error}", file=args.frames)
    audio = args.audio
    if audio is None:
        if settings.audio.source == "file":
            raise UserError("your own audio is asked for: which file? use --audio FILE")
        audio = "none" if settings.audio.source == "none" else "synth"
    try:
        start = exact(args.start)
    except (ValueError, ZeroDivisionError):
        raise UserError(
            "not a time", key="--start", value=args.start, allowed="seconds, e.g. 12.5"
        ) from None
    if args.provenance is not None:
        write_json(args.provenance, read_json(args.frames.with_suffix(".json")), indent=1)
    encode_clip(
        args.frames,
        Outputs(args.output, args.thumbnail, args.sheet, args.mp3),
        settings,
        midi=args.midi,
        manifest=args.manifest,
        audio=audio if audio in ("synth", "none") else Path(audio),
        start=start,
    )
