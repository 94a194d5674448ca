"""Measure a model of the box.

    python -m tools.embedded_model.measure MODEL_DIR -o OUT

writes OUT/measures.json, OUT/measures.md and OUT/sheet.jpg. The classifier is trained the first
time (minutes on one core) and kept in the cache folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import torch

from midivideo.errors import UserError
from tools.embedded_model.measure.classifier import Training, trained_classifier
from tools.embedded_model.measure.measures import Plan, measure
from tools.embedded_model.measure.painting import Manner


def main() -> None:
    """Read the command line and measure."""
    plan = Plan()
    parser = argparse.ArgumentParser(
        prog="python -m tools.embedded_model.measure", description=__doc__.split("\n")[0]
    )
    add = parser.add_argument
    # fmt: off
    add("model", type=Path, nargs="?", metavar="MODEL_DIR",
        help="a diffusers folder; left out: only train the classifier")
    add("-o", "--output", type=Path, metavar="OUT", default=Path("results/measures"),
        help="folder of the figures")
    add("--cache", type=Path, default=Path("results/.cache/embedded_model"), metavar="FOLDER",
        help="where the trained classifier is kept")
    add("--pictures", type=int, default=plan.pictures, help="how many to paint and to draw")
    add("--steps", type=int, default=plan.manner.steps, help="of the sampler")
    add("--scale", type=float, default=plan.manner.scale, help="of the guidance")
    add("--threads", type=int, default=os.cpu_count(), help="of the painter")
    # fmt: on
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    if given.model is None:
        trained_classifier(given.cache, Training())
        return
    plan = Plan(pictures=given.pictures, manner=Manner(steps=given.steps, scale=given.scale))
    try:
        measure(given.model, given.output, given.cache, plan)
    except UserError as error:
        sys.exit(str(error))
    print((given.output / "measures.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
