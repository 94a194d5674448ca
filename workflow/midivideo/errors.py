"""Errors that are meant for the person at the keyboard."""

from __future__ import annotations

import os


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
            where.append(key)
        text = ": ".join([*where, problem])
        if value is not None:
            text += f" (found: {value!r})"
        if allowed is not None:
            text += f"; allowed: {allowed}"
        super().__init__(text)


class DiskFullError(UserError):
    """There is no room left: nobody's fault but the disk's, and done with once there is room."""

    def __init__(self, file: str | os.PathLike[str]) -> None:
        super().__init__(
            "there is no room left on this disk (or a quota is used up). Make room, then run the "
            "same command again: what is finished stays",
            file=file,
        )
