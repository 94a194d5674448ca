"""Fuzzes every reader for some minutes, one on each core: ``make fuzz MINUTES=10``.

Each target runs in a process of its own. An input that fails is written to
``tests/fuzz/corpus/TARGET``, where the tests find it, and told at the end with its traceback; the
exit status is then 1.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict

from tests.fuzz.campaign import fuzz
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz, tell, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", default=[], metavar="|".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="where the seeds begin")
    args = parser.parse_args()
    targets = args.targets or list(TARGETS)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(targets), os.cpu_count() or 1), context) as pool:
        minutes, seeds = [args.minutes] * len(targets), [args.seed] * len(targets)
        results = list(pool.map(fuzz, targets, minutes, seeds))
    for result in results:
        for file, text in result.findings.items():
            print(f"--- {result.target}: {file}\n{text[-3000:]}")
    for result in results:
        told = {**asdict(result), "findings": len(result.findings)}
        print(json.dumps({key: round(v) if isinstance(v, float) else v for key, v in told.items()}))
    return int(any(result.findings for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
