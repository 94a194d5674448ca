"""Half a minute of fuzzing a reader, always the same inputs, and every input that once failed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.limits import limited
from tests.fuzz.shapes import Input
from tests.fuzz.targets import CORPUS, TARGETS

#: Inputs of a target: about 30 seconds beside another test, 20 alone.
INPUTS = {"midi": 280, "mapping": 4000, "manifest": 5000, "config": 1500}


@pytest.mark.parametrize("target", TARGETS)
def test_any_input_is_taken_as_it_is_meant_or_refused_in_a_sentence(target, tmp_path):
    module = import_module(f"tests.fuzz.{target}")
    accepted = 0

    @seed(0)
    @settings(
        max_examples=INPUTS[target],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(module.INPUTS)
    def feed(given_input: Input) -> None:
        nonlocal accepted
        with limited():
            accepted += bool(module.check(given_input, tmp_path))

    feed()
    assert accepted >= INPUTS[target] / 20, "nearly everything is refused: nothing is tried"


FOUND = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_not_found_again(path: Path, tmp_path):
    module = import_module(f"tests.fuzz.{path.parent.name}")
    kind = "." + path.name.partition(".")[2]
    with limited():
        module.check(Input(kind, path.read_bytes()), tmp_path)
