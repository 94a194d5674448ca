"""``make bench``: what things cost on this machine. Figures are ratios and medians of one run."""

from __future__ import annotations

import argparse
import importlib

#: In the order of a clip's way through the stages.
PARTS = ("planning", "parseq", "preview", "encode", "dataset", "jobs", "engine")


def main() -> None:
    """Run the parts that are asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of: {', '.join(PARTS)}")
    wanted = parser.parse_args().parts or PARTS
    for part in wanted:
        importlib.import_module(f"tests.bench.{part}").main()
        print(flush=True)


if __name__ == "__main__":
    main()
