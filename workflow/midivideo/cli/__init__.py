"""The ``midivideo`` command: one module a sub-command, each stage without Snakemake."""

from __future__ import annotations

import argparse
import errno
import importlib
import sys
from collections.abc import Sequence

from midivideo import __version__
from midivideo.errors import DiskFullError, UserError
from midivideo.files import told_when_full

#: In the order of a clip's way through the stages. Each module has ``add(subparsers)``, which
#: sets ``run`` as the parser's default; heavy imports wait until ``run`` is called.
COMMANDS = (
    "make",
    "init",
    "catalog",
    "parse",
    "keyframes",
    "prompts",
    "parseq",
    "fetch_model",
    "render",
    "encode",
    "sync",
    "sync_table",
    "dataset",
    "report",
    "schema",
)

#: Errors of the file system that a person can mend; any other is shown with its traceback.
_OF_THE_DISK = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO),
    *(errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG),
}


def build_parser() -> argparse.ArgumentParser:
    """The whole command line as an argparse tree."""
    parser = argparse.ArgumentParser(
        prog="midivideo",
        description="Turns MIDI files into videos on the beat, stage by stage or all at once.",
        epilog="A folder of files is a job for the workflow: snakemake --cores all",
    )
    parser.add_argument("--version", action="version", version=f"midivideo {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        importlib.import_module(f"midivideo.cli.{command}").add(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 (failed) or 2 (bad input)."""
    args = build_parser().parse_args(arguments)
    try:
        with told_when_full(getattr(args, "output", None) or "the output"):
            return args.run(args) or 0
    except UserError as error:
        print(f"midivideo {args.command}: error: {error}", file=sys.stderr)
        return 1 if isinstance(error, DiskFullError) else 2
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        where = f"{error.filename}: " if error.filename else ""
        print(f"midivideo {args.command}: error: {where}{error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"midivideo {args.command}: stopped", file=sys.stderr)
        return 130
