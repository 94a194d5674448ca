"""Seconds and memory of a command, itself and its children apart, in a process of its own.

``python -m tests.bench.usage FILE MODULE ARGUMENTS`` calls ``main(ARGUMENTS)`` of a module and
writes what it took to FILE; :func:`measured` does that and reads it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Usage:
    """What a command took.

    Seconds on the clock and of CPU time, of the process and of the children that it has waited
    for; its peak memory in MiB; whether it succeeded; and its output.
    """

    wall: float
    cpu: float
    children_cpu: float
    mib: float
    ok: bool
    output: str = ""


def measured(
    module: str,
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    ok: bool = True,
) -> Usage:
    """Run ``main(arguments)`` of a module in ``folder``; a failure counts unless ``ok`` is False.

    Raises:
        SystemExit: with the command's output, when it fails.
    """
    path = os.pathsep.join((str(ROOT), str(ROOT / "workflow")))
    path_first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.NamedTemporaryFile("r", suffix=".json") as found:
        finished = subprocess.run(
            [sys.executable, "-m", "tests.bench.usage", found.name, module, *arguments],
            cwd=folder,
            env={**os.environ, "PATH": path_first, "PYTHONPATH": path, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        text = found.read()
    if not text or (ok and not json.loads(text)["ok"]):
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{finished.stdout[-4000:]}")
    return Usage(**{**json.loads(text), "output": finished.stdout})


def main() -> None:
    """Call the module's ``main`` and write what it took, startup of Python left out."""
    file, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    begin = time.perf_counter()
    try:
        status = importlib.import_module(module).main(arguments)
    except SystemExit as end:
        status = end.code
    wall = time.perf_counter() - begin
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    usage = Usage(
        wall=wall,
        cpu=own.ru_utime + own.ru_stime,
        children_cpu=children.ru_utime + children.ru_stime,
        mib=own.ru_maxrss / 1024,
        ok=not status,
    )
    Path(file).write_text(json.dumps(asdict(usage)), encoding="utf-8")


if __name__ == "__main__":
    main()
