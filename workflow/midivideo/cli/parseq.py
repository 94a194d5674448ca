"""``midivideo parseq``: renders, checks and plots Parseq documents, without a browser."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its own commands."""
    parser = subparsers.add_parser(
        "parseq",
        help="render, check or plot a Parseq document, without a browser",
        description="Parseq (sd-parseq.web.app) is an editor for keyframes and prompts. These "
        "commands render its documents as it does, find mistakes in them, and draw their curves.",
    )
    commands = parser.add_subparsers(dest="parseq_command", required=True, metavar="COMMAND")
    _add_render(commands)
    _add_check(commands)
    _add_plot(commands)


def _add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "render",
        help="a document to a manifest, with the document's own prompts",
        description="Write the rendered manifest of a Parseq document: every value and the "
        "prompt of every frame, as Deforum and midivideo render read them.",
    )
    parser.add_argument("document", type=Path, metavar="DOC.json")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MANIFEST.json")
    parser.set_defaults(run=render)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "check",
        help="what Parseq or Deforum would trip over in a document or manifest",
        description="List mistakes and doubtful places, one a line, with what to do about each. "
        "The exit status is 1 when there are errors, 0 when there are only warnings.",
    )
    parser.add_argument("documents", type=Path, nargs="+", metavar="DOC.json")
    parser.set_defaults(run=check)


def _add_plot(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "plot",
        help="a picture of a document's hits and curves",
        description="Draw the hits that a document's rows are labelled with, and the curves of "
        "its fields below them; dots are rows that hold a value.",
    )
    parser.add_argument("document", type=Path, metavar="DOC.json")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="CURVES.png|svg|pdf")
    parser.add_argument(
        "--fields", nargs="+", default=[], metavar="FIELD", help="default: those that move"
    )
    parser.add_argument("--start", type=float, default=0.0, metavar="S", help="first second shown")
    parser.add_argument("--end", type=float, metavar="S", help="last second shown")
    parser.set_defaults(run=plot)


def render(args: argparse.Namespace) -> int:
    """Write the manifest."""
    from midivideo.files import read_json, write_json
    from midivideo.parseq.render import render_document

    manifest = render_document(read_json(args.document), file=args.document)
    write_json(args.output, manifest)
    return 0


def check(args: argparse.Namespace) -> int:
    """Print the findings of every document; 1 when one of them is an error."""
    from midivideo.files import read_json
    from midivideo.parseq.check import check_document

    failed = False
    for path in args.documents:
        findings = check_document(read_json(path))
        failed = failed or any(finding.level == "error" for finding in findings)
        for line in [str(finding) for finding in findings] or ["nothing to mend"]:
            print(f"{path}: {line}")
    return 1 if failed else 0


def plot(args: argparse.Namespace) -> int:
    """Write the picture."""
    from midivideo.files import read_json
    from midivideo.parseq.plot import plot_document

    plot_document(
        read_json(args.document),
        args.output,
        file=args.document,
        fields=args.fields,
        start_s=args.start,
        end_s=args.end,
    )
    return 0
