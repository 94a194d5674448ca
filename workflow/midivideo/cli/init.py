"""``midivideo init``: a commented config.yaml for a folder of the user's MIDI files."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import statistics
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from midivideo.errors import UserError
from midivideo.resources import RESOURCES

if TYPE_CHECKING:
    from midivideo.catalog.survey import Survey


def add(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "init",
        help="write a commented config.yaml for a folder of your MIDI files",
        description="Looks at a folder of MIDI files and writes a config.yaml for it, with what "
        "was found as comments. An existing config.yaml is never touched.",
        epilog="example: mkdir run && cd run && midivideo init ../my-midi && "
        "snakemake --cores all --snakefile PROJECT/Snakefile",
    )
    parser.add_argument("folder", metavar="FOLDER", help="folder, file or glob of MIDI files")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, default=Path("config.yaml"),
        help="where to write (default: config.yaml here)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Write the config and tell what was found."""
    from midivideo.catalog.survey import survey
    from midivideo.files import write_text

    if args.output.exists():
        raise UserError(
            "this file exists and is left as it is; name another with -o", file=args.output
        )
    found = survey(args.folder)
    write_text(args.output, config_text(args.folder, found))
    print(f"{args.output}: written for {found.files} MIDI files. Look through it, then run:")
    print(f"    {run_command(args.output)}")


def run_command(config: Path) -> str:
    """How to run the workflow here with this config."""
    command = ["snakemake", "--cores", "all"]
    project = RESOURCES.parent / "Snakefile"
    if project.is_file() and not Path("Snakefile").exists():
        command += ["--snakefile", os.path.relpath(project)]
    if config != Path("config.yaml"):
        command += ["--configfile", str(config)]
    return shlex.join(command)


def config_text(folder: str, found: Survey) -> str:
    """The config: settings that people change first, each beside what was found."""
    return f"""\
# Settings of MIDIvideo for this folder. Only what differs from the defaults is needed here; all
# settings, with their reasons, are in the project's own config.yaml.

{_files(found)}
midi: {_yaml(folder)}

# Seeds everything random; another number gives other pictures.
seed: 0

clip:
  # Seconds, or `full` for whole songs. {_lengths(found)}
  seconds: 16
  fps: 24
  # first: from the beginning. best: the window with the steadiest, fullest drum pattern.
  # all: consecutive windows, a clip each.
  select: first
  # auto, none, or a list of channels such as [1, 10]. {_drums(found)}
  drums: auto

# Clips with less than this are dropped; results/catalog.tsv says why.
curate:
  min_hits: 1
  min_instruments: 1

{_instruments(found)}
# How notes move the picture: house, v2midi (the numbers of the original), or a file of your own.
mapping: house

render:
  # Pixels, multiples of 8.
  width: 256
  height: 256
"""


def _files(found: Survey) -> str:
    text = f"{found.files} files"
    refused = found.refused.total()
    if refused:
        reason, count = found.refused.most_common(1)[0]
        text += f", {refused} of them can't be used (most often, {count}: {reason})"
    if found.mended:
        text += f", {found.mended} are read with a remark"
    if found.tempos:
        text += f"; tempo {found.tempos[0]:.0f} to {found.tempos[-1]:.0f} bpm"
    return _comment(text + ".")


def _lengths(found: Survey) -> str:
    if not found.lengths:
        return ""
    first, last = _minutes(found.lengths[0]), _minutes(found.lengths[-1])
    middle = _minutes(statistics.median(found.lengths))
    return f"The music lasts {first} to {last},\n  # half of it {middle} or less."


def _minutes(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.1f} min"


def _drums(found: Survey) -> str:
    if not found.without_drums:
        return "Every file has drums."
    return f"Files without drums: {found.without_drums}."


def _instruments(found: Survey) -> str:
    """The section ``instruments``: what the built-in ones hear, and suggestions for the rest."""
    from pretty_midi import note_number_to_drum_name, program_to_instrument_name

    heard = ", ".join(f"{name} {count}" for name, count in found.instruments.most_common())
    suggestions = [
        (note_number_to_drum_name(pitch) or f"drum {pitch}", f"notes: [{pitch}]", count)
        for pitch, count in found.unnamed_drums.most_common(4)
    ] + [
        (program_to_instrument_name(program), f"programs: [{program}], drums: false", count)
        for program, count in found.unnamed_programs.most_common(4)
    ]
    text = _comment(f"Names for groups of notes. Heard: {heard or 'none of the built-in'}.")
    if not suggestions:
        return text + "\n"
    lines = [
        f"#  {_key(name)}: {{{condition}}}  # {name}, {count} notes"
        for name, condition, count in suggestions
    ]
    return (
        f"{text}\n# These have no name yet; take away the # to drive pictures by them:\n"
        "instruments:\n" + "\n".join(lines) + "\n"
    )


def _key(name: str) -> str:
    """A General MIDI name as the name of an instrument."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return key if key[:1].isalpha() else f"i_{key}"


def _yaml(text: str) -> str:
    """Text as a YAML value, quoted where it could be taken for something else."""
    return text if re.fullmatch(r"[A-Za-z./][\w./-]*", text) else json.dumps(text)


def _comment(text: str) -> str:
    return textwrap.fill(text, width=96, initial_indent="# ", subsequent_indent="# ")
