"""The prompt bank: a folder with a YAML file a theme, and ``wildcards/`` with lists of words."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from midivideo.errors import UserError
from midivideo.prompts.template import check, expand, wildcard_names
from midivideo.resources import find
from midivideo.settings.fields import Section
from midivideo.yaml_text import read_yaml


class Theme(Section):
    """A theme file: prompts of one world, and what must not be in its pictures."""

    about: str = Field("", description="what the theme looks like, for the reader")
    negative: str = Field("", description="negative prompt of all its prompts")
    prompts: tuple[str, ...] = Field(min_length=1, description="one of these is chosen")


@dataclass(frozen=True)
class Bank:
    """Themes by name, where they lie, and the names of the wildcards."""

    folder: Path
    themes: dict[str, Theme]
    wildcards: tuple[str, ...]

    @property
    def wildcard_folder(self) -> Path:
        """Folder of ``NAME.txt`` files with an entry a line, for ``__NAME__``."""
        return self.folder / "wildcards"

    def check(self, text: str, file: Path | None, key: str) -> None:
        """Raise ``UserError`` for a text that can't be expanded with this bank's wildcards."""
        check(text, self.wildcards, file, key)

    def expand(self, text: str, seed: int) -> str:
        """A checked text with every variant and wildcard chosen by the seed."""
        return expand(text, self.wildcard_folder, seed)

    def chosen(self, names: Sequence[str]) -> dict[str, Theme]:
        """These themes, or all when none is named.

        Raises:
            UserError: when a theme is not in the bank.
        """
        for name in names:
            if name not in self.themes:
                near = difflib.get_close_matches(name, self.themes, n=1)
                hint = f", did you mean {near[0]}?" if near else ""
                raise UserError(
                    f"the bank {self.folder} has no such theme{hint}",
                    key="prompts.theme",
                    value=name,
                    allowed=", ".join(self.themes),
                )
        return {name: self.themes[name] for name in names or self.themes}


def load_bank(path: str | os.PathLike[str]) -> Bank:
    """Read and check a bank: every theme, every prompt, every wildcard.

    Raises:
        UserError: naming the file, the key, and what is wrong.
    """
    folder = bank_folder(path)
    themes = {file.stem: _theme(file) for file in _theme_files(folder)}
    bank = Bank(folder, themes, tuple(wildcard_names(folder / "wildcards")))
    for name, theme in themes.items():
        file = folder / f"{name}.yaml"
        bank.check(theme.negative, file, "negative")
        for number, text in enumerate(theme.prompts):
            bank.check(text, file, f"prompts[{number}]")
    for name in bank.wildcards:
        file = bank.wildcard_folder / f"{name}.txt"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith("#"):  # a comment in the eyes of dynamicprompts
                bank.check(line, file, f"line {number}")
    return bank


def bank_folder(path: str | os.PathLike[str]) -> Path:
    """The folder of a bank, the user's own or the shipped one.

    Raises:
        UserError: when there is no folder, or no theme in it.
    """
    folder = find(path)
    if not folder.is_dir() or not _theme_files(folder):
        raise UserError(
            "there is no prompt bank here",
            key="prompts.bank",
            value=os.fspath(path),
            allowed="a folder with a YAML file a theme",
        )
    return folder


def bank_sha256(path: str | os.PathLike[str]) -> str:
    """Hash of all that a bank says, 64 hex digits: it changes when a prompt may.

    Raises:
        UserError: when there is no bank.
    """
    folder = bank_folder(path)
    digest = hashlib.sha256()
    for file in [*_theme_files(folder), *sorted((folder / "wildcards").rglob("*.txt"))]:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _theme_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _theme(file: Path) -> Theme:
    try:
        return Theme.model_validate(read_yaml(file) or {})
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(
            "this does not fit a theme file",
            file=file,
            key=".".join(map(str, first["loc"])) or None,
            allowed=f"{', '.join(Theme.model_fields)} ({first['msg']})",
        ) from None
