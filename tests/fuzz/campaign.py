"""Feeds one target with inputs for some time, and keeps what fails."""

from __future__ import annotations

import hashlib
import resource
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.limits import TooSlow, limited
from tests.fuzz.shapes import Input
from tests.fuzz.targets import CORPUS

#: Inputs of one seed; hypothesis remembers them all, so that none comes twice.
_ROUND = 500


@dataclass
class Result:
    """What the fuzzing of one target came to. ``findings`` are tracebacks by corpus file."""

    target: str
    inputs: int = 0
    accepted: int = 0
    seconds: float = 0
    peak_mib: float = 0
    findings: dict[str, str] = field(default_factory=dict)


def fuzz(target: str, minutes: float, first_seed: int) -> Result:
    """Feed one target until the time is over; rounds begin while there is time."""
    from importlib import import_module

    module = import_module(f"tests.fuzz.{target}")
    result = Result(target)
    known: set[str] = set()
    worst: list[tuple[Input, BaseException]] = []
    end = time.monotonic() + 60 * minutes
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="midivideo-fuzz-") as scratch:

        def feed(given_input: Input) -> None:
            if time.monotonic() > end:
                raise TimeoutError  # ends the round
            result.inputs += 1
            try:
                with limited():
                    result.accepted += bool(module.check(given_input, Path(scratch)))
            except (Exception, TooSlow) as error:
                if _place(error) in known:
                    return
                worst[:] = [(given_input, error)]
                raise

        number = first_seed
        while time.monotonic() < end:
            _one_round(module, feed, number)
            number += 1
            if worst:
                given_input, error = worst.pop()
                known.add(_place(error))
                file = _kept(target, given_input)
                result.findings[str(file)] = "".join(traceback.format_exception(error))
    result.seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    result.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return result


def _one_round(module, feed, number: int) -> None:
    @seed(number)
    @settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        print_blob=False,
    )
    @given(module.INPUTS)
    def round_of_inputs(given_input: Input) -> None:
        feed(given_input)

    try:
        round_of_inputs()
    except (Exception, TooSlow):
        return  # ``feed`` has noted it, or the time is over


def _place(error: BaseException) -> str:
    """What tells one finding from another: the kind of error, and the line that it comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/workflow/" in frame.filename] or list(frames)
    check = [frame for frame in frames if "/tests/fuzz/" in frame.filename]
    last = (check[-1].filename, check[-1].lineno) if check else ""
    return f"{type(error).__name__} {own[-1].filename}:{own[-1].lineno} {last}"


def _kept(target: str, given_input: Input) -> Path:
    digest = hashlib.sha256(given_input.data).hexdigest()[:10]
    path = CORPUS / target / f"found-{digest}{given_input.kind}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(given_input.data)
    return path
