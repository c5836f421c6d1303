"""How is a text file read that somebody named on the command line?"""

from __future__ import annotations

import sys
from pathlib import Path

from vpce_tui.errors import MalformedInputError, UnreadableError

MOST_BYTES = 256 * 1024 * 1024
"""A file of cases or a policy is never that large; a mistaken path may be."""


def read_text(path: str) -> str:
    """Return the text of a file, or of stdin for `-`. UTF-8, with or without a byte order mark.

    Raises:
        UnreadableError: There is no such file, or it may not be read.
        MalformedInputError: It is larger than 256 MiB, or not UTF-8.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"cannot read `{path}`: {error.strerror or error}", help="check the path") from None
    if len(data) > MOST_BYTES:
        raise MalformedInputError(f"`{path}` is larger than {MOST_BYTES // 1024 // 1024} MiB", help="split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedInputError(
            f"`{path}` is not UTF-8 at byte {error.start}", help="save it as UTF-8 text"
        ) from None
