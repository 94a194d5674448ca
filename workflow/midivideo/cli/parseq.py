"""``midivideo parseq``: renders and checks Parseq documents, without a browser."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its own commands."""
    parser = subparsers.add_parser(
        "parseq",
        help="render or check a Parseq document, without a browser",
        description="Parseq (sd-parseq.web.app) is an editor for keyframes and prompts. These "
        "commands render its documents as it does, and find mistakes in them.",
    )
    commands = parser.add_subparsers(dest="parseq_command", required=True, metavar="COMMAND")
    _add_render(commands)
    _add_check(commands)


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
