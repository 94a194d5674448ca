"""All measures of one model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from midivideo.files import write_json, write_text
from tools.embedded_model import pictures
from tools.embedded_model.measure.classifier import (
    Seen,
    Training,
    as_seen,
    look,
    trained_classifier,
)
from tools.embedded_model.measure.frechet import frechet_distance
from tools.embedded_model.measure.held_out import HeldOut, held_out
from tools.embedded_model.measure.painting import Manner, painted, settings_of
from tools.embedded_model.measure.sheet import PROMPTS, SEEDS, save_sheet
from tools.embedded_model.measure.table import table


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        pictures: painted from as many held-out captions, and drawn to compare.
        reference: held-out pictures that all distances are taken to.
        training: of the classifier.
        manner: how it is painted.
    """

    pictures: int = 490
    reference: int = 1500
    training: Training = field(default_factory=Training)
    manner: Manner = field(default_factory=Manner)


def measure(model: Path, output: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Measure the model of a diffusers folder.

    Writes ``measures.json``, ``measures.md`` and ``sheet.jpg`` to ``output``.

    Raises:
        UserError: when the model can't be loaded.
    """
    settings = settings_of(model, plan.manner)
    output.mkdir(parents=True, exist_ok=True)
    prompts = [prompt for prompt in PROMPTS for _ in SEEDS]
    sheet = painted(settings, prompts, SEEDS * len(PROMPTS), plan.manner)
    save_sheet(sheet, PROMPTS, output / "sheet.jpg")

    classifier = trained_classifier(cache, plan.training)
    asked = held_out(0, plan.pictures, settings.width)
    others = held_out(plan.pictures, plan.reference, settings.width)
    reference = look(classifier, [other.image for other in others])
    captions, seeds = [one.caption for one in asked], range(len(asked))
    seen = {"held_out": look(classifier, [one.image for one in asked])}
    for name, trained in (("painted", True), ("untrained", False)):
        images = painted(settings, captions, seeds, plan.manner, trained=trained)
        seen[name] = look(classifier, [as_seen(image) for image in images])
    found: dict[str, Any] = {
        "model": model.name,
        "pictures": plan.pictures,
        "reference_pictures": plan.reference,
        "manner": asdict(plan.manner),
        "classifier": asdict(plan.training),
        "chance": {"motif": 1 / len(pictures.MOTIFS), "palette": 1 / len(pictures.PALETTES)},
        **{name: _figures(one, asked, reference) for name, one in seen.items()},
        "painted_by_motif": _shares(seen["painted"].motifs, [one.motif for one in asked]),
        "painted_by_palette": _shares(seen["painted"].palettes, [one.palette for one in asked]),
    }
    write_json(output / "measures.json", found)
    write_text(output / "measures.md", table(found))
    return found


def _figures(seen: Seen, asked: Sequence[HeldOut], reference: Seen) -> dict[str, float]:
    """Shares of right motifs and palettes, and the distance to the reference."""
    return {
        "motif": float(np.mean([a.motif == b for a, b in zip(asked, seen.motifs, strict=True)])),
        "palette": float(
            np.mean([a.palette == b for a, b in zip(asked, seen.palettes, strict=True)])
        ),
        "frechet": frechet_distance(seen.features, reference.features),
    }


def _shares(seen: Sequence[str], asked: Sequence[str]) -> dict[str, float]:
    """How often each name that was asked for was seen."""
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for found, wanted in zip(seen, asked, strict=True):
        hits[wanted].append(found == wanted)
    return {name: sum(hits[name]) / len(hits[name]) for name in sorted(hits)}
