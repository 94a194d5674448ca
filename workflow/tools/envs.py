"""Write envs/*.yaml, the conda environments of the stages, with the pins of the lock file.

Each stage names only what it imports; the versions come from requirements.lock. Run by
``make lock``.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_PLANNING = ["mido", "numpy", "pretty_midi", "pydantic", "PyYAML", "rich", "setuptools"]
_PICTURES = ["av", "numpy", "opencv-python-headless", "pydantic", "PyYAML", "rich"]
#: What each stage imports, directly.
STAGES = {
    "parse": _PLANNING,
    "keyframes": _PLANNING,
    "prompts": [*_PLANNING, "dynamicprompts"],
    "render": [*_PICTURES, "torch", "diffusers", "transformers", "accelerate", "safetensors"],
    "encode": [
        *_PICTURES,
        "midirenderer",
        "mido",
        "moviepy",
        "pillow",
        "pretty_midi",
        "setuptools",
    ],
    "sync": [*_PICTURES, "mir_eval", "scipy"],
    "dataset": [*_PLANNING, "av", "jinja2", "pyarrow"],
    "report": [*_PLANNING, "matplotlib", "pillow"],
}


def pins() -> dict[str, str]:
    """``name==version`` by lower-case name, from the lock file."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0].lower(): line for line in lines if "==" in line}


def environment(stage: str) -> str:
    """The text of one stage's environment file."""
    locked = pins()
    packages = sorted({locked[name.lower()] for name in STAGES[stage]}, key=str.lower)
    lines = "".join(f"      - {package}\n" for package in packages)
    return (
        "# What the rule of this name imports, for `snakemake --sdm conda`. "
        "Written by `make lock`.\n"
        f"channels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n{lines}"
    )


def main() -> None:
    """Write every file."""
    for stage in STAGES:
        (ROOT / "envs" / f"{stage}.yaml").write_text(environment(stage), encoding="utf-8")


if __name__ == "__main__":
    main()
