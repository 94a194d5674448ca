"""Errors that are meant for the person at the keyboard."""

from __future__ import annotations

import os
import reprlib

#: Characters of a value that a message shows: values may be whole files.
_MOST_SHOWN = 200
#: Characters of a sentence; one that lists failed clips has a line for each.
_LONGEST_PROBLEM = 100_000
#: Other people's files must not write to the terminal by what a message quotes of them.
_CONTROLS = {code: "�" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


class UserError(Exception):
    """Something that the user can mend: shown as one plain message, never as a traceback.

    The message names the file, the key in it, the value found, and what is allowed,
    as far as each applies.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | os.PathLike[str] | None = None,
        key: str | None = None,
        value: object = None,
        allowed: str | None = None,
    ) -> None:
        where = [os.fspath(file)] if file is not None else []
        if key is not None:
            where.append(_beginning(key, _MOST_SHOWN))
        text = ": ".join([*where, _beginning(problem, _LONGEST_PROBLEM)])
        if value is not None:
            text += f" (found: {_shown(value)})"
        if allowed is not None:
            text += f"; allowed: {allowed}"
        super().__init__(text.translate(_CONTROLS))


def _beginning(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def _shown(value: object) -> str:
    """A value as a message shows it: its beginning, where there is much of it."""
    shown = reprlib.Repr()
    shown.maxstring = shown.maxother = shown.maxlong = _MOST_SHOWN
    shown.maxlist = shown.maxtuple = shown.maxdict = shown.maxset = 8
    shown.maxlevel = 3
    try:
        text = shown.repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        text = "a number that is too long"
    return _beginning(text, 2 * _MOST_SHOWN)


class DiskFullError(UserError):
    """There is no room left: nobody's fault but the disk's, and done with once there is room."""

    def __init__(self, file: str | os.PathLike[str]) -> None:
        super().__init__(
            "there is no room left on this disk (or a quota is used up). Make room, then run the "
            "same command again: what is finished stays",
            file=file,
        )
