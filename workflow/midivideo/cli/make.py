"""``midivideo make``: one song to one video, all stages, without Snakemake."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from midivideo.cli.common import add_settings_options, settings_from
from midivideo.errors import UserError


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


_OPTIONS = (
    ("seconds", "clip: {{seconds: {!r}}}"),
    ("seed", "seed: {!r}"),
    ("mapping", "mapping: {!r}"),
    ("painter", "render: {{painter: {!r}}}"),
    ("device", "render: {{device: {!r}}}"),
)


def run(args: argparse.Namespace) -> int:
    """Run the stages one after the other; stops at the first that fails."""
    for option, setting in _OPTIONS:
        if (value := getattr(args, option)) is not None:
            args.settings.append(setting.format(value))
    settings = settings_from(args)
    if not args.song.is_file():
        raise UserError("there is no such MIDI file", file=args.song)

    from midivideo.catalog import settings_for, update
    from midivideo.cli import main
    from midivideo.dag import as_text
    from midivideo.encode.own_audio import find_audio
    from midivideo.keyframes.own import documents_in

    with _folder(args.work) as work:
        song = settings.model_copy(update={"midi": (str(args.song),), "results": str(work)})
        row = update(song, work / "catalog.tsv", notify=lambda text: None)[0]
        if row.status == "refused":
            raise UserError(row.reason, file=args.song)
        own = settings_for(row, song)
        audio = args.audio
        if audio is None:
            found = find_audio(args.song, own)
            audio = str(found or ("none" if own.audio.source == "none" else "synth"))
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
                        "--audio", audio, "--start", row.start_s], frames / f"{row.clip}.mkv"),
        )  # fmt: skip
        for command, options, source in stages:
            if status := main([command, *map(str, options), *texts, "--", str(source)]):
                return status
    print(args.output)
    return 0


@contextlib.contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted
    else:
        with tempfile.TemporaryDirectory(prefix="midivideo-") as folder:
            yield Path(folder)
