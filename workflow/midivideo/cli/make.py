"""``midivideo make``: one song to one video, all stages, without Snakemake."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from midivideo.cli.common import add_settings_options, set_by_options, settings_from
from midivideo.errors import UserError

if TYPE_CHECKING:
    from midivideo.catalog import Row
    from midivideo.settings import Settings


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "make",
        help="one song to one video: all stages at once",
        description="Make a video of one song: parse, keyframes, prompts, render and encode, in "
        "turn. Settings of the song alone may lie beside it (song.yaml beside song.mid), and so "
        "may its sound (song.wav, .flac, .mp3 ...).",
        epilog="Examples:  midivideo make song.mid -o song.mp4\n"
        "           midivideo make song.mid -o song.mp4 --seconds full --audio mix.wav\n"
        "           midivideo make song.mid -o wide.mp4 --settings 'render: {width: 512}'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("song", type=Path, metavar="SONG.mid")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="VIDEO.mp4")
    parser.add_argument("--seconds", help="length of the video, or full (default: as configured)")
    parser.add_argument("--seed", type=int, help="another seed gives other pictures")
    parser.add_argument("--mapping", help="house, v2midi, or a mapping file")
    parser.add_argument("--painter", help="what paints (default: as configured)")
    parser.add_argument("--device", help="cpu, cuda or auto (default: as configured)")
    parser.add_argument(
        "--audio", metavar="FILE|synth|none", help="the song's own sound, or synth, or none"
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="FOLDER",
        help="keep notes, keyframes, manifest and frames here; with the same folder a stopped "
        "render goes on where it was (default: a temporary folder)",
    )
    add_settings_options(parser)
    parser.set_defaults(run=run)


_OPTIONS = {
    "seconds": "clip.seconds",
    "seed": "seed",
    "mapping": "mapping",
    "painter": "render.painter",
    "device": "render.device",
}


def run(args: argparse.Namespace) -> int:
    """Run the stages one after the other; stops at the first that fails."""
    set_by_options(args, _OPTIONS)
    settings = settings_from(args)
    if not args.song.is_file():
        raise UserError("there is no such MIDI file", file=args.song)

    from midivideo.catalog import settings_for
    from midivideo.cli import main
    from midivideo.dag import as_text
    from midivideo.keyframes.own import documents_in

    with _folder(args.work) as work:
        song = settings.model_copy(update={"midi": (str(args.song),), "results": str(work)})
        row = _window(song, work)
        own = settings_for(row, song)
        audio = args.audio or _audio(args.song, own)
        if audio not in ("synth", "none") and not Path(audio).is_file():
            raise UserError("there is no such audio file", file=audio)
        mp3 = ["--mp3", args.output.with_suffix(".mp3")] if own.audio.mp3 else []
        texts = ["--settings", as_text(own, tuple(type(own).model_fields))]
        notes, midi = work / f"{row.clip}.notes.json", work / f"{row.clip}.mid"
        document, manifest = work / f"{row.clip}.parseq.json", work / f"{row.clip}.manifest.json"
        frames = work / "frames"
        documents = documents_in(own.parseq_documents)
        replaced = ["--document", documents[row.clip]] if row.clip in documents else []
        stages: tuple[tuple[str, list[object], Path], ...] = (
            ("parse", ["-o", notes, "--midi-out", midi, "--clip", row.clip,
                       *row.window_options.split()], args.song),
            ("keyframes", ["-o", document, "--painter", own.render.painter, *replaced], notes),
            ("prompts", ["-o", manifest], document),
            ("render", ["-o", frames, "--cache", work / "cache"], manifest),
            ("encode", ["-o", args.output, "--manifest", manifest, "--midi", midi,
                        "--audio", audio, "--start", row.start_s, *mp3],
             frames / f"{row.clip}.mkv"),
        )  # fmt: skip
        for command, options, source in stages:
            if status := main([command, *map(str, options), *texts, "--", str(source)]):
                return status
    print(args.output)
    return 0


def _window(song: Settings, work: Path) -> Row:
    """The part of the song that becomes the video: the first window that the settings choose.

    Raises:
        UserError: when the file is refused.
    """
    from midivideo.catalog import update

    # The folder may have been used for other songs and windows: those are gone now.
    rows = update(song, work / "catalog.tsv", notify=lambda text: None)
    windows = [row for row in rows if row.status != "gone"]
    first = windows[0]
    if first.status == "refused":
        raise UserError(first.reason, file=first.midi)
    if len(windows) > 1:
        print(
            f"midivideo make: {first.midi} has {len(windows)} windows (clip.select: all); this is "
            "the first. --seconds full makes a video of the whole song, the workflow one of each.",
            file=sys.stderr,
        )
    return first


def _audio(song: Path, own: Settings) -> str:
    """The sound that the settings ask for: the song's own file, ``synth`` or ``none``."""
    from midivideo.encode.find_audio import find_audio

    return str(find_audio(song, own) or ("none" if own.audio.source == "none" else "synth"))


@contextlib.contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted
    else:
        with tempfile.TemporaryDirectory(prefix="midivideo-") as folder:
            yield Path(folder)
