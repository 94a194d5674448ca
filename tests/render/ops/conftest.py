"""Fixtures for the image operations: Deforum's own numbers, and one thread against two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from deforum_golden import Golden


@pytest.fixture(scope="session")
def golden(shared: Path) -> Golden:
    return Golden(shared / "golden" / "deforum")


@pytest.fixture
def with_threads() -> Callable[[int, Callable[[], torch.Tensor]], torch.Tensor]:
    """Run something with so many torch threads."""

    def run(count: int, work: Callable[[], torch.Tensor]) -> torch.Tensor:
        before = torch.get_num_threads()
        torch.set_num_threads(count)
        try:
            return work()
        finally:
            torch.set_num_threads(before)

    return run
