"""How does an export become a file that is never half there?

It is written beside its name, readable by its owner alone, and renamed into place when it is whole. What is no plain
file, such as a pipe or a device, is written to directly.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vpce_tui.errors import UnreadableError, UsageError


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write the pieces as UTF-8; after an error the file is as it was before.

    Raises:
        UsageError: The path is a directory, or its folder does not exist.
        UnreadableError: It cannot be written: no permission, no space.
    """
    try:
        goal = Path(os.path.realpath(path))
        if goal.is_dir():
            raise UsageError(f"`{path}` is a directory", help="give the name of a file")
        if not goal.parent.is_dir():
            raise UsageError(f"there is no folder `{goal.parent}`", help="make it first, or give another path")
        if goal.exists() and not stat.S_ISREG(goal.stat().st_mode):
            with goal.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(pieces)
            return
        _write_beside(goal, pieces)
    except (OSError, ValueError) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableError(f"cannot write `{path}`: {words or error}") from error


def _write_beside(goal: Path, pieces: Iterable[str]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{goal.name[:80]}.", dir=goal.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, goal)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
