"""A run that nothing disturbed, made once: what every disturbed one has to come to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.runs import TARGETS, Faults, write_songs
from tests.workflow import runs


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    write_songs(folder)
    runs.run(folder, *TARGETS)
    return folder


@pytest.fixture
def faults(tmp_path, monkeypatch) -> Iterator[Faults]:
    faults = Faults(tmp_path, monkeypatch)
    yield faults
    faults.release()
