"""Write requirements.lock and requirements-dev.lock from what is installed here.

The run-time set is everything that pyproject.toml's dependencies pull in; the development set
is what its group ``dev`` adds. Local version labels (``+cpu``) are left out, so that one lock
serves CPU and GPU machines. To renew the versions, install them first, then run ``make lock``.
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUN_HEAD = """\
# The exact set that the tests run with: pip install -r requirements.lock (Python 3.11 or later,
# no system packages). No hashes and no +cpu, so that it serves CPU and GPU machines.
# Renewed by `make lock`.
"""
DEV_HEAD = """\
# What developing and testing needs beside the run-time set. Renewed by `make lock`.
-r requirements.lock
"""


def closure(requirements: list[str]) -> dict[str, str]:
    """``name==version`` of all that the requirements pull in, by canonical name."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [Requirement(text) for text in requirements]
    while todo:
        wanted = todo.pop()
        distribution = metadata.distribution(wanted.name)
        version = distribution.version.split("+")[0]
        found[canonicalize_name(wanted.name)] = f"{distribution.metadata['Name']}=={version}"
        for extra in ("", *wanted.extras):
            if (key := (canonicalize_name(wanted.name), extra)) in seen:
                continue
            seen.add(key)
            needs = (Requirement(text) for text in distribution.requires or ())
            todo += [
                need for need in needs if not need.marker or need.marker.evaluate({"extra": extra})
            ]
    return found


def main() -> None:
    """Write both files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = closure(project["project"]["dependencies"])
    dev = closure(project["dependency-groups"]["dev"])
    added = {name: pin for name, pin in dev.items() if name not in run}
    _write(ROOT / "requirements.lock", RUN_HEAD, run)
    _write(ROOT / "requirements-dev.lock", DEV_HEAD, added)


def _write(path: Path, head: str, pins: dict[str, str]) -> None:
    path.write_text(head + "".join(f"{pins[name]}\n" for name in sorted(pins)), encoding="utf-8")


if __name__ == "__main__":
    main()
