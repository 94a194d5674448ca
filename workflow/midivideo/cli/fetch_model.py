"""``midivideo fetch-model``: brings a model from the Hugging Face Hub."""

from __future__ import annotations

import argparse
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "fetch-model",
        help="bring a model from the Hugging Face Hub (needs the network)",
        description="Download a Stable Diffusion or depth model from the Hugging Face Hub: only "
        "the .safetensors weights, configs and tokenizer that rendering reads. Afterwards "
        "render.model (render.vae, render.depth) takes its id, or the folder of -o. Depth as "
        "Deforum has it: midivideo fetch-model Intel/dpt-large",
    )
    parser.add_argument("model", metavar="ID", help="owner/model on the Hub")
    parser.add_argument("--revision", help="branch, tag or commit (default: main)")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FOLDER",
        help="put it there (default: the Hub's cache, ~/.cache/huggingface or HF_HOME)",
    )
    parser.add_argument(
        "--configs-only",
        action="store_true",
        help="leave the weights out: all that render.model_config needs",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Download, and print where the model lies."""
    from midivideo.render.weights.fetch import fetch

    print(fetch(args.model, args.revision, args.output, configs_only=args.configs_only))
