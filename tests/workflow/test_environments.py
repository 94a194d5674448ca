"""The conda environments of the rules agree with the lock file and with each rule."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))


def pip_part(path: Path) -> list[str]:
    dependencies = yaml.safe_load(path.read_text())["dependencies"]
    return next(part["pip"] for part in dependencies if isinstance(part, dict))


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_pins_equal_the_lock_file(path):
    locked = (ROOT / "requirements.lock").read_text().splitlines()
    assert set(pip_part(path)) <= set(locked)


def test_every_rule_names_an_environment_that_is_there():
    for rule in ("parse", "keyframes", "prompts", "render", "encode", "sync", "dataset", "report"):
        text = (ROOT / f"rules/{rule}.smk").read_text()
        assert f"../envs/{rule}.yaml" in text
    assert [path.stem for path in ENVIRONMENTS] == [
        "dataset", "encode", "keyframes", "parse", "prompts", "render", "report", "sync",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "stage", ["parse", "keyframes", "prompts", "encode", "sync", "dataset", "report"]
)
def test_a_stages_pip_part_is_all_that_its_command_imports(tmp_path, stage):
    """The command starts and finds every module that it needs, in an environment of its own."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin/python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *pip_part(ROOT / f"envs/{stage}.yaml")], check=True)
    code = (
        "import sys; sys.path.insert(0, 'workflow');"
        f"import pkgutil, importlib, midivideo.{PACKAGES[stage]} as package;"
        "[importlib.import_module(f'{package.__name__}.{module.name}')"
        " for module in pkgutil.iter_modules(package.__path__)]"
    )
    subprocess.run([str(python), "-c", code], check=True, cwd=ROOT)


PACKAGES = {
    "parse": "midi",
    "keyframes": "keyframes",
    "prompts": "prompts",
    "encode": "encode",
    "sync": "sync",
    "dataset": "dataset",
    "report": "report",
}
