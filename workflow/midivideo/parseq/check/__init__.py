"""Finds what Parseq, Deforum or our renderer would trip over, silently or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.check.finding import Finding, error
from midivideo.parseq.check.formulas import check_formulas
from midivideo.parseq.check.head import check_cadence, check_fields, check_keys, check_rows
from midivideo.parseq.check.rendered import check_frames, check_up_to_date
from midivideo.parseq.check.texts import check_prompts
from midivideo.parseq.document import load_document
from midivideo.parseq.render import render_document

__all__ = ["Finding", "check_document"]


def check_document(document: Any) -> list[Finding]:
    """Everything doubtful in a document or a rendered manifest, errors first.

    Args:
        document: parsed JSON.
    """
    if not isinstance(document, Mapping):
        return [error("", "a Parseq document is a JSON object")]
    findings: list[Finding] = []
    is_rendered = "rendered_frames" in document
    if "keyframes" in document or not is_rendered:
        findings += _check_source(document)
    if is_rendered:
        findings += check_frames(document)
        if not any(finding.level == "error" for finding in findings):
            findings += _check_age(document)
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda finding: finding.level != "error")


def _check_source(document: Mapping[str, Any]) -> list[Finding]:
    findings = list(check_keys(document))
    try:
        loaded = load_document(document)
    except UserError as problem:
        return [*findings, error("", str(problem))]
    findings += [*check_fields(loaded), *check_rows(loaded), *check_cadence(loaded)]
    of_formulas, score = check_formulas(loaded)
    return findings + of_formulas + check_prompts(loaded, score)


def _check_age(document: Mapping[str, Any]) -> list[Finding]:
    if "keyframes" not in document:
        return []
    return check_up_to_date(document, render_document(document))
